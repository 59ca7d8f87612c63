/** The settings that Pulumi keeps of the last up, once they are no longer good. */
import { simulatedAccounts, simulatedCredentials } from "../../simulator";
import { type Stage, stage } from "../helpers/e2e";
import { createProject, type FrontEnd } from "../helpers/project";
import { environmentFor, startTestSimulator } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.expired";
const program = `new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });`;
const withoutCredentials = (url: string) => ({
  ASK_SMAPI_SERVER_BASE_URL: url,
  ASK_LWA_TOKEN_HOST: url,
});

const frontEnds: FrontEnd[] = ["dynamic", "plugin"];

describe.each(frontEnds)("through the %s, a token in the configuration", (frontEnd) => {
  const on: Stage = stage(withoutCredentials, frontEnd);
  let count = 0;
  /** The token that the last up kept is worth nothing from now on; the configuration has another. */
  async function rotate(): Promise<void> {
    const token = `Atza|of-the-configuration-${++count}`;
    await on.simulator.expireTokens();
    await on.simulator.issueToken(token);
    await on.project.stack.setConfig("alexa:accessToken", { value: token, secret: true });
    await on.simulator.requests();
  }
  const mutations = async () =>
    (await on.simulator.requests()).filter((request) => !request.startsWith("GET"));

  test("that has expired and was replaced lets preview and up work, and changes nothing", async () => {
    await rotate();
    on.project.write(program);
    await on.project.up();
    await rotate();
    const [preview, up] = [await on.project.preview(), await on.project.up()];
    expect(preview.changes).toEqual({ same: 2 });
    expect(up.changes).toEqual({ same: 2 });
    // Only Linux tells that a diff follows, so that nothing needs to be said.
    if (process.platform === "linux") expect(preview.output + up.output).not.toContain("warning");
    expect(await mutations()).toEqual([]);
    // From now on the state has today's.
    expect((await on.project.preview()).output).not.toContain("could not be read");
  }, 120_000);

  test("shows drift in the preview all the same, and fixes it once", async () => {
    await on.simulator.change(skillId, { status: "ENDED" });
    await rotate();
    expect((await on.project.preview()).output).toContain(
      "will be created and started; 1 tester will be invited",
    );
    await on.project.up();
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
  }, 60_000);

  test("that Pulumi kept of the last up is named by refresh and destroy, with the fix", async () => {
    await rotate();
    const refreshed = await on.project.failing(on.project.refresh);
    expect(refreshed).toContain("`pulumi refresh --run-program` uses the current ones");
    const destroyed = await on.project.failing(() => on.project.destroy());
    expect(destroyed).toContain("`pulumi destroy --run-program` uses the current ones");
    expect(await mutations()).toEqual([]);
    await on.project.pulumi("refresh", "--yes", "--run-program");
    await rotate();
    await on.project.pulumi("destroy", "--yes", "--run-program");
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  }, 120_000);
});

describe.each(frontEnds)("through the %s, credentials of the environment", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);

  test("that are no longer good, or another account's, give way to the configuration", async () => {
    const { project } = on;
    const inEnvironment = (token: string) =>
      Object.assign(project.stack.workspace.envVars, { ASK_ACCESS_TOKEN: token });
    project.write(program);
    await project.up();
    await project.stack.setConfig("alexa:accessToken", {
      value: simulatedCredentials.accessToken,
      secret: true,
    });
    for (const token of ["Atza|old", simulatedAccounts.other.accessToken]) {
      inEnvironment(token);
      expect((await project.preview()).changes).toEqual({ same: 2 });
    }
    expect((await project.up()).changes).toEqual({ same: 2 });
  }, 120_000);
});

test.each(frontEnds)(
  "through the %s, an endpoint that is gone and was replaced lets an up work",
  async (frontEnd) => {
    const [old, current] = [await startTestSimulator(), await startTestSimulator()];
    const { ASK_SMAPI_SERVER_BASE_URL: _, ...environment } = environmentFor(current.url);
    const project = await createProject(environment, frontEnd);
    const moveTo = (url: string) => project.stack.setConfig("alexa:endpoint", { value: url });
    try {
      await moveTo(old.url);
      project.write(program);
      await project.up();
      await old.close();
      await moveTo(current.url);
      expect((await project.up()).changes).toEqual({ same: 1, update: 1 });
      expect(await current.skill(skillId)).toMatchObject({ status: "RUNNING" });
    } finally {
      await project.remove();
      await current.close();
    }
  },
  120_000,
);
