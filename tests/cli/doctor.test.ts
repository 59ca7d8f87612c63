/** `pulumi-alexa doctor`: a line for whatever works or does not. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailure } from "../../cli/console";
import { checkNode, checkPlugin, checkProxies, checkPulumiPackage } from "../../cli/doctor/machine";
import { engines, version } from "../../package.json";
import { simulatedCredentials } from "../../simulator";
import { runCli, type TestConsoleOptions } from "../helpers/console";
import {
  environmentFor,
  refreshEnvironmentFor,
  startTestSimulator,
  type TestSimulator,
} from "../helpers/simulator";

let folder: string;
let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-doctor-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await simulator.clearFaults();
});

const skillId = "amzn1.ask.skill.doctor";
const runPulumi = async () => "v3.250.0\n";

function makeInstallation(): void {
  mkdirSync(join(folder, "plugins", `resource-alexa-v${version}`), { recursive: true });
  const pulumi = join(folder, "node_modules/@pulumi/pulumi");
  mkdirSync(pulumi, { recursive: true });
  writeFileSync(join(pulumi, "package.json"), JSON.stringify({ version: "3.200.1" }));
}

async function examine(options: TestConsoleOptions & { args?: string[] } = {}) {
  const { args = [], environment = environmentFor(simulator.url), ...rest } = options;
  const own = { PULUMI_HOME: folder, ...environment };
  return runCli(["doctor", ...args], { folder, run: runPulumi, environment: own, ...rest });
}

/** The lines about problems. */
const problemsIn = (output: string) =>
  output.split("\n").filter((line) => line.startsWith("problem"));

test("where everything works, each line says so", async () => {
  makeInstallation();
  const { code, output } = await examine({ args: [skillId] });
  expect(output).toBe(`ok       Node.js: ${process.versions.node}
ok       Pulumi CLI: 3.250.0
ok       @pulumi/pulumi: 3.200.1
ok       plugin: ${version} in ${join(folder, "plugins")}
ok       proxies: none
ok       credentials: from the environment: an access token
ok       endpoint: ${simulator.url} answers
ok       clock: matches Amazon's
ok       access token: available
ok       account: 1 vendor
ok       skill ${skillId}: visible to this account
`);
  expect(code).toBe(0);
});

test("--json has the same, and no output has a secret", async () => {
  for (const environment of [environmentFor(simulator.url), refreshEnvironmentFor(simulator.url)]) {
    const { output } = await examine({ args: ["--json"], environment });
    const { checks } = JSON.parse(output);
    expect(checks[0]).toEqual({ name: "Node.js", status: "ok", message: process.versions.node });
    for (const secret of ["accessToken", "clientSecret", "refreshToken"] as const) {
      expect(output).not.toContain(simulatedCredentials[secret]);
    }
  }
});

test("a refresh token is tried beside an access token, which would hide it for an hour", async () => {
  const environment = { ...refreshEnvironmentFor(simulator.url), ...environmentFor(simulator.url) };
  expect((await examine({ environment })).output).toContain("ok       refresh token: gets access");
  const wrong = { ...environment, ASK_REFRESH_TOKEN: "Atzr|wrong" };
  const { code, output } = await examine({ environment: wrong });
  expect(code).toBe(1);
  expect(problemsIn(output)).toEqual([expect.stringMatching(/^problem {2}refresh token: /)]);
  expect(output).not.toContain("Atzr|wrong");
});

test("a stack that cannot be read is a problem, as it is for pulumi up", async () => {
  stackWith({});
  const run = async (_: string, [command]: readonly string[]) => {
    if (command === "version") return "v3.250.0\n";
    throw new CommandFailure("incorrect passphrase");
  };
  for (const args of [[], ["--stack"]]) {
    const { code, output } = await examine({ args, run });
    expect(code).toBe(1);
    expect(output).toMatch(/^problem {2}stack: .*incorrect passphrase/m);
  }
});

test("ask-cli's environment of a refresh token alone is explained", async () => {
  const environment = { ASK_REFRESH_TOKEN: "Atzr|secret" };
  const { code, output } = await examine({ environment });
  expect(code).toBe(1);
  expect(problemsIn(output)).toEqual([
    expect.stringMatching(
      /^problem {2}credentials: .*a token made for ask-cli's own profile works only with ask-cli/,
    ),
  ]);
  expect(output).not.toContain("secret\n");
  expect(output).not.toContain("Atzr");
});

test("a token that Amazon rejects, and an invalid refresh token, are told apart", async () => {
  const rejected = { ...environmentFor(simulator.url), ASK_ACCESS_TOKEN: "Atza|wrong" };
  const { output } = await examine({ environment: rejected });
  expect(problemsIn(output)).toEqual([expect.stringMatching(/^problem {2}account: .*401/)]);
  const revoked = { ...refreshEnvironmentFor(simulator.url), ASK_REFRESH_TOKEN: "Atzr|wrong" };
  const { output: second } = await examine({ environment: revoked });
  expect(problemsIn(second)).toEqual([
    expect.stringMatching(/^problem {2}access token: .*log in again/),
  ]);
});

test("a skill of another account is a problem, by its own line", async () => {
  await simulator.setSkill("amzn1.ask.skill.foreign", { account: "other" });
  const { code, output } = await examine({ args: [skillId, "amzn1.ask.skill.foreign"] });
  expect(code).toBe(1);
  expect(problemsIn(output)).toEqual([
    "problem  skill amzn1.ask.skill.foreign: Amazon finds no such skill in this account. Check the id, and whose credentials these are.",
  ]);
});

test("something else that answers in Amazon's place is found out, and so is a clock that is wrong", async () => {
  const impostor = createServer((_, response) => {
    response.setHeader("Date", new Date(Date.now() + 3_600_000).toUTCString()).end("<html>");
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => impostor.once("listening", listening));
  const url = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
  const { output } = await examine({ environment: environmentFor(url) });
  expect(problemsIn(output)).toEqual([
    expect.stringContaining(`endpoint: ${url} answers with 200, but not as Amazon does`),
    expect.stringMatching(/clock: 3(599|600) s behind Amazon's\. Correct this machine's clock/),
    expect.stringContaining("account: listing the vendors failed"),
  ]);
  await new Promise((closed) => impostor.close(closed));
});

test("skills that cannot be found are a problem; the rest is still looked at", async () => {
  const { code, output } = await examine({ args: ["--ask-project"] });
  expect(code).toBe(1);
  expect(problemsIn(output)).toEqual([expect.stringContaining("it has no ask-resources.json")]);
  expect(output).toContain("ok       Node.js");
});

/** `pulumi` in a project whose stack has these settings and no beta test yet. */
function stackWith(settings: Record<string, string>) {
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  const values = Object.entries(settings).map(([name, value]) => [`alexa:${name}`, { value }]);
  return async (_: string, [command]: readonly string[]) => {
    if (command === "version") return "v3.250.0\n";
    if (command === "config") return JSON.stringify(Object.fromEntries(values));
    return JSON.stringify({ deployment: { resources: [] } });
  };
}

test.each([[[]], [["--stack"]]])(
  "in a Pulumi project, %j looks at the credentials of the stack, before its first up, too",
  async (args) => {
    const endpoints = { endpoint: simulator.url, authEndpoint: simulator.url };
    const run = stackWith({ ...endpoints, accessToken: simulatedCredentials.accessToken });
    const { output } = await examine({ args, run, environment: {} });
    expect(problemsIn(output)).toEqual([]);
    expect(output).toContain("ok       stack: the selected one, which has no beta test yet");
    expect(output).toContain("ok       credentials: from the stack's configuration");
    expect(output).toContain("ok       account: 1 vendor");
  },
);

test.each([[[]], [["--stack"]]])(
  "%j blames a setting that the provider would refuse",
  async (args) => {
    const run = stackWith({ profil: "work" });
    const { code, output } = await examine({ args, run });
    expect(code).toBe(1);
    expect(output).toMatch(/^problem {2}(stack|skills): unknown setting alexa:profil; valid: /m);
  },
);

test("in a Pulumi project without a selected stack, a note says so, and the environment is looked at", async () => {
  stackWith({});
  const run = async (_: string, [command]: readonly string[]) => {
    if (command === "version") return "v3.250.0\n";
    throw new CommandFailure("no stack selected");
  };
  const { code, output } = await examine({ run });
  expect(output).toMatch(/^note {5}stack: .*no stack selected/m);
  expect(output).toContain("ok       credentials: from the environment");
  expect(code).toBe(0);
});

test("in an ask-cli project, the credentials of its profiles are looked at", async () => {
  writeFileSync(join(folder, "ask-resources.json"), '{ "profiles": { "work": {} } }');
  mkdirSync(join(folder, ".ask"));
  const states = { profiles: { work: { skillId } } };
  writeFileSync(join(folder, ".ask/ask-states.json"), JSON.stringify(states));
  const { output } = await examine();
  expect(output).toContain(`ok       skill work (${skillId}): visible to this account`);
});

test("without Pulumi, and with too old a Node.js or @pulumi/pulumi, it says what to install", async () => {
  const { output } = await examine({
    run: () => Promise.reject(new CommandFailure("", "ENOENT")),
  });
  expect(problemsIn(output)).toEqual([expect.stringContaining("there is no `pulumi` on the PATH")]);
  expect(checkNode("20.1.0").message).toBe(`20.1.0, but ${engines.node} is required`);
  expect(["22.11.9", "22.12.0", "100.0.0"].map((one) => checkNode(one).status)).toEqual([
    "problem",
    "ok",
    "ok",
  ]);
  makeInstallation();
  const manifest = join(folder, "node_modules/@pulumi/pulumi/package.json");
  for (const [installed, status] of [
    ["3.140.9", "problem"],
    ["3.141.0", "ok"],
    ["4.0.0", "problem"],
    ["unreadable", "problem"],
  ]) {
    writeFileSync(manifest, JSON.stringify({ version: installed }));
    expect(checkPulumiPackage({ folder: join(folder, "src") }).status).toBe(status);
  }
});

test("a plugin of another version, or half a download, is not taken for this package's", () => {
  const environment = { PULUMI_HOME: folder };
  expect(checkPlugin({ environment })).toMatchObject({ status: "note" });
  mkdirSync(join(folder, "plugins", "resource-alexa-v0.0.1"), { recursive: true });
  expect(checkPlugin({ environment }).message).toMatch(/^0\.0\.1 in .*, but this package is/);
  const own = `resource-alexa-v${version}`;
  mkdirSync(join(folder, "plugins", own));
  writeFileSync(join(folder, "plugins", `${own}.partial`), "");
  expect(checkPlugin({ environment }).status).toBe("note");
});

test("proxies are shown without their passwords", () => {
  const HTTPS_PROXY = "http://me:secret@proxy.example.com:8080";
  expect(checkProxies({ environment: { HTTPS_PROXY, NO_PROXY: "localhost" } }).message).toBe(
    "HTTPS_PROXY=http://proxy.example.com:8080, NO_PROXY=localhost",
  );
  for (const HTTPS_PROXY of ["proxy", "proxy.example.com:8080", "socks5://proxy:1080"]) {
    expect(checkProxies({ environment: { HTTPS_PROXY } }).status).toBe("problem");
  }
});
