/** The package as npm packs and installs it: with the examples, copied out of the repository, and in an ES module. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { downloadLimit, run } from "../helpers/command";
import { pack } from "../helpers/package";
import { copyExample, emptyPulumiHome, pulumiEnvironment } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
let simulator: TestSimulator;
let folder: string;
/** The project that has node_modules at present: one installation serves them all. */
let installedIn: string;

beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-install-"));
  const tarball = await pack(folder);
  installedIn = copyOut("quickstart");
  writeFileSync(join(installedIn, "plugin.ts"), pluginProgram);
  const check = join(root, "tools/checkPackage.mts");
  await run(process.execPath, [check, tarball, installedIn], { cwd: root });
  emptyPulumiHome(home());
  // As parallel jobs of one CI machine do.
  const install = () =>
    withPackage(installedIn).command("npx", "pulumi-alexa", "install", "--force");
  await Promise.all([install(), install(), install()]);
}, downloadLimit);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

const home = () => join(folder, "pulumi-home");

function copyOut(example: string): string {
  const project = join(folder, example);
  copyExample(example, project);
  return project;
}

/** Runs commands in the project, which gets the installation. */
function withPackage(project: string) {
  if (project !== installedIn) {
    renameSync(join(installedIn, "node_modules"), join(project, "node_modules"));
    installedIn = project;
  }
  const own = { ...environmentFor(simulator.url), PULUMI_HOME: home() };
  const env = { ...pulumiEnvironment(project), ...own };
  const command = (name: string, ...args: string[]) => run(name, args, { cwd: project, env });
  const pulumi = (...args: string[]) => command("pulumi", ...args, "--non-interactive");
  return { command, pulumi };
}

const inlineProgram = (skillId: string) => `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { SkillBetaTest } = require("pulumi-alexa");
const program = async () => void new SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });
LocalWorkspace.createOrSelectStack({ stackName: "inline", projectName: "inline", program })
  .then((stack) => stack.preview({ onOutput: console.log, onError: console.log }))
  .catch(({ message }) => {
    console.log(message);
    process.exit(1);
  });
`;

const runIn = (folder: string, project: string) =>
  `process.chdir(${JSON.stringify(folder)}); require(${JSON.stringify(join(project, "inline.cjs"))});`;

const pluginProgram = `import { getSkillBetaTest, Provider, SkillBetaTest } from "pulumi-alexa/plugin";
const provider = new Provider("other", { accessToken: "token", timeoutSeconds: 60 });
const betaTest = new SkillBetaTest("beta", { skillId: "a", desiredStatus: "IN_DRAFT" }, { provider });
export const status = betaTest.status.apply((value: string) => value);
export const testers = getSkillBetaTest({ skillId: "a" }).then(({ testers }) => testers?.[0]?.emailId);
`;

test("the quickstart and the plugin's example run where they are copied to, their types found", async () => {
  // The others depend on more, and have examplesTypeScript.test.ts.
  for (const project of [installedIn, copyOut("plugin")]) {
    const { pulumi } = withPackage(project);
    await pulumi("stack", "init", "test");
    expect(await pulumi("preview")).toContain("will be created and started");
  }
}, 180_000);

test("the README leads from an empty folder to a running test, and to the preview that it quotes", async () => {
  const page = readFileSync(join(root, "README.md"), "utf8");
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const [, settings = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [, promised = ""] = /It says "(beta test was ended elsewhere.*?)"\./.exec(page) ?? [];
  const [skillId = ""] = /amzn1\.ask\.skill\.[\w-]+/.exec(program) ?? [];
  const project = join(folder, "readme");
  mkdirSync(project);
  writeFileSync(join(project, "index.ts"), program);
  writeFileSync(join(project, "Pulumi.yaml"), settings);
  const { pulumi, command } = withPackage(project);
  await pulumi("stack", "init", "dev");
  await pulumi("up", "--yes");
  expect(await command("npx", "pulumi-alexa", "status", skillId)).toContain("RUNNING");
  await simulator.change(skillId, { status: "ENDED" });
  expect(promised).not.toBe("");
  expect(await pulumi("preview")).toContain(promised);
  await pulumi("destroy", "--yes");
}, 120_000);

test("docs/getting-started.md leads from an empty folder to a running test", async () => {
  const page = readFileSync(join(root, "docs/getting-started.md"), "utf8");
  const files = [...page.matchAll(/`([\w.]+)`:\n\n```\w+\n([\s\S]*?)```/g)];
  expect(files.map(([, name]) => name)).toEqual(["Pulumi.yaml", "index.ts"]);
  const project = join(folder, "getting-started");
  mkdirSync(project);
  for (const [, name = "", text = ""] of files) writeFileSync(join(project, name), text);
  const { pulumi, command } = withPackage(project);
  await pulumi("stack", "init", "dev");
  expect(await command("npx", "pulumi-alexa", "doctor")).not.toContain("problem");
  const [, promised = ""] = /The preview says "(.+?)"/.exec(page) ?? [];
  expect(promised).not.toBe("");
  expect(await pulumi("preview")).toContain(promised);
  await pulumi("up", "--yes");
  expect(await command("npx", "pulumi-alexa", "status", "--stack", "dev")).toContain("RUNNING");
  await pulumi("destroy", "--yes");
}, 120_000);

test("an empty ES-module program installs the package and runs; so do the plugin and the simulator", async () => {
  const skillId = "amzn1.ask.skill.esm";
  const program = (from: string) => `import * as alexa from "${from}";
const betaTest = new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });
export const status = betaTest.status;
`;
  const project = join(folder, "esm");
  mkdirSync(project);
  const manifest = { name: "esm", private: true, type: "module", main: "index.js" };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(project, "Pulumi.yaml"), "name: esm\nruntime: nodejs\n");
  writeFileSync(join(project, "index.js"), program("pulumi-alexa"));
  const { pulumi, command } = withPackage(project);
  await pulumi("stack", "init", "test");
  await pulumi("up", "--yes");
  expect(await pulumi("stack", "output", "status")).toContain("RUNNING");
  await pulumi("destroy", "--yes");
  const plugin = "./node_modules/pulumi-alexa/dist/provider/main.js";
  expect(await pulumi("package", "get-schema", plugin)).toContain("alexa:index:SkillBetaTest");
  expect(await command("npx", "pulumi-alexa", "simulator", "--help")).toContain(
    "--transition-delay",
  );
  await command(
    "node",
    "--input-type=module",
    "-e",
    'import { startSimulator } from "pulumi-alexa/simulator"; await (await startSimulator({ port: 0 })).close();',
  );

  // An inline program of the Automation API has no folder of its own: Pulumi takes that of the process.
  writeFileSync(join(project, "inline.cjs"), inlineProgram(skillId));
  const inline = (folder: string) => command("node", "-e", runIn(folder, project));
  expect(await inline(project)).toContain("1 tester will be invited");
  await expect(inline(tmpdir())).rejects.toThrow(
    /pulumi-alexa is not installed in the project folder.*inline program of the Automation API, call process.chdir/,
  );

  // A component package of its own has the only copy, as pnpm installs it: Pulumi runs the provider from here.
  const component = join(project, "node_modules/component");
  mkdirSync(join(component, "node_modules"), { recursive: true });
  renameSync(
    join(project, "node_modules/pulumi-alexa"),
    join(component, "node_modules/pulumi-alexa"),
  );
  writeFileSync(join(component, "index.js"), 'module.exports = require("pulumi-alexa");');
  writeFileSync(join(project, "index.js"), program("component"));
  await expect(pulumi("preview")).rejects.toThrow(
    /pulumi-alexa is not installed in the project folder.*npm install pulumi-alexa/,
  );
}, 180_000);
