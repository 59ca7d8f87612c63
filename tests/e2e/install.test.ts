import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { devDependencies } from "../../package.json";
import { run } from "../helpers/command";
import { pulumiEnvironment } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
let simulator: TestSimulator;
let folder: string;
let tarball: string;

beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-install-"));
  const [packed] = JSON.parse(
    await run(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--loglevel=silent", "--pack-destination", folder],
      { cwd: root },
    ),
  );
  tarball = join(folder, packed.filename);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

/** An empty project with the packed package in it, as `npm install` leaves it. */
async function install(name: string, manifest: object, files: Record<string, string>) {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name, private: true, ...manifest }),
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  await run("npm", ["install", ...options, tarball], { cwd: project });
  const env = { ...pulumiEnvironment(project), ...environmentFor(simulator.url) };
  return {
    project,
    pulumi: (...args: string[]) =>
      run("pulumi", [...args, "--non-interactive"], { cwd: project, env }),
    command: (command: string, ...args: string[]) => run(command, args, { cwd: project, env }),
  };
}

const program = (skillId: string) => `import * as alexa from "pulumi-alexa";
const betaTest = new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });
export const status = betaTest.status;
`;

const pluginProgram = `import { getSkillBetaTest, Provider, SkillBetaTest } from "pulumi-alexa/plugin";
const provider = new Provider("other", { accessToken: "token", timeoutSeconds: 60 });
const betaTest = new SkillBetaTest("beta", { skillId: "a", desiredStatus: "IN_DRAFT" }, { provider });
export const status = betaTest.status.apply((value: string) => value);
export const testers = getSkillBetaTest({ skillId: "a" }).then(({ testers }) => testers?.[0]?.emailId);
`;

test("an empty TypeScript program installs the package and runs, its types found", async () => {
  const skillId = "amzn1.ask.skill.typescript";
  const { pulumi, command, project } = await install(
    "typescript",
    {
      devDependencies: {
        typescript: devDependencies.typescript,
        "@types/node": devDependencies["@types/node"],
      },
    },
    { "index.ts": program(skillId), "plugin.ts": pluginProgram },
  );
  for (const [module, moduleResolution] of [
    ["commonjs", "node10"],
    ["nodenext", "nodenext"],
  ]) {
    const flags = [
      "--module",
      module,
      "--moduleResolution",
      moduleResolution,
      "--target",
      "es2020",
    ];
    await command(
      "npx",
      "tsc",
      "--noEmit",
      "--strict",
      ...(flags as string[]),
      "index.ts",
      "plugin.ts",
    );
  }
  await pulumi("stack", "init", "test");
  await pulumi("up", "--yes");
  expect(await pulumi("stack", "output", "status")).toContain("RUNNING");
  await pulumi("destroy", "--yes");
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });

  // Nothing but what a program runs is in the package.
  const installed = JSON.parse(
    readFileSync(join(project, "node_modules/pulumi-alexa/package.json"), "utf8"),
  );
  expect(installed.exports["."]).toBe("./dist/sdk/index.js");
}, 180_000);

test("an empty ES-module program installs the package and runs; so do the plugin and the simulator", async () => {
  const skillId = "amzn1.ask.skill.esm";
  const { pulumi, command, project } = await install(
    "esm",
    { type: "module", main: "index.js" },
    { "index.js": program(skillId) },
  );
  await pulumi("stack", "init", "test");
  await pulumi("up", "--yes");
  expect(await pulumi("stack", "output", "status")).toContain("RUNNING");
  await pulumi("destroy", "--yes");
  const plugin = "./node_modules/.bin/pulumi-resource-alexa";
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

  // A component package of its own has the only copy, as pnpm installs it: Pulumi runs the provider from here.
  const component = join(project, "node_modules/component");
  mkdirSync(join(component, "node_modules"), { recursive: true });
  renameSync(
    join(project, "node_modules/pulumi-alexa"),
    join(component, "node_modules/pulumi-alexa"),
  );
  writeFileSync(join(component, "index.js"), 'module.exports = require("pulumi-alexa");');
  writeFileSync(join(project, "index.js"), program(skillId).replace("pulumi-alexa", "component"));
  await expect(pulumi("preview")).rejects.toThrow(
    /pulumi-alexa is not installed in the project folder.*npm install pulumi-alexa/,
  );
}, 180_000);
