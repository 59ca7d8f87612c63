/** The whole life of a test through the dynamic resource, with every request that Amazon sees. */
import { stage } from "../helpers/e2e";

const skillId = "amzn1.ask.skill.life";
const on = stage();

function program(args: object): string {
  return `const betaTest = new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...args })});
exports.status = betaTest.status;
exports.invitationUrl = betaTest.invitationUrl;`;
}

test("a beta test lives through the real engine, with no call that was not needed", async () => {
  const { simulator, project } = on;
  const testers = ["ada@example.com", "grace@example.com"];

  // The preview of a new resource looks, and says who will be invited.
  project.write(program({ testers, feedbackEmail: "f@example.com" }));
  const first = await project.preview();
  expect(first.changes).toMatchObject({ create: 2 });
  expect(first.output).toContain("will be created and started; 2 testers will be invited");
  expect(await simulator.requests()).toEqual(["GET /betaTest 404", "GET /status 200"]);

  const created = await project.up();
  expect(created.outputs).toMatchObject({
    status: "RUNNING",
    invitationUrl: expect.stringMatching(/^https:/),
  });
  const requests = await simulator.requests();
  // Who the account is, is asked beside the rest, once.
  expect(requests.filter((request) => request === "GET /v1/vendors 200")).toHaveLength(1);
  expect(requests.filter((request) => request !== "GET /v1/vendors 200")).toEqual([
    "GET /betaTest 404",
    "POST /betaTest 201",
    "POST /betaTest/testers/add 204",
    "POST /betaTest/start 202",
    "GET /betaTest 200",
  ]);
  expect(await simulator.mails()).toEqual([
    "invitation ada@example.com",
    "invitation grace@example.com",
  ]);

  // The provider in the state is small and says nothing.
  const { resource } = await project.state();
  const code = resource.inputs.__provider as string;
  expect(code.length).toBeLessThan(2500);
  expect(Object.keys(resource.outputs).sort()).toEqual([
    "__provider",
    "__vendorIds",
    "adopt",
    "desiredStatus",
    "expiryDate",
    "feedbackEmail",
    "invitationUrl",
    "invitesRemaining",
    "skillId",
    "status",
    "testers",
  ]);

  // Nothing to do: one GET, and the tester page.
  expect((await project.preview()).changes).toEqual({ same: 2 });
  expect(await simulator.requests()).toEqual(["GET /betaTest 200", "GET /betaTest/testers 200"]);

  // Other order and case are no difference.
  project.write(
    program({ testers: ["Grace@example.com", "ada@example.com"], feedbackEmail: "F@example.com" }),
  );
  expect((await project.up()).changes).toEqual({ same: 2 });
  await simulator.requests();

  // Ended elsewhere: the preview says so, in one line and by property.
  await simulator.change(skillId, { status: "ENDED" });
  const drift = await project.preview();
  expect(drift.changes).toEqual({ same: 1, update: 1 });
  expect(drift.output).toContain(
    "beta test was ended elsewhere: a new one will be created and started; 2 testers will be invited (skill life)",
  );
  // That it is gone is asked twice, and whether the skill is there.
  const certain = ["GET /betaTest 404", "GET /status 200", "GET /betaTest 404"];
  expect(await simulator.requests()).toEqual(certain);
  const refreshed = await project.preview({ refresh: true });
  expect(refreshed.output).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);

  await project.up();
  expect((await simulator.mails()).slice(2)).toEqual([
    "access end ada@example.com",
    "access end grace@example.com",
    "invitation Grace@example.com",
    "invitation ada@example.com",
  ]);
  await simulator.requests();

  // Only the difference of the testers is mailed.
  project.write(
    program({ testers: ["ada@example.com", "linus@example.com"], feedbackEmail: "g@example.com" }),
  );
  expect((await project.preview()).output).toContain(
    "feedbackEmail will be changed; 1 tester will be removed; 1 tester will be invited",
  );
  await simulator.requests();
  await project.up();
  expect((await simulator.mails()).slice(6)).toEqual([
    "invitation linus@example.com",
    "access end Grace@example.com",
  ]);
  expect(await simulator.requests()).toEqual([
    // The diff looks, and so does the update, before it changes anything.
    ...["GET /betaTest 200", "GET /betaTest/testers 200"],
    ...["GET /betaTest 200", "GET /betaTest/testers 200"],
    "PUT /betaTest 204",
    "POST /betaTest/testers/add 204",
    "POST /betaTest/testers/remove 204",
    "GET /betaTest 200",
  ]);

  // A running test does not become a draft.
  project.write(program({ desiredStatus: "IN_DRAFT" }));
  expect(await project.failing(project.preview)).toContain("it can only be ended");

  // It ends by the program, and stays so.
  project.write(program({ desiredStatus: "ENDED" }));
  expect((await project.up()).outputs).toMatchObject({ status: "ENDED" });
  await simulator.requests();
  expect((await project.preview()).changes).toEqual({ same: 2 });
  // Someone may have started another test, so each run verifies that there is none.
  const doubted = ["GET /betaTest 404", "GET /status 200", "GET /betaTest 404"];
  expect(await simulator.requests()).toEqual(doubted);
  await project.destroy();
  expect(await simulator.requests()).toEqual(doubted);
}, 180_000);

test("destroying ends a running test, and nothing runs afterwards", async () => {
  const { simulator, project } = on;
  project.write(program({}));
  await project.up();
  await simulator.requests();
  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  expect(await simulator.requests()).toEqual([
    "GET /betaTest 200",
    "POST /betaTest/end 202",
    ...["GET /betaTest 404", "GET /status 200", "GET /betaTest 404"],
  ]);
}, 60_000);

test("a refresh takes a draft that is gone out of the state, and the next up creates it", async () => {
  const { simulator, project } = on;
  project.write(program({ desiredStatus: "IN_DRAFT" }));
  await project.up();
  await simulator.remove(skillId);
  await project.refresh();
  expect((await project.state()).resource).toBeUndefined();
  expect((await project.up()).changes).toMatchObject({ create: 1 });
  await project.destroy();
}, 60_000);

test("another skillId starts the new skill's test before the old one's is ended", async () => {
  const { simulator, project } = on;
  project.write(program({}));
  await project.up();
  await simulator.requests();
  project.write(program({ skillId: "amzn1.ask.skill.other" }));
  expect((await project.preview()).output).toContain(
    "will be replaced: the new skill's beta test is set up first, unless deleteBeforeReplace applies; then the old skill's test ends for 0 testers",
  );
  await simulator.requests();
  await project.up();
  const order = (await simulator.logged())
    .map(({ path }) => path)
    .filter((path) => /(start|end)$/.test(path));
  expect(order).toEqual([
    "/v1/skills/amzn1.ask.skill.other/betaTest/start",
    `/v1/skills/${skillId}/betaTest/end`,
  ]);
  await project.destroy();
}, 60_000);
