/** The examples of the plugin, each in its language: a new one is a folder in examples/ and a row of this table. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../helpers/command";
import { copyExample, pluginsEntry, pulumiEnvironment } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

interface Example {
  readonly folder: string;
  /** A command that fails where the language is missing; its test is skipped there. */
  readonly needs?: readonly string[];
  /** Installs what the program imports. The plugin is there already. */
  readonly install?: (project: string) => Promise<void>;
}

const examples: readonly Example[] = [
  { folder: "plugin", install: linkNodePackages },
  { folder: "python", install: installPythonSdk, needs: ["python3", "-m", "venv", "--help"] },
  { folder: "yaml" },
];

const root = resolve(__dirname, "../..");
const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
let simulator: TestSimulator;
let project: string;
beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  project = mkdtempSync(join(tmpdir(), "pulumi-alexa-language-"));
});
afterEach(async () => {
  rmSync(project, { recursive: true, force: true });
  await simulator.close();
});

/** The example as a user has it, with the plugin where npm puts it. */
function copyOut(folder: string) {
  copyExample(folder, project);
  pluginsEntry(project);
  const env = { ...pulumiEnvironment(project), ...environmentFor(simulator.url) };
  // The Python host that is built from Go modules is too old for Pulumi.yaml's `virtualenv`.
  env.PATH = `${join(project, "venv/bin")}:${env.PATH}`;
  return (...args: string[]) =>
    run("pulumi", [...args, "--non-interactive"], { cwd: project, env });
}

async function linkNodePackages(): Promise<void> {
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "@pulumi"));
  symlinkSync(root, join(modules, "pulumi-alexa"));
  for (const dependency of ["@pulumi/pulumi", "typescript", "@types"]) {
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency));
  }
}

async function installPythonSdk(): Promise<void> {
  // pip builds where the sources are, so they are copied.
  const sdk = join(project, "node_modules/pulumi-alexa/sdk/python");
  cpSync(join(root, "sdk/python"), sdk, { recursive: true });
  await run("python3", ["-m", "venv", "venv"], { cwd: project });
  const pip = ["install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
  await run(join(project, "venv/bin/pip"), pip, { cwd: project });
}

function isMissing({ folder, needs: [command = "", ...args] = [] }: Example): boolean {
  if (command === "" || spawnSync(command, args).status === 0) return false;
  process.stdout.write(`examples/${folder} is skipped: ${command} is missing here\n`);
  return true;
}

const life = "the program in examples/$folder goes through its life";
const runnable = examples.filter((example) => !isMissing(example));
test.each(runnable)(
  life,
  async ({ folder, install }) => {
    const pulumi = copyOut(folder);
    await install?.(project);
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
  },
  240_000,
);

test("the program that an import writes says what is there", async () => {
  const pulumi = copyOut("yaml");
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

test("the Python SDK was generated from today's schema", () => {
  const schema = createHash("sha256")
    .update(readFileSync(join(root, "provider/schema.json")))
    .digest("hex");
  expect(readFileSync(join(root, "sdk/python/schema.sha256"), "utf8").trim()).toBe(schema);
});
