import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../helpers/command";
import { pluginsEntry, pulumiEnvironment } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
let simulator: TestSimulator;
let folder: string;
beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-language-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

/** The example as a user has it, with the plugin where npm puts it. */
function example(name: string, more: Record<string, string> = {}) {
  cpSync(join(root, "examples", name), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules", "pulumi-alexa"));
  for (const dependency of ["@pulumi/pulumi", "typescript", "@types"]) {
    symlinkSync(join(root, "node_modules", dependency), join(folder, "node_modules", dependency));
  }
  pluginsEntry(folder);
  const env = { ...pulumiEnvironment(folder), ...environmentFor(simulator.url), ...more };
  return (...args: string[]) => run("pulumi", [...args, "--non-interactive"], { cwd: folder, env });
}

test("a YAML program goes through its life", async () => {
  const pulumi = example("yaml");
  await pulumi("stack", "init", "test");
  expect(await pulumi("preview")).toContain(
    "will be created and started; 1 tester will be invited",
  );
  await pulumi("up", "--yes");
  expect(await pulumi("stack", "output", "invitationUrl")).toMatch(/^https:/);
  expect(await pulumi("up", "--yes")).toContain("2 unchanged");
  await simulator.change(skillId, { status: "ENDED" });
  expect(await pulumi("preview", "--diff")).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);
  await pulumi("destroy", "--yes");
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 120_000);

test("the program that an import writes says what is there", async () => {
  const pulumi = example("yaml");
  await simulator.change(skillId, { status: "RUNNING", testers: ["ada@example.com"] });
  await pulumi("stack", "init", "test");
  const written = await pulumi(
    "import",
    "alexa:index:SkillBetaTest",
    "beta",
    skillId,
    "--yes",
    "--protect=false",
  );
  expect(written).toMatch(/type: alexa:SkillBetaTest/);
  expect(written).toMatch(/- ada@example.com/);
  expect(await pulumi("up", "--yes")).toContain("2 unchanged");
}, 60_000);

test("a TypeScript program goes through the plugin", async () => {
  const pulumi = example("plugin");
  await run(
    "sh",
    ["-c", `printf '{"name":"test","devDependencies":{"typescript":"5"}}' > package.json`],
    { cwd: folder },
  );
  await pulumi("stack", "init", "test");
  await pulumi("up", "--yes");
  expect(await pulumi("stack", "output", "invitationUrl")).toMatch(/^https:/);
  await pulumi("destroy", "--yes");
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 120_000);

const python = spawnSync("python3", ["-m", "venv", "--help"]);
const hasPython = python.status === 0;
if (!hasPython)
  process.stdout.write("python: there is no Python 3 with venv here, its program is left out\n");

(hasPython ? test : test.skip)(
  "a Python program goes through its life, with the generated SDK",
  async () => {
    const bin = join(folder, "venv", "bin");
    const pulumi = example("python", { PATH: `${bin}:${pulumiEnvironment(folder).PATH}` });
    await run("python3", ["-m", "venv", "venv"], { cwd: folder });
    // The build leaves its traces beside the sources, so it gets a copy of its own.
    cpSync(join(root, "sdk/python"), join(folder, "sdk"), { recursive: true });
    await run(join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", "./sdk"], {
      cwd: folder,
    });
    await pulumi("stack", "init", "test");
    expect(await pulumi("preview")).toContain(
      "will be created and started; 1 tester will be invited",
    );
    await pulumi("up", "--yes");
    expect(await pulumi("stack", "output", "invitationUrl")).toMatch(/^https:/);
    expect(await pulumi("up", "--yes")).toContain("2 unchanged");
    await pulumi("destroy", "--yes");
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  },
  240_000,
);

test("the Python SDK was generated from today's schema", () => {
  const schema = createHash("sha256")
    .update(readFileSync(join(root, "provider/schema.json")))
    .digest("hex");
  expect(readFileSync(join(root, "sdk/python/schema.sha256"), "utf8").trim()).toBe(schema);
});
