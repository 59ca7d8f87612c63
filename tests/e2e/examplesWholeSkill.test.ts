/** examples/whole-skill: its unit tests, and its program with a stand-in for AWS and a simulated Amazon. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { simulatedCredentials } from "../../simulator";
import { downloadLimit, run } from "../helpers/command";
import { compile, installExamples, pulumiInExample } from "../helpers/examples";
import { pulumiEnvironment, pulumiHomeWithPlugin } from "../helpers/project";
import { copy, shared } from "../helpers/shared";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

const examples = ["whole-skill"];
const root = resolve(__dirname, "../..");
const skillId = "amzn1.ask.skill.from-cloudformation";

let simulator: TestSimulator;
let workshop: string;
let project: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  workshop = mkdtempSync(join(tmpdir(), "pulumi-alexa-whole-skill-"));
  project = join(workshop, "whole-skill");
  await installExamples(workshop, examples);
  const modules = await awsModules();
  // Beside the @pulumi/pulumi of all examples, which it must share.
  for (const name of awsPackages) {
    await copy(join(modules, name), join(workshop, "node_modules", name));
  }
}, downloadLimit);
afterAll(async () => {
  rmSync(workshop, { recursive: true, force: true });
  await simulator.close();
});

/** What only this example needs, 100 MB: @pulumi/aws, without the @pulumi/pulumi that npm installs with it. */
const awsPackages = ["@pulumi/aws", "mime"];

function awsModules(): Promise<string> {
  const manifest = join(root, "examples/whole-skill/package.json");
  const { dependencies } = JSON.parse(readFileSync(manifest, "utf8"));
  const wanted = `@pulumi/aws@${dependencies["@pulumi/aws"]}`;
  return shared("aws-modules", wanted, async (modules) => {
    const project = join(modules, "..", "project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true }));
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await run("npm", ["install", ...options, wanted], { cwd: project });
    mkdirSync(join(modules, "@pulumi"), { recursive: true });
    for (const name of awsPackages) {
      renameSync(join(project, "node_modules", name), join(modules, name));
    }
  });
}

/** Creates whatever it is asked for; an ARN says what it is of, and CloudFormation's skill has always the same id. */
const standIn = `#!/usr/bin/env node
const { main } = require("@pulumi/pulumi/provider");
const create = async (urn, inputs) => {
  const [, type, name] = /::([^:]+:[^:]+:[^:]+)::(.+)$/.exec(urn);
  const outputs = { SkillId: "${skillId}" };
  return { id: name, outs: { ...inputs, name, arn: "arn:" + type + ":" + name, versionId: "v1", outputs } };
};
main({ version: "0.0.0", create, diff: async () => ({ changes: false }) }, process.argv.slice(2));
`;

test("its types are right, and its unit tests pass", async () => {
  await compile(workshop, examples);
  const unitTests = ["--test", "built/whole-skill/*.test.js"];
  copyFileSync(
    join(project, "skill.cloudformation.yaml"),
    join(workshop, "skill.cloudformation.yaml"),
  );
  expect(await run("node", unitTests, { cwd: workshop })).toContain("pass 5");
}, 60_000);

test("the skill that CloudFormation creates gets a beta test, and is locked afterwards", async () => {
  const bin = join(workshop, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "pulumi-resource-aws"), standIn, { mode: 0o755 });
  const home = pulumiHomeWithPlugin(join(workshop, "pulumi-home"));
  const PATH = [bin, pulumiEnvironment(project).PATH].join(":");
  const pulumi = pulumiInExample(project, home, { PATH });
  const { clientId, clientSecret, refreshToken } = simulatedCredentials;
  await pulumi("stack", "init", "dev");
  await pulumi(
    ...["config", "set-all", "--path"],
    ...["--plaintext", `alexa:endpoint=${simulator.url}`],
    ...["--plaintext", `alexa:authEndpoint=${simulator.url}`],
    ...["--plaintext", `alexa:clientId=${clientId}`],
    ...["--secret", `alexa:clientSecret=${clientSecret}`],
    ...["--secret", `alexa:refreshToken=${refreshToken}`],
    ...["--plaintext", "vendorId=M1VENDOR", "--secret", "testers[0]=ada@example.com"],
  );

  expect(await pulumi("up", "--skip-preview", "--yes")).toContain(`skillId      : "${skillId}"`);
  const testers = ["ada@example.com"];
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers });
  expect(await simulator.mails()).toEqual(["invitation ada@example.com"]);
  const state = readFileSync(
    join(project, ".pulumi/stacks/beta-test-whole-skill/dev.json"),
    "utf8",
  );
  const secrets = ["ada@example.com", clientSecret, refreshToken];
  expect(secrets.filter((secret) => state.includes(secret))).toEqual([]);
  await pulumi("preview", "--expect-no-changes");

  await pulumi("config", "set", "locked", "true");
  expect(await pulumi("up", "--skip-preview", "--yes")).toMatch(
    /aws:lambda:Permission any-skill deleted[\s\S]*- 1 deleted\n.*12 unchanged/,
  );
}, 120_000);
