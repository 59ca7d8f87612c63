/** What a program leaves for the providers of its run, as files. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { testerId } from "../../provider/resource/declarations";

const [, script = ""] = process.argv;
const listeners = ["exit", "beforeExit"] as const;
const before = listeners.map((event) => process.listeners(event as "exit"));
const { TMPDIR } = process.env;
let parent: string;
let home: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "announce-"));
  home = join(parent, "home");
  mkdirSync(home);
  process.env.PULUMI_HOME = home;
  process.env.TMPDIR = parent;
});
afterEach(() => {
  process.argv[1] = script;
  delete process.env.PULUMI_HOME;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  listeners.forEach((event, i) => {
    for (const listener of process.listeners(event as "exit"))
      if (!before[i]?.includes(listener)) process.removeListener(event, listener);
  });
  rmSync(parent, { recursive: true, force: true });
  jest.restoreAllMocks();
});

/** The engine at a port of its own. */
function engineAt(port: number) {
  return { getChannel: () => ({ getTarget: () => `dns:127.0.0.1:${port}` }) } as never;
}

/** The module as Pulumi's `script` loads it. */
function load(
  script: string,
  sdk = "/app/node_modules/@pulumi/pulumi",
): typeof import("../../sdk/announce") {
  process.argv[1] = `${sdk}/${script}`;
  let loaded: typeof import("../../sdk/announce") | undefined;
  jest.isolateModules(() => {
    jest.doMock("@pulumi/pulumi", () => pulumi);
    loaded = require("../../sdk/announce");
  });
  return loaded as typeof import("../../sdk/announce");
}

/** Every line that was left, of every run. */
function lines(): object[] {
  const [folder] = readdirSync(home);
  if (!folder) return [];
  return readdirSync(join(home, folder)).flatMap((file) =>
    readFileSync(join(home, folder, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

const announced = (owned: string) => ({ announcement: expect.objectContaining({ owned }) });

test("a program says that it is running, what it declares, and when it is over", () => {
  jest.spyOn(pulumi.runtime, "getEngine").mockReturnValue(engineAt(40001));
  const { announce } = load("cmd/run/index.js");
  announce("beta", { owned: "amzn1.ask.skill.1" });
  process.emit("beforeExit", 0);
  expect(lines()).toEqual([
    { program: "starts" },
    announced("amzn1.ask.skill.1"),
    { program: "ends" },
  ]);
  // A handler of its own brings more.
  announce("late", { owned: "amzn1.ask.skill.2" });
  expect(lines().slice(3)).toEqual([{ program: "starts" }, announced("amzn1.ask.skill.2")]);
});

test("a tester is announced without the address, and one without an address only as such", async () => {
  jest.spyOn(pulumi.runtime, "getEngine").mockReturnValue(engineAt(40001));
  const { announce, announcedTester } = load("cmd/run/index.js");
  const skillId = "amzn1.ask.skill.1";
  announce("ada", announcedTester({ skillId, email: "ada@example.com" }));
  announce("none", announcedTester({ skillId, email: undefined as never }));
  announce("number", announcedTester({ skillId, email: 5 as never }));
  announce("get", announcedTester(undefined));
  await new Promise((resolve) => setImmediate(resolve));
  expect(JSON.stringify(lines())).not.toContain("ada@example.com");
  expect(lines().slice(1)).toEqual([
    announced(testerId(skillId, "ada@example.com")),
    ...["none", "number", "get"].map((name) => ({
      announcement: {
        id: expect.any(String),
        name,
        title: `"${name}"`,
        preview: false,
        isTester: true,
      },
    })),
  ]);
});

test.each(["cmd/run-plugin/index.js", "cmd/run-policy-pack/index.js", "runtime/server.js"])(
  "%s declares, but is no program that would end",
  (script) => {
    jest.spyOn(pulumi.runtime, "getEngine").mockReturnValue(engineAt(40001));
    load(script).announce("beta", { owned: "amzn1.ask.skill.1" });
    expect(lines()).toEqual([announced("amzn1.ask.skill.1")]);
  },
);

test.each([
  "/app/node_modules/.store/@pulumi-pulumi-virtual-a972178d0f/package",
  "/src/sdk/pulumi-nodejs",
  "C:\\app\\node_modules\\@pulumi\\pulumi",
])("a program whose SDK is at %s is one, too", (sdk) => {
  jest.spyOn(pulumi.runtime, "getEngine").mockReturnValue(engineAt(40001));
  load(sdk.includes("\\") ? "cmd\\run" : "cmd/run/index.js", sdk);
  expect(lines()).toEqual([{ program: "starts" }]);
});

test("an inline program inside a program is not the one that is running", () => {
  const engine = jest.spyOn(pulumi.runtime, "getEngine").mockReturnValue(engineAt(40001));
  const { announce } = load("cmd/run/index.js");
  engine.mockReturnValue(engineAt(40002));
  announce("inner", { owned: "amzn1.ask.skill.1" });
  expect(lines()).toEqual(
    expect.arrayContaining([{ program: "starts" }, announced("amzn1.ask.skill.1")]),
  );
  expect(lines()).toHaveLength(2);
});
