/** What the engine keeps in the state, and what the next command makes of it, after a step that failed. */
import { stage } from "../helpers/e2e";

const on = stage();
let skillId = "";
beforeEach(async () => {
  skillId = `amzn1.ask.skill.${expect.getState().currentTestName?.length}`;
  await on.simulator.clearFaults();
  await on.simulator.requests();
});
afterEach(() => on.project.destroy());

const declare = (args: object = {}) =>
  on.project.write(`new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...args })});`);

test("a start that is refused keeps what was created, and the next up runs the start alone", async () => {
  const { simulator, project } = on;
  const message = "The skill is not ready for a beta test.";
  await simulator.injectFault({ path: "/start", answer: { kind: "status", status: 400, message } });
  declare({ testers: ["ada@example.com"] });
  const output = await project.failing(project.up);
  expect(output).toMatch(
    /starting the beta test failed: POST \/v1\/skills\/.*\/betaTest\/start returned 400: The skill is not ready for a beta test \(request id [\w-]+\)\./,
  );
  const { resource } = await project.state();
  expect(resource.initErrors).toHaveLength(1);
  expect(resource.outputs).toMatchObject({ status: "IN_DRAFT" });

  await simulator.requests();
  await project.up();
  const requests = await simulator.requests();
  expect(requests.filter((request) => request.startsWith("POST"))).toEqual([
    "POST /betaTest/start 202",
  ]);
  expect((await project.state()).resource.initErrors ?? []).toEqual([]);
  expect((await simulator.mails()).filter((mail) => mail.startsWith("invitation"))).toHaveLength(1);
}, 60_000);

test("what stopped half-way can be previewed, refreshed and destroyed without an up before", async () => {
  const { simulator, project } = on;
  await simulator.injectFault({ path: "/start", answer: { kind: "status", status: 400 } });
  declare();
  await project.failing(() => project.up());
  await simulator.change(skillId, { status: "RUNNING" });
  await project.preview({ refresh: true });
  await project.refresh();
  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });

  // The same where an update stops.
  declare({ desiredStatus: "ENDED" });
  await project.up();
  await simulator.injectFault({ path: "/start", answer: { kind: "status", status: 400 } });
  declare();
  await project.failing(() => project.up());
  await simulator.change(skillId, { status: "RUNNING" });
  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 120_000);

test("a start whose response was lost is checked, not repeated", async () => {
  const { simulator, project } = on;
  await simulator.injectFault({
    path: "/start",
    applied: true,
    answer: { kind: "status", status: 500 },
  });
  declare();
  await project.up();
  const starts = (await simulator.requests()).filter((request) => request.includes("/start"));
  expect(starts).toEqual(["POST /betaTest/start 500"]);
}, 60_000);

test("a create that was refused leaves nothing in the state", async () => {
  const { simulator, project } = on;
  await simulator.injectFault({
    method: "POST",
    answer: { kind: "status", status: 404, message: "No such skill." },
  });
  declare();
  const output = await project.failing(project.up);
  expect(output).toMatch(
    /returned 404: No such skill \(request id .+\)\. Check that the skill id is correct/,
  );
  expect((await project.state()).resource).toBeUndefined();
}, 60_000);

test("invalid responses stop the preview with a clear error, and nothing is deleted", async () => {
  const { simulator, project } = on;
  declare();
  await project.up();
  for (const answer of [
    { kind: "html", status: 200 },
    { kind: "brokenJson" },
    { kind: "json", body: {} },
    { kind: "json", body: { status: "PAUSED" } },
  ] as const) {
    await simulator.injectFault({ method: "GET", answer });
    const output = await project.failing(
      answer.kind === "html" ? project.refresh : project.preview,
    );
    expect(output).toMatch(/getting the beta test failed: GET .* returned 200: a response that/);
  }
  expect((await project.state()).resource.outputs).toMatchObject({ status: "RUNNING" });
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
}, 90_000);

test("a running test that differs is left alone without adopt, and taken over with it", async () => {
  const { simulator, project } = on;
  await simulator.change(skillId, { status: "RUNNING", testers: ["their@example.com"] });
  declare({ testers: ["ada@example.com"] });
  const output = await project.failing(project.up);
  expect(output).toContain("1 tester will be removed; 1 tester will be invited. Set `adopt: true`");
  expect((await project.state()).resource).toBeUndefined();

  declare({ testers: ["ada@example.com"], adopt: true });
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({ testers: ["ada@example.com"] });
}, 60_000);

test("a running test that is what the program asks for is adopted as it is", async () => {
  const { simulator, project } = on;
  await simulator.change(skillId, { status: "RUNNING", testers: ["ada@example.com"] });
  declare({ testers: ["ADA@example.com"] });
  await project.up();
  expect((await simulator.requests()).sort()).toEqual([
    "GET /betaTest 200",
    "GET /betaTest/testers 200",
    "GET /v1/vendors 200",
  ]);
}, 60_000);

test("destroying a draft leaves it and says that Amazon cannot delete one", async () => {
  const { simulator, project } = on;
  declare({ desiredStatus: "IN_DRAFT" });
  await project.up();
  const { output } = await project.destroy();
  expect(output).toContain("is a draft that nobody has access to");
  expect(await simulator.skill(skillId)).toMatchObject({ status: "IN_DRAFT" });
}, 60_000);

test("a test that stays STARTING stops the run in time, names its status, and the next up resumes", async () => {
  const { simulator, project } = on;
  await simulator.set({ transitionDelayMs: 3_600_000 });
  await project.stack.setConfig("alexa:timeoutSeconds", { value: "2" });
  declare({ testers: ["ada@example.com"] });
  expect(await project.failing(project.up)).toMatch(
    /still STARTING after \d s \(limit 2 s\)\. Run again to keep waiting/,
  );
  expect((await project.state()).resource.outputs).toMatchObject({ status: "STARTING" });
  await simulator.advanceMs(3_600_000);
  await simulator.set({ transitionDelayMs: 100 });
  await project.stack.removeConfig("alexa:timeoutSeconds");
  await simulator.requests();
  await project.up();
  expect((await simulator.requests()).filter((request) => request.startsWith("POST"))).toEqual([]);
}, 60_000);
