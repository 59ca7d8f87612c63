/** Everything that a stack, its logs and its errors leave on the disk and on the screen, searched for secrets. */
import { simulatedCredentials } from "../../simulator";
import { stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const on = stage((url) => ({ ASK_SMAPI_SERVER_BASE_URL: url, ASK_LWA_TOKEN_HOST: url }));
const skillId = "amzn1.ask.skill.secrets";
const canary = "canary-tester@example.com";
const { clientId, clientSecret, refreshToken } = simulatedCredentials;

test("tokens and secret testers appear nowhere in plain text: in no state, log or error", async () => {
  const { simulator, project } = on;
  await project.stack.setAllConfig({
    "alexa:clientId": { value: clientId },
    "alexa:clientSecret": { value: clientSecret, secret: true },
    "alexa:refreshToken": { value: refreshToken, secret: true },
  });
  const declare = (testers: string) =>
    project.write(`new alexa.SkillBetaTest("beta", {
      skillId: "${skillId}",
      feedbackEmail: pulumi.secret("canary-feedback@example.com"),
      testers: pulumi.secret(${testers}),
    });`);

  declare(`["${canary}"]`);
  await project.preview();
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({ testers: [canary] });

  // Drift, refresh, and an update that Amazon refuses with the address in its words.
  await simulator.change(skillId, { testers: [canary, "canary-two@example.com"] });
  await project.preview();
  await project.preview({ refresh: true });
  await project.refresh();
  await project.up();
  const message = `${canary} cannot be invited with ${clientSecret} and Atza|canary-token`;
  await simulator.injectFault({
    path: "/testers/add",
    answer: { kind: "status", status: 400, message },
  });
  declare(`["${canary}", "canary-three@example.com"]`);
  expect(await project.failing(project.up)).toContain("[e-mail] cannot be invited");

  // Bad input that is secret, once as a whole and once in one place.
  declare(`["${canary}", "canary-nobody"]`);
  expect(await project.failing(project.preview)).toContain("testers[1] must be an e-mail address");
  declare(`Array.from({ length: 501 }, (_, i) => "canary" + i + "@example.com")`);
  expect(await project.failing(project.preview)).toContain("at most 500");

  for (const text of [project.backendText(), project.transcript()]) {
    expect(text).not.toMatch(/canary|simulator-client-secret|Atzr\||Atza\|/);
  }
  const { resource } = await project.state();
  expect(resource.inputs.__provider).not.toContain("simulator");
  await simulator.clearFaults();
  declare(`["${canary}"]`);
  await project.destroy();
}, 180_000);

test("a token that expires on the way is refreshed, once", async () => {
  const { simulator, project } = on;
  project.write(`new alexa.SkillBetaTest("beta", { skillId: "${skillId}" });`);
  await simulator.requests();
  await simulator.injectFault({
    method: "POST",
    path: "/start",
    answer: { kind: "status", status: 401 },
  });
  await project.up();
  const requests = await simulator.requests();
  expect(requests.filter((request) => request.includes("/auth/o2/token"))).toEqual([
    "POST /auth/o2/token 200",
    "POST /auth/o2/token 200",
  ]);
  expect(requests.filter((request) => request.includes("/start"))).toEqual([
    "POST /betaTest/start 401",
    "POST /betaTest/start 202",
  ]);
  await project.destroy();
}, 60_000);

describe.each(["dynamic", "plugin"] as const)("through the %s", (frontEnd) => {
  const own = stage(environmentFor, frontEnd);

  test("what became secret in an update that stopped half-way stays secret in a refresh", async () => {
    const { simulator, project } = own;
    project.write(`new alexa.SkillBetaTest("beta", {
        skillId: "${skillId}", testers: ["grace@example.com"],
      });`);
    await project.up();
    project.write(`new alexa.SkillBetaTest("beta", {
        skillId: "${skillId}",
        testers: pulumi.secret(["grace@example.com", "${canary}"]),
        feedbackEmail: pulumi.secret("canary-feedback@example.com"),
      });`);
    await simulator.injectFault({
      path: "/testers/add",
      applied: true,
      answer: { kind: "status", status: 403 },
    });
    await project.failing(project.up);
    await project.refresh();
    expect((await simulator.skill(skillId))?.testers).toContain(canary);
    await project.preview();
    expect(project.backendText() + project.transcript()).not.toContain("canary");
    await project.up();
    expect((await project.preview()).changes).toEqual({ same: 2 });
    expect((await project.state()).resource.outputs).not.toHaveProperty("__stoppedHalfway");
    await project.destroy();
    expect(project.backendText() + project.transcript()).not.toContain("canary");
  }, 120_000);
});
