import { spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os, { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import {
  findDeclarer,
  LocalDeclarations,
  SharedDeclarations,
} from "../../../provider/resource/declarations";
import { portOfItsOwn } from "../../helpers/ports";

const skillId = "amzn1.ask.skill.1";
const engine = "127.0.0.1:40001";
const beta = { owned: skillId, id: "urn:beta", name: "beta", title: '"beta"' };
const other = { owned: skillId, id: "urn:other", name: "other", title: '"other"' };

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "declarations-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const folder = () => join(parent, `pulumi-alexa-declarations-${userInfo().uid}`);
/** A provider's process: this one, or one that is surely there. */
const provider = (pid = process.pid, address = engine) =>
  new SharedDeclarations(address, { pid, parents: [parent] });
/** The pid of a process that has ended. */
const gone = () => spawnSync("true").pid;

test("one process knows who declares a skill, and forgets what the same resource declared before", () => {
  const declarations = new LocalDeclarations();
  declarations.declare(beta);
  declarations.declare(other);
  expect(declarations.declarersOf(skillId)).toEqual([beta, other]);
  declarations.declare({ ...beta, owned: "amzn1.ask.skill.2" });
  expect(declarations.declarersOf(skillId)).toEqual([other]);
});

test("the providers of one run know of each other's resources", () => {
  const [plugin, dynamic] = [provider(process.pid), provider(process.ppid)];
  plugin.declare(beta);
  dynamic.declare(other);
  expect(plugin.declarersOf(skillId)).toEqual([beta, other]);
  expect(dynamic.declarersOf(skillId)).toEqual([other, beta]);
  expect(provider(1).declarersOf("amzn1.ask.skill.2")).toEqual([]);
});

describe("what the program announces", () => {
  const announced = { ...beta, id: "announced 1" };

  test("is known to the providers of its run until they hear of it themselves", () => {
    const [program, plugin] = [provider(process.ppid), provider()];
    program.announce(announced);
    expect(plugin.notYetDeclared()).toEqual([announced]);
    expect(plugin.declarersOf(skillId)).toEqual([]);
    plugin.declare({ ...beta, owned: "amzn1.ask.skill.2" });
    expect(plugin.notYetDeclared()).toEqual([]);
  });

  test("may not say which skill yet, and says it later", () => {
    const program = provider();
    program.announce({ ...announced, owned: undefined });
    expect(program.notYetDeclared()).toEqual([{ ...announced, owned: undefined }]);
    program.announce(announced);
    expect(provider().notYetDeclared()).toEqual([announced]);
  });

  test("is not all that is to come while the program is running", () => {
    const [program, plugin] = [provider(process.ppid), provider()];
    expect(findDeclarer(plugin, skillId)).toEqual({});
    program.programStarts();
    expect(findDeclarer(plugin, skillId)).toEqual({ undecided: "program" });
    const undecided = { ...announced, owned: undefined };
    program.announce(undecided);
    expect(findDeclarer(plugin, skillId)).toMatchObject({ undecided: { title: '"beta"' } });
    program.announce(announced);
    expect(findDeclarer(plugin, skillId)).toEqual({ declarer: announced, isCreatedLater: true });
    plugin.declare(beta);
    expect(findDeclarer(plugin, skillId)).toEqual({ declarer: beta });
    program.programEnds();
    expect(findDeclarer(plugin, "amzn1.ask.skill.2")).toEqual({});
    // It seemed to be over: a handler of its own has brought more.
    program.programStarts();
    expect(findDeclarer(plugin, "amzn1.ask.skill.2")).toEqual({ undecided: "program" });
  });

  test("counts after the program is over: with `--target`, the engine does not ask about it", () => {
    const [program, plugin] = [provider(process.ppid), provider()];
    program.programStarts();
    program.announce(announced);
    program.programEnds();
    expect(findDeclarer(plugin, skillId)).toEqual({ declarer: announced, isCreatedLater: true });
    plugin.end();
    expect(readdirSync(folder())).toEqual([]);
  });

  test("is all that is not declared yet where resources have the same name", () => {
    const program = provider();
    program.announce(announced);
    program.announce({ ...announced, id: "announced 2" });
    program.declare(beta);
    expect(program.notYetDeclared()).toHaveLength(2);
    program.declare({ ...beta, id: "urn:beta below another" });
    expect(program.notYetDeclared()).toEqual([]);
  });
});

test("a run knows nothing of another", () => {
  provider(process.pid).declare(beta);
  expect(provider(process.ppid, "127.0.0.1:40002").declarersOf(skillId)).toEqual([]);
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("a run knows nothing of an earlier one whose engine had the same port", async () => {
  const engineAt = async (port: number) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return { server, port: (server.address() as AddressInfo).port };
  };
  const first = await engineAt(await portOfItsOwn());
  const address = `127.0.0.1:${first.port}`;
  provider(gone(), address).declare(beta);
  expect(provider(process.pid, address).declarersOf(skillId)).toEqual([beta]);
  await new Promise((resolve) => first.server.close(resolve));
  const second = await engineAt(first.port);
  expect(provider(process.pid, address).declarersOf(skillId)).toEqual([]);
  await new Promise((resolve) => second.server.close(resolve));
});

describe("a process that has ended", () => {
  test("leaves its declarations to the run: a plugin that was killed has declared what it has", () => {
    provider(gone()).declare(beta);
    expect(provider().declarersOf(skillId)).toEqual([beta]);
  });

  test("leaves nothing to a later run, which clears it away after a day", () => {
    provider(gone(), "127.0.0.1:40002").declare(beta);
    provider(gone(), "127.0.0.1:40003").declare(beta);
    const [old = "", young = ""] = readdirSync(folder()).sort();
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    utimesSync(join(folder(), old), yesterday, yesterday);
    const next = provider();
    expect(next.declarersOf(skillId)).toEqual([]);
    next.declare(other);
    expect(readdirSync(folder())).not.toContain(old);
    expect(readdirSync(folder())).toContain(young);
  });

  test("is not one whose process id answers: what it declared is kept, however old", () => {
    provider(process.ppid).declare(beta);
    const [file = ""] = readdirSync(folder());
    utimesSync(join(folder(), file), 0, 0);
    provider(process.pid, "127.0.0.1:40002").declare(other);
    expect(provider().declarersOf(skillId)).toEqual([beta]);
  });
});

describe("in two places,", () => {
  const pathOf = (place: string) => join(parent, place);
  const between = (...places: string[]) =>
    new SharedDeclarations(engine, { parents: places.map(pathOf) });
  beforeEach(() => {
    for (const place of ["home", "temporary", "other"]) mkdirSync(pathOf(place));
  });

  test("what one loses during the run is in the other", () => {
    between("home", "temporary").declare(beta);
    rmSync(pathOf("temporary"), { recursive: true });
    expect(between("home", "temporary").declarersOf(skillId)).toEqual([beta]);
  });

  test("a program with another folder for temporary files is heard all the same", () => {
    between("home", "other").announce(beta);
    expect(between("home", "temporary").notYetDeclared()).toEqual([beta]);
  });

  test("one that cannot be written to is enough of an obstacle only if the other is, too", () => {
    rmSync(pathOf("temporary"), { recursive: true });
    between("home", "temporary").declare(beta);
    expect(between("home", "temporary").declarersOf(skillId)).toEqual([beta]);
    rmSync(pathOf("home"), { recursive: true });
    expect(() => between("home", "temporary").declare(other)).toThrow("ENOENT");
  });

  test("a provider whose own declarations are gone from both ends nothing", () => {
    const declarations = between("home", "temporary");
    declarations.declare(beta);
    rmSync(pathOf("temporary"), { recursive: true });
    expect(declarations.declarersOf("amzn1.ask.skill.2")).toEqual([]);
    rmSync(pathOf("home"), { recursive: true });
    expect(() => declarations.declarersOf("amzn1.ask.skill.2")).toThrow("so nothing was ended");
  });
});

test("a clock that jumps clears away nothing of the run itself", () => {
  provider(gone()).declare(beta);
  for (const file of readdirSync(folder())) utimesSync(join(folder(), file), 0, 0);
  const next = provider();
  next.declare(other);
  expect(next.declarersOf(skillId)).toEqual([other, beta]);
});

test("runs that end while another begins are no obstacle to it", () => {
  const ended = provider(gone(), "127.0.0.1:40002");
  ended.declare(other);
  const vanishing = jest.spyOn(fs, "readdirSync");
  vanishing.mockImplementationOnce((...args) => {
    const names = jest.requireActual("node:fs").readdirSync(...args);
    ended.end();
    return names;
  });
  expect(() => provider().declare(beta)).not.toThrow();
  vanishing.mockRestore();
});

test("the end of a run leaves nothing behind, and then nothing is ended", () => {
  const declarations = provider();
  declarations.declare(beta);
  declarations.end();
  expect(readdirSync(folder())).toEqual([]);
  expect(() => declarations.declarersOf(skillId)).toThrow("so nothing was ended");
});

describe("a provider ends nothing", () => {
  const refusal = /cannot be read .*, so nothing was ended: run again/;

  test("where its own declarations are gone", () => {
    const declarations = provider();
    declarations.declare(beta);
    for (const name of readdirSync(folder())) rmSync(join(folder(), name));
    expect(() => declarations.declarersOf("amzn1.ask.skill.2")).toThrow(refusal);
    rmSync(folder(), { recursive: true });
    expect(() => declarations.declarersOf("amzn1.ask.skill.2")).toThrow(refusal);
  });

  test("where another provider's declarations are damaged, or no file", () => {
    provider(process.ppid).declare(other);
    const [file = ""] = readdirSync(folder());
    writeFileSync(join(folder(), file), "{\n");
    expect(() => provider().declarersOf(skillId)).toThrow(refusal);
    rmSync(join(folder(), file));
    mkdirSync(join(folder(), file));
    expect(() => provider().declarersOf(skillId)).toThrow(refusal);
  });

  test("where somebody removes all declarations, although it has declared nothing itself", () => {
    const declarations = provider();
    declarations.providerStarts();
    provider(process.ppid).announce(beta);
    rmSync(folder(), { recursive: true });
    expect(() => declarations.declarersOf(skillId)).toThrow(refusal);
    expect(() => declarations.declare(other)).toThrow(/was removed during the run: run again/);
  });

  test("but a run that has declared nothing yet needs no folder", () => {
    rmSync(parent, { recursive: true });
    const declarations = provider();
    declarations.providerStarts();
    expect(declarations.declarersOf(skillId)).toEqual([]);
  });
});

test("a user without a name, as in a container, is no obstacle", () => {
  const nameless = jest.spyOn(os, "userInfo").mockImplementation(() => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  });
  expect(() => provider().declare(beta)).not.toThrow();
  nameless.mockRestore();
});

test("nobody else can read or write what is shared, and a folder that others can write is refused", () => {
  const declarations = provider();
  declarations.declare(beta);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  chmodSync(folder(), 0o777);
  expect(() => provider(process.ppid).declare(other)).toThrow(
    /must be a folder that only this user can access/,
  );
  // Nor is it believed: another user could say that a program declares what it does not.
  expect(provider(process.ppid).declarersOf(skillId)).toEqual([]);
});

// Node's recursive mkdir never returns in some of the folders that cannot be written to.
test("a folder for temporary files that does not exist is not created, and the error names the fix", () => {
  rmSync(parent, { recursive: true });
  expect(() => provider().declare(beta)).toThrow(/ENOENT.*: set TMPDIR to a folder/);
});
