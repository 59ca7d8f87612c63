/** What only the plugin can do: previews by property, import, timeouts, options and several accounts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { simulatedAccounts } from "../../simulator";
import { run } from "../helpers/command";
import { stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.plugin";
const on = stage(environmentFor, "plugin");
beforeEach(() => on.simulator.requests());
afterEach(async () => {
  await on.simulator.clearFaults();
  await on.simulator.set({ transitionDelayMs: 100 });
  await on.project.destroy();
  await on.simulator.remove(skillId);
});

const declare = (args: object, options: object = {}) =>
  on.project.write(
    `const betaTest = new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...args })}, ${JSON.stringify(options)});
     exports.status = betaTest.status;`,
  );

test("a preview shows each property with Amazon's value and the program's, and what happens to people", async () => {
  const { simulator, project } = on;
  declare({ testers: ["ada@example.com", "grace@example.com"], feedbackEmail: "f@example.com" });
  const first = await project.preview();
  expect(first.output).toContain(
    "no beta test yet: it will be created and started; 2 testers will be invited",
  );
  expect(await simulator.requests()).toEqual(["GET /betaTest 404", "GET /status 200"]);
  await project.up();
  await simulator.requests();

  // Nothing to do: one GET, and the tester page.
  expect((await project.preview()).changes).toEqual({ same: 2 });
  expect(await simulator.requests()).toEqual(["GET /betaTest 200", "GET /betaTest/testers 200"]);

  await simulator.change(skillId, { status: "ENDED" });
  const ended = await project.preview();
  expect(ended.output).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);
  expect(ended.output).toMatch(/~ status *: "RUNNING" => "ENDED"/);
  expect(ended.output).toContain("will be created and started; 2 testers will be invited");
  expect(await simulator.requests()).toEqual([
    ...["GET /betaTest 404", "GET /status 200", "GET /betaTest 404"],
  ]);
  await project.up();

  declare({
    testers: ["ada@example.com", "grace@example.com", "linus@example.com"],
    feedbackEmail: "g@example.com",
  });
  const edited = await project.preview();
  expect(edited.output).toMatch(/~ feedbackEmail *: "f@example.com" => "g@example.com"/);
  expect(edited.output).toMatch(/\+ \[2\]: "linus@example.com"/);
  expect(edited.output).toContain("feedbackEmail will be changed; 1 tester will be invited");
  await simulator.requests();
  await project.up();
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([
    "PUT /betaTest 204",
    "POST /betaTest/testers/add 204",
  ]);
}, 120_000);

test("a running test that differs fails in the preview already, and `adopt` shows what it will do", async () => {
  const { simulator, project } = on;
  await simulator.change(skillId, { status: "RUNNING", testers: ["their@example.com"] });
  declare({ testers: ["ada@example.com"] });
  expect(await project.failing(project.preview)).toContain("Set `adopt: true`");
  declare({ testers: ["ada@example.com"], adopt: true });
  expect((await project.preview()).output).toContain(
    "1 tester will be removed; 1 tester will be invited",
  );
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([]);
}, 60_000);

test("an import takes a test as it is, and an up of the program that says so changes nothing", async () => {
  const { simulator, project } = on;
  await simulator.change(skillId, {
    status: "RUNNING",
    feedbackEmail: "f@example.com",
    testers: ["ada@example.com"],
  });
  project.write("");
  await project.up();
  await project.pulumi(
    "import",
    "alexa:index:SkillBetaTest",
    "beta",
    skillId,
    "--yes",
    "--generate-code=false",
    "--protect=false",
  );
  declare({ feedbackEmail: "f@example.com", testers: ["ada@example.com"] });
  expect((await project.up()).changes).toEqual({ same: 2 });
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([]);
  await expect(
    project.pulumi(
      "import",
      "alexa:index:SkillBetaTest",
      "none",
      "amzn1.ask.skill.none",
      "--yes",
      "--generate-code=false",
    ),
  ).rejects.toThrow(/does not exist/);
}, 60_000);

test("customTimeouts end a wait, and what was done is kept", async () => {
  const { simulator, project } = on;
  await simulator.set({ transitionDelayMs: 3_600_000 });
  declare({}, { customTimeouts: { create: "2s" } });
  expect(await project.failing(project.up)).toMatch(/still STARTING after \d s \(limit 2 s\)/);
  expect((await project.state()).resource.outputs).toMatchObject({ status: "STARTING" });
  // It is no success the second time either, and shown as what it is.
  declare({}, { customTimeouts: { update: "2s" } });
  const waiting = await project.preview();
  expect(waiting.output).toContain("beta test is STARTING: waiting for it to become RUNNING");
  expect(waiting.changes).toMatchObject({ update: 1 });
  expect(await project.failing(project.up)).toMatch(/still STARTING/);
  await simulator.advanceMs(3_600_000);
  await project.up();
  const posts = (await simulator.requests()).filter((request) => request.startsWith("POST"));
  expect(posts).toEqual(["POST /betaTest 201", "POST /betaTest/start 202"]);
}, 60_000);

test("a start that is refused keeps the resource, and the next up runs the start alone", async () => {
  const { simulator, project } = on;
  await simulator.injectFault({
    path: "/start",
    answer: { kind: "status", status: 400, message: "Not ready." },
  });
  declare({});
  expect(await project.failing(project.up)).toContain("returned 400: Not ready (request id ");
  expect((await project.state()).resource.initErrors).toHaveLength(1);
  await simulator.requests();
  await project.up();
  expect((await simulator.requests()).filter((request) => request.startsWith("POST"))).toEqual([
    "POST /betaTest/start 202",
  ]);
}, 60_000);

test("ignoreChanges, protect and retainOnDelete do what they say", async () => {
  const { simulator, project } = on;
  declare({ testers: ["ada@example.com"] }, { ignoreChanges: ["testers"] });
  await project.up();
  declare({ testers: ["other@example.com"] }, { ignoreChanges: ["testers"], protect: true });
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({ testers: ["ada@example.com"] });
  expect(await project.failing(project.destroy)).toContain("protect");
  declare({ testers: ["ada@example.com"] }, { retainOnDelete: true });
  await project.up();
  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
}, 60_000);

test("one program uses two accounts, and looks at a test that it does not manage", async () => {
  const { simulator, project } = on;
  await simulator.change("amzn1.ask.skill.theirs", {
    status: "RUNNING",
    testers: ["their@example.com"],
  });
  const program = (accessToken: string) =>
    project.write(`
      const other = new alexa.Provider("other", { accessToken: "${accessToken}" });
      exports.theirs = alexa.getSkillBetaTest({ skillId: "amzn1.ask.skill.theirs" });
      new alexa.SkillBetaTest("ours", { skillId: "amzn1.ask.skill.ours" });
      new alexa.SkillBetaTest("beta", { skillId: "${skillId}" }, { provider: other });`);
  // The skill is the other account's: only its token can create the test, and the default provider's cannot.
  await simulator.setSkill(skillId, { account: "other" });
  program("Atza|canary-of-nobody");
  const output = await project.failing(project.up);
  expect(output).toMatch(/returned 401: .*alexa:accessToken/);
  expect(project.backendText() + output).not.toContain("canary");
  program(simulatedAccounts.other.accessToken);
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", account: "other" });
  expect(await simulator.skill("amzn1.ask.skill.ours")).toMatchObject({ account: "default" });
  expect(project.backendText()).not.toContain(simulatedAccounts.other.accessToken);
  await project.destroy();
  await simulator.setSkill(skillId, { account: "default" });
  project.write(`exports.theirs = alexa.getSkillBetaTest({ skillId: "amzn1.ask.skill.theirs" });`);
  const { outputs } = await project.up();
  expect(outputs.theirs).toMatchObject({
    status: "RUNNING",
    testers: [{ emailId: "their@example.com", invitationStatus: "NOT_ACCEPTED" }],
  });
  project.write(`exports.none = alexa.getSkillBetaTest({ skillId: "amzn1.ask.skill.none" });`);
  expect(await project.failing(project.preview)).toContain(
    "the skill amzn1.ask.skill.none has no beta test",
  );
}, 90_000);

test("secret testers stand nowhere in clear", async () => {
  const { simulator, project } = on;
  const program = (testers: string) =>
    project.write(
      `new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: pulumi.secret(${testers}) });`,
    );
  const before = project.transcript().length;
  program('["canary-a@example.com"]');
  await project.preview();
  await project.up();
  await simulator.change(skillId, { testers: ["canary-a@example.com", "canary-b@example.com"] });
  await project.preview();
  await project.refresh();
  await project.up();
  program('["canary"]');
  expect(await project.failing(project.preview)).toContain("testers[0] must be an e-mail address");
  program('["canary-a@example.com"]');
  expect(project.backendText()).not.toContain("canary");
  expect(project.transcript().slice(before)).not.toContain("canary");
}, 90_000);

test("the schema is what the engine prints, with a description for every property", async () => {
  const { project } = on;
  const { envVars } = project.stack.workspace;
  const printed = await run(
    "pulumi",
    ["package", "get-schema", "./node_modules/.bin/pulumi-resource-alexa"],
    {
      cwd: project.folder,
      env: envVars,
    },
  );
  const schema = JSON.parse(printed.slice(printed.indexOf("{")));
  const { inputProperties, properties } = schema.resources["alexa:index:SkillBetaTest"];
  expect(Object.keys(inputProperties).sort()).toEqual([
    "adopt",
    "desiredStatus",
    "feedbackEmail",
    "skillId",
    "testers",
  ]);
  for (const { description } of [
    ...Object.values(inputProperties),
    ...Object.values(properties),
  ] as { description: string }[]) {
    expect(description.length).toBeGreaterThan(10);
  }
}, 60_000);

test("a preview without a change is one look for each skill, however many there are", async () => {
  const { simulator, project } = on;
  project.write(`for (let i = 0; i < 12; i++) {
    new alexa.SkillBetaTest("beta" + i, { skillId: "amzn1.ask.skill.many" + i });
  }`);
  await project.up();
  await simulator.requests();
  expect((await project.preview()).changes).toEqual({ same: 13 });
  expect(await simulator.requests()).toEqual(Array(12).fill("GET /betaTest 200"));
}, 60_000);

test("another skillId replaces: the new skill's test starts before the old one's is ended", async () => {
  const { simulator, project } = on;
  declare({});
  await project.up();
  await simulator.requests();
  declare({ skillId: "amzn1.ask.skill.replacement" });
  expect((await project.preview()).changes).toMatchObject({ replace: 1 });
  await project.up();
  const order = (await simulator.logged())
    .map(({ path }) => path)
    .filter((path) => /(start|end)$/.test(path));
  expect(order).toEqual([
    "/v1/skills/amzn1.ask.skill.replacement/betaTest/start",
    `/v1/skills/${skillId}/betaTest/end`,
  ]);
}, 90_000);

test("a line of a preview stands once, for people and in JSON", async () => {
  const { project } = on;
  declare({ testers: ["ada@example.com"] });
  const line = "no beta test yet: it will be created and started; 1 tester will be invited";
  const { output } = await project.preview();
  expect(output.split(line)).toHaveLength(2);
  expect((await project.pulumi("preview", "--json")).split(line)).toHaveLength(2);
}, 60_000);

test("SkillBetaTest.get reads all that is there, and sends no invalid id", async () => {
  const { project, simulator } = on;
  await simulator.change(skillId, {
    status: "RUNNING",
    feedbackEmail: "f@example.com",
    testers: ["ada@example.com"],
  });
  project.write(`const read = alexa.SkillBetaTest.get("read", "${skillId}");
    exports.read = [read.testers, read.feedbackEmail, read.status];`);
  expect((await project.preview()).output).not.toContain("unknown");
  expect((await project.up()).outputs.read).toEqual([
    ["ada@example.com"],
    "f@example.com",
    "RUNNING",
  ]);
  await simulator.requests();
  project.write(`alexa.SkillBetaTest.get("read", "..");`);
  expect(await project.failing(project.preview)).toContain("skillId must be the id of a skill");
  const asked = (await simulator.logged()).filter(({ path }) => !path.includes(skillId));
  expect(asked).toEqual([]);
}, 60_000);

test("a plugin that was started by hand, for a debugger, serves one run after another", async () => {
  const { project } = on;
  const { envVars } = project.stack.workspace;
  const plugin = spawn("node_modules/.bin/pulumi-resource-alexa", [], {
    cwd: project.folder,
    env: { ...process.env, ...envVars },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = (await once(createInterface(plugin.stdout), "line")) as [string];
    const attached = { PULUMI_DEBUG_PROVIDERS: `alexa:${port}` };
    const command = (...args: string[]) =>
      run("pulumi", [...args, "--non-interactive", "--stack", "test"], {
        cwd: project.folder,
        env: { ...envVars, ...attached },
      });
    declare({ testers: ["debug@example.com"] });
    expect(await command("preview")).toContain("1 tester will be invited");
    await command("up", "--yes", "--skip-preview");
    expect(await command("preview")).toContain("2 unchanged");
    await command("destroy", "--yes", "--skip-preview");
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  } finally {
    plugin.kill();
  }
}, 90_000);

test("a resource may have any name that Pulumi takes", async () => {
  const { project, simulator } = on;
  project.write(`new alexa.SkillBetaTest("team::beta::1", { skillId: "${skillId}" });`);
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
}, 60_000);
