/** Bad input, under the engine: the preview fails with the property and the rule, and Amazon is asked nothing. */
import { stage } from "../helpers/e2e";

const on = stage();
const skillId = "amzn1.ask.skill.bad";

test.each([
  ['{ skillId: "../x" }', /skillId must be the id of a skill/],
  [`{ skillId: "${skillId}", testers: ["nobody"] }`, /testers\[0\] must be an e-mail address/],
  [
    `{ skillId: "${skillId}", testers: Array.from({ length: 501 }, (_, i) => i + "@example.com") }`,
    /testers must have at most 500/,
  ],
  [`{ skillId: "${skillId}", desiredStatus: "PAUSED" }`, /desiredStatus must be one of/],
])(
  "%s fails in the preview, by property and rule, and Amazon is not asked",
  async (args, expected) => {
    const { simulator, project } = on;
    project.write(`new alexa.SkillBetaTest("beta", ${args});`);
    expect(await project.failing(project.preview)).toMatch(expected);
    expect(await simulator.requests()).toEqual([]);
  },
  60_000,
);

test("what a preview does not know yet passes, and is checked once it is known", async () => {
  const { project } = on;
  project.write(`
    const first = new alexa.SkillBetaTest("first", { skillId: "${skillId}" });
    new alexa.SkillBetaTest("second", {
      skillId: first.invitationUrl.apply(() => "amzn1.ask.skill.second"),
      testers: [first.invitationUrl.apply(() => "nobody")],
    });`);
  expect((await project.preview()).changes).toMatchObject({ create: 3 });
  expect(await project.failing(project.up)).toMatch(/testers\[0\] must be an e-mail address/);
  await project.destroy();
}, 60_000);

test("without credentials, the preview names every way to give them", async () => {
  const { project } = on;
  const { workspace } = project.stack;
  const withCredentials = workspace.envVars;
  workspace.envVars = { ...withCredentials, ASK_ACCESS_TOKEN: "" };
  project.write(`new alexa.SkillBetaTest("beta", { skillId: "${skillId}" });`);
  const output = await project.failing(project.preview);
  workspace.envVars = withCredentials;
  for (const way of ["alexa:accessToken", "ASK_REFRESH_TOKEN", "ask configure"])
    expect(output).toContain(way);
}, 60_000);
