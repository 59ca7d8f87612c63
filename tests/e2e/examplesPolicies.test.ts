/** The policy pack of examples/policies, with programs that break each of its rules and with one that keeps them. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { linkNodePackages, pulumiIn } from "../helpers/languages";
import {
  copyExample,
  pulumiBin,
  pulumiEnvironment,
  pulumiHomeWithPlugin,
} from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const examples = ["policies"];
const root = resolve(__dirname, "../..");

let simulator: TestSimulator;
let workshop: string;
let pulumi: ReturnType<typeof pulumiIn>;
beforeAll(async () => {
  simulator = await startTestSimulator();
  workshop = mkdtempSync(join(tmpdir(), "pulumi-alexa-policies-"));
  await linkNodePackages(workshop);
  symlinkSync(
    join(root, "node_modules/@pulumi/policy"),
    join(workshop, "node_modules/@pulumi/policy"),
  );
  for (const example of examples) copyExample(example, join(workshop, example));
  const program = join(workshop, "program");
  mkdirSync(program);
  const runtime = "{ name: nodejs, options: { typescript: false } }";
  writeFileSync(join(program, "Pulumi.yaml"), `name: policies\nruntime: ${runtime}\n`);
  writeFileSync(join(program, "package.json"), JSON.stringify({ private: true }));
  const home = pulumiHomeWithPlugin(join(workshop, "pulumi-home"));
  const PATH = [launcherOfPolicies(), pulumiEnvironment(program).PATH].join(":");
  pulumi = pulumiIn(program, home, { ...environmentFor(simulator.url), PATH });
  await pulumi("stack", "init", "test");
}, 60_000);
afterAll(async () => {
  rmSync(workshop, { recursive: true, force: true });
  await simulator.close();
});

/**
 * Pulumi's releases run a policy pack by their host for Node.js. The host that is built from Go modules is too old for
 * that; there, the pack gets a runtime of another name, for which Pulumi looks for an executable.
 *
 * @returns a folder for the PATH.
 */
function launcherOfPolicies(): string {
  const bin = join(workshop, "bin");
  mkdirSync(bin);
  if (existsSync(join(pulumiBin(), "pulumi-analyzer-policy"))) return bin;
  const script = `#!/bin/sh\nexec node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack")')" "$@"\n`;
  writeFileSync(join(bin, "pulumi-analyzer-policy-launched"), script, { mode: 0o755 });
  const manifest = join(workshop, "policies/PulumiPolicy.yaml");
  const own = readFileSync(manifest, "utf8");
  writeFileSync(manifest, own.replace("runtime: nodejs", "runtime: launched"));
  return bin;
}

/** Previews a program that declares the same beta test by both front ends. */
function preview(
  testers: string,
  feedbackEmail: string,
  config: object,
  more = "",
): Promise<string> {
  writeFileSync(
    join(workshop, "program/index.js"),
    `const pulumi = require("@pulumi/pulumi");
     const args = { testers: ${testers}, feedbackEmail: ${feedbackEmail} };
     new (require("pulumi-alexa").SkillBetaTest)("x", { skillId: "amzn1.ask.skill.x", ...args });
     new (require("pulumi-alexa/plugin").SkillBetaTest)("y", { skillId: "amzn1.ask.skill.y", ...args });
     ${more}`,
  );
  const file = join(workshop, "config.json");
  writeFileSync(file, JSON.stringify(config));
  return pulumi("preview", "--policy-pack", "../policies", "--policy-pack-config", file);
}

const config = JSON.parse(readFileSync(join(root, "examples/policies/policy-config.json"), "utf8"));

test("a program that breaks every rule fails in the preview, for both front ends and without an address", async () => {
  const testers = `["ada@example.com", "Mallory@Elsewhere.test", "alan@example.com"]`;
  const one = `const { skillId } = new (require("pulumi-alexa").SkillBetaTest)("z", { skillId: "amzn1.ask.skill.z" });
     new (require("pulumi-alexa").SkillBetaTester)("t", { skillId, email: "eve@elsewhere.test" });`;
  const rules = { ...config, "roster-size": { maximum: 2 } };
  const broken = preview(testers, `"me@elsewhere.test"`, rules, one);
  const text = await broken.then(
    () => "the preview succeeded",
    ({ message }: Error) => message,
  );
  for (const type of [
    "alexa:index:SkillBetaTest: y",
    "pulumi-nodejs:dynamic/alexa:SkillBetaTest: x",
  ]) {
    const violations = text.match(new RegExp(`(?<=\\(${type}\\)\\n.*\\n +)\\S.*`, "g"));
    expect(violations).toEqual([
      "testers[1] is not an address of example.com.",
      "feedbackEmail is not an address of example.com.",
      "It has 3 testers; 2 are allowed.",
      "testers is not secret: wrap the value in pulumi.secret(...).",
      "feedbackEmail is not secret: wrap the value in pulumi.secret(...).",
    ]);
  }
  const ofTester = text.match(/(?<=\(.*SkillBetaTester: t\)\n.*\n +)\S.*/g);
  expect(ofTester).toEqual([
    "email is not an address of example.com.",
    "email is not secret: wrap the value in pulumi.secret(...).",
  ]);
  expect(text).toContain("[mandatory]");
  expect(text).not.toMatch(/@(example|elsewhere)/i);
}, 60_000);

test("a program that keeps the rules passes; addresses that nobody knows yet are not checked, and it says so", async () => {
  const kept = await preview(
    `pulumi.secret(["ada@Example.com", "grace@example.com"])`,
    `pulumi.secret("team@example.com")`,
    config,
    `const { id } = new (require("pulumi-alexa").SkillBetaTest)("z", { skillId: "amzn1.ask.skill.z" });
     new (require("pulumi-alexa").SkillBetaTest)("late", { skillId: "amzn1.ask.skill.late", testers: pulumi.secret([id]) });`,
  );
  expect(kept).toContain("5 to create");
  expect(kept).not.toContain("[mandatory]");
  expect(kept).toMatch(/\[advisory\] +company-addresses .*late\)\n.*can't be known during preview/);
}, 60_000);

test("secret rosters are not taken on trust where nothing can see what is secret", async () => {
  const secret = `pulumi.secret(["ada@example.com"])`;
  await expect(
    preview(secret, "undefined", { ...config, "secrets-seen": "disabled" }),
  ).rejects.toThrow(/secrets-seen is turned off/);
}, 60_000);

test("without the company's domains the pack refuses to run", async () => {
  await expect(preview("[]", "undefined", {})).rejects.toThrow(
    /company-addresses: domains is required/,
  );
}, 60_000);
