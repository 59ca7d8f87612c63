/** The TypeScript examples that stand alone: what their READMEs say happens, on a simulated Amazon. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedCredentials } from "../../simulator";
import { run } from "../helpers/command";
import { compile, installExamples, pulumiInExample } from "../helpers/examples";
import { copyExample, pulumiHomeWithPlugin } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const examples = ["roster", "teams", "ask-project", "fleet", "component", "handover"];
const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";

let workshop: string;
let home: string;
beforeAll(async () => {
  workshop = mkdtempSync(join(tmpdir(), "pulumi-alexa-examples-"));
  home = pulumiHomeWithPlugin(join(workshop, "pulumi-home"));
  await installExamples(workshop, examples);
}, 60_000);
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
});
afterEach(() => simulator.close());

const pulumiFor = (example: string, environment = environmentFor(simulator.url)) =>
  pulumiInExample(join(workshop, example), home, environment);

test("their types are right, and the component's unit tests pass", async () => {
  await compile(workshop, examples);
  const unitTests = ["--test", "built/component/*.test.js"];
  expect(await run("node", unitTests, { cwd: workshop })).toContain("pass 3");
}, 60_000);

test("ask-project: a profile that was never deployed is an error with the fix", async () => {
  const program = `require("../built/ask-project/askStates.js").skillIdOf("default")`;
  await expect(
    run("node", ["-e", program], { cwd: join(workshop, "ask-project") }),
  ).rejects.toThrow(/no skill of the profile "default": run `ask deploy --profile default`/);
});

test("roster: a line more in the file invites one person, and the state has no address", async () => {
  const pulumi = pulumiFor("roster");
  await pulumi("stack", "init", "dev");
  await pulumi("up", "--skip-preview", "--yes");
  const first = ["ada@example.com", "grace@example.com", "konrad@example.com"];
  expect(await simulator.mails()).toEqual(first.map((address) => `invitation ${address}`));

  appendFileSync(join(workshop, "roster/testers.csv"), "alan@example.com,Alan Turing,skill\n");
  const printed = await pulumi("up", "--yes", "--diff");
  expect(printed).toContain("1 tester will be invited");
  expect(printed).toMatch(/testers +: \[secret\]/);
  expect(printed).not.toContain("@example.com");
  expect((await simulator.mails()).slice(first.length)).toEqual(["invitation alan@example.com"]);
  await pulumi("preview", "--expect-no-changes");
  expect(stateOf("roster", "beta-test-roster").includes("@example.com")).toBe(false);
}, 120_000);

test("teams: each line is invited, and people of other programs stay", async () => {
  const pulumi = pulumiFor("teams");
  await pulumi("stack", "init", "dev");
  const printed = await pulumi("up", "--yes", "--diff");
  expect(printed).not.toContain("@example.com");
  const first = ["ada@example.com", "grace@example.com"];
  expect((await simulator.mails()).sort()).toEqual(first.map((address) => `invitation ${address}`));
  const added = (await simulator.requests()).filter((request) => request.includes("/add"));
  expect(added).toEqual(["POST /betaTest/testers/add 204"]);
  expect(stateOf("teams", "beta-test-teams").includes("@example.com")).toBe(false);

  // Another team's program, and what the page says of the first.
  writeFileSync(
    join(workshop, "teams/index.ts"),
    `import * as alexa from "pulumi-alexa";

    const betaTest = new alexa.SkillBetaTest("beta", {
      skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    });

    new alexa.SkillBetaTester("ada", { skillId: betaTest.skillId, email: "ada@example.com" });
    `,
  );
  const others = join(workshop, "others");
  copyExample("teams", others);
  writeFileSync(
    join(others, "index.ts"),
    `import * as alexa from "pulumi-alexa";

    new alexa.SkillBetaTester("linus", {
      skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
      email: "linus@example.com",
    });
    `,
  );
  const otherTeam = pulumiInExample(others, home, environmentFor(simulator.url));
  await otherTeam("stack", "init", "others");
  await otherTeam("up", "--skip-preview", "--yes");
  await pulumi("up", "--skip-preview", "--yes");
  const left = ["ada@example.com", "linus@example.com"];
  expect((await simulator.skill(skillId))?.testers).toEqual(left);
  await otherTeam("destroy", "--skip-preview", "--yes");
  expect((await simulator.skill(skillId))?.testers).toEqual(["ada@example.com"]);
  expect((await simulator.mails()).filter((mail) => mail.startsWith("invitation"))).toHaveLength(3);
}, 180_000);

test("ask-project: a stack takes the skill and the token of its profile from ask-cli's files", async () => {
  const user = join(workshop, "user");
  const token = (accessToken: string) => ({
    token: { access_token: accessToken, expires_at: "2999-01-01T00:00:00.000Z" },
  });
  await simulator.issueToken("Atza|prod");
  mkdirSync(join(user, ".ask"), { recursive: true });
  const profiles = { dev: token(simulatedCredentials.accessToken), prod: token("Atza|prod") };
  writeFileSync(join(user, ".ask/cli_config"), JSON.stringify({ profiles }));
  const { ASK_ACCESS_TOKEN: _, ...endpoints } = environmentFor(simulator.url);
  const pulumi = pulumiFor("ask-project", { ...endpoints, HOME: user });

  const stacks = {
    dev: ["amzn1.ask.skill.dddddddd-1234-1234-1234-123456789012", ["ada@example.com"]],
    prod: [
      "amzn1.ask.skill.aaaaaaaa-1234-1234-1234-123456789012",
      ["ada@example.com", "grace@example.com"],
    ],
  } as const;
  for (const [stack, [skillId, testers]] of Object.entries(stacks)) {
    await pulumi("stack", "init", stack);
    expect(await pulumi("up", "--skip-preview", "--yes")).toContain(skillId);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers });
  }
  // On the simulator there is no ask-cli: a token of the stack's own comes before that of the profile.
  rmSync(join(user, ".ask"), { recursive: true });
  await pulumi("config", "set", "--secret", "alexa:accessToken", simulatedCredentials.accessToken);
  await pulumi("preview", "--expect-no-changes");
}, 120_000);

test("fleet: a test for each line of the list, and all of their invitation URLs", async () => {
  const pulumi = pulumiFor("fleet");
  await pulumi("stack", "init", "dev");
  await pulumi("up", "--skip-preview", "--yes");
  const urls = JSON.parse(await pulumi("stack", "output", "invitationUrls"));
  expect(Object.keys(urls)).toEqual(["de-DE", "en-GB", "en-US", "fr-FR"]);
  expect(new Set(Object.values(urls)).size).toBe(4);
  expect(await simulator.mails()).toHaveLength(6);
  await pulumi("preview", "--expect-no-changes");
}, 120_000);

test("component: a test that moves into it is left as it is, and nobody is mailed", async () => {
  const pulumi = pulumiFor("component");
  const program = join(workshop, "component/index.ts");
  const moved = readFileSync(program, "utf8");
  const [, before = ""] = /```ts\n(import[\s\S]*?)```/.exec(readmeOf("component")) ?? [];
  writeFileSync(program, before);
  await pulumi("stack", "init", "dev");
  await pulumi("up", "--skip-preview", "--yes");
  const mails = await simulator.mails();
  expect(mails).toEqual(["invitation ada@example.com", "invitation grace@example.com"]);
  await simulator.requests();

  writeFileSync(program, moved);
  const up = await pulumi("up", "--skip-preview", "--yes");
  expect(up).toMatch(/\+ 1 created\n.*2 unchanged/);
  expect(up).toMatch(/invitationUrl *: "https:/);
  expect((await simulator.requests()).filter((it) => !/^(GET|POST .*token)/.test(it))).toEqual([]);
  expect(await simulator.mails()).toEqual(mails);
  expect(stateOf("component", "beta-test-component")).toMatch(
    /example:skills:TestedSkill\$pulumi-nodejs:dynamic\/alexa:SkillBetaTest::trivia"/,
  );
  await pulumi("preview", "--expect-no-changes");
}, 120_000);

test("handover: the test keeps running while one stack forgets it and the other takes it", async () => {
  const giving = pulumiFor("handover/giving");
  await giving("stack", "init", "dev");
  await giving("up", "--skip-preview", "--yes");
  const mails = await simulator.mails();
  expect(mails).toHaveLength(2);

  await giving("config", "set", "givenAway", "true");
  await giving("up", "--skip-preview", "--yes");
  expect(stateOf("handover/giving", "beta-test-giving").includes("SkillBetaTest")).toBe(false);
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });

  const taking = pulumiFor("handover/taking");
  await taking("stack", "init", "dev");
  const printed = await taking("up", "--yes");
  expect(printed).toContain(
    "beta test is already RUNNING and matches the program: it will be adopted as is",
  );
  expect(printed).toMatch(/status *: "RUNNING"/);
  expect(await simulator.mails()).toEqual(mails);
  await taking("preview", "--expect-no-changes");
}, 120_000);

function readmeOf(example: string): string {
  return readFileSync(join(workshop, example, "README.md"), "utf8");
}

function stateOf(example: string, project: string): string {
  return readFileSync(join(workshop, example, ".pulumi/stacks", project, "dev.json"), "utf8");
}
