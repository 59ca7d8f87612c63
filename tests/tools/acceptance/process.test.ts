/** `make acceptance` as a process: its credentials, its terminal, Ctrl-C, its file. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { skillId, startAmazon, tester } from "../../helpers/acceptance";
import { environmentFor, type TestSimulator } from "../../helpers/simulator";

jest.setTimeout(60_000);

const root = resolve(__dirname, "../../..");
let simulator: TestSimulator;
let folder: string;
beforeEach(async () => {
  simulator = await startAmazon();
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-acceptance-test-"));
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** @param environment nothing else of the machine's is in it, but where its programs are. */
function start(environment: Readonly<Record<string, string>>) {
  const { PATH } = process.env;
  const child: ChildProcess = spawn(
    join(root, "node_modules/.bin/node"),
    [join(root, "tools/acceptance.mts")],
    { cwd: folder, env: { PATH, HOME: folder, ...environment }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<{ code: number | null; output: string }>((done) =>
    child.on("close", (code) => done({ code, output })),
  );
  return { child, ended };
}

const run = (environment: Readonly<Record<string, string>>) => start(environment).ended;
const given = { SKILL_ID: skillId, TESTER: tester };

async function expectNoChange() {
  const requests = await simulator.requests();
  expect(requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.endsWith(".md"))).toEqual([]);
}

test("without inputs it says what is missing, and asks nobody", async () => {
  const { code, output } = await run(environmentFor(simulator.url));
  expect(code).toBe(1);
  expect(output).toContain("acceptance: SKILL_ID is missing");
  expect(await simulator.requests()).toEqual([]);
});

test("a report that is there is not replaced, and one that cannot be written begins no run", async () => {
  writeFileSync(join(folder, "old.txt"), "old");
  const all = { ...given, ...environmentFor(simulator.url), YES: "1" };
  expect((await run({ ...all, OUT: "old.txt" })).output).toContain(
    "Remove old.txt, or set OUT=FILE",
  );
  expect((await run({ ...all, OUT: "none/new.md" })).output).toContain("OUT must be in a folder");
  expect(readFileSync(join(folder, "old.txt"), "utf8")).toBe("old");
  expect(await simulator.requests()).toEqual([]);
});

test("without credentials it says what the provider says", async () => {
  const { code, output } = await run({ ...given, ASK_SMAPI_SERVER_BASE_URL: simulator.url });
  expect(code).toBe(1);
  expect(output).toContain("ASK_ACCESS_TOKEN");
  expect(output).toContain("ask configure");
});

test("without a terminal and without YES it announces the mails and changes nothing", async () => {
  const { code, output } = await run({ ...given, ...environmentFor(simulator.url) });
  expect(code).toBe(1);
  expect(output).toContain(`Amazon mails ${tester} at most`);
  expect(output).toContain("Set YES=1 to continue without");
  await expectNoChange();
});

test("the profile of ask-cli is used, as by the provider", async () => {
  await simulator.issueToken("Atza|of-a-profile");
  const token = { access_token: "Atza|of-a-profile", expires_at: "2999-01-01T00:00:00.000Z" };
  mkdirSync(join(folder, ".ask"));
  writeFileSync(
    join(folder, ".ask/cli_config"),
    JSON.stringify({ profiles: { default: { token } } }),
  );
  const { output } = await run({
    ...given,
    ASK_SMAPI_SERVER_BASE_URL: simulator.url,
    ASK_LWA_TOKEN_HOST: simulator.url,
  });
  expect(output).toContain("Set YES=1");
  expect(await simulator.requests()).toEqual(["GET /status 200", "GET /betaTest 404"]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the run, which says what it left and writes its report",
  async (signal) => {
    const { child, ended } = start({
      ...{ ...given, ...environmentFor(simulator.url), YES: "1", PROVIDER: "no", OUT: "out.md" },
    });
    const isBegun = async () =>
      (await simulator.logged()).some(({ path }) => path.endsWith("/testers/add"));
    while (!(await isBegun()) && child.exitCode === null)
      await new Promise((look) => setTimeout(look, 20));
    child.kill(signal);
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain("interrupted; ending the test first");
    expect(output).toContain("The skill has a beta test IN_DRAFT");
    expect(existsSync(join(folder, "out.md"))).toBe(true);
    const report = readFileSync(join(folder, "out.md"), "utf8");
    expect(report).toContain("It was interrupted.");
    expect(report).not.toContain(folder);
    expect((await simulator.skill(skillId))?.status).toBe("IN_DRAFT");
    expect(await simulator.mails()).toEqual([]);
  },
);
