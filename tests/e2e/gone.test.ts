/** A test or a skill that Amazon no longer finds: what is believed, and what is not. */
import { simulatedAccounts, simulatedCredentials } from "../../simulator";
import { stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.gone";
const program = `new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });`;

describe.each(["dynamic", "plugin"] as const)("through the %s, a running test", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const as = (accessToken: string) => {
    on.project.stack.workspace.envVars.ASK_ACCESS_TOKEN = accessToken;
  };
  beforeAll(async () => {
    on.project.write(program);
    await on.project.up();
  }, 60_000);
  /** Nothing but looks was sent, and the state still has the resource. */
  const expectUntouched = async () => {
    const requests = await on.simulator.requests();
    expect(requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
    expect((await on.project.state()).resource).toBeDefined();
  };

  test("is not gone by the 404 of a gateway: neither destroy nor refresh nor up believes it", async () => {
    const { simulator, project } = on;
    await simulator.requests();
    const answer = { kind: "status", status: 404, message: "no such route" } as const;
    await simulator.injectFault({ times: 1000, gateway: true, answer });
    for (const run of [project.destroy, project.refresh, project.up, project.preview]) {
      expect(await project.failing(() => run())).toContain("alexa:endpoint");
      await expectUntouched();
    }
    await simulator.clearFaults();
  }, 90_000);

  test("is not gone by a gateway that lets the skill through and not its beta test", async () => {
    const { simulator, project } = on;
    await simulator.requests();
    const answer = { kind: "json", status: 404, body: { message: "Not Found" } } as const;
    await simulator.injectFault({ times: 99, path: "/betaTest", gateway: true, answer });
    expect(await project.failing(() => project.destroy())).toContain("alexa:endpoint");
    await expectUntouched();
    await simulator.clearFaults();
  }, 60_000);

  test("is not gone where only the first look was answered so", async () => {
    const { simulator, project } = on;
    const answer = { kind: "status", status: 404, message: "no such route" } as const;
    await simulator.injectFault({ method: "GET", path: "/betaTest", gateway: true, answer });
    expect((await project.preview()).changes).toEqual({ same: 2 });
    await expectUntouched();
  }, 60_000);

  test("is not gone to another account, whatever that is answered", async () => {
    const { simulator, project } = on;
    as(simulatedAccounts.other.accessToken);
    for (const foreignSkill of ["notFound", "forbidden", "unauthorized"] as const) {
      await simulator.set({ foreignSkill });
      for (const run of [project.destroy, project.preview]) {
        await project.failing(() => run());
        await expectUntouched();
      }
    }
    as(simulatedCredentials.accessToken);
    expect((await project.preview()).changes).toEqual({ same: 2 });
  }, 120_000);

  test("whose skill was deleted can be destroyed, and a line says so", async () => {
    const { simulator, project } = on;
    await simulator.setSkill(skillId, { deleted: true });
    await simulator.requests();
    expect((await project.destroy()).output).toContain("it was deleted along with its beta test");
    const requests = await simulator.requests();
    expect(requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
    expect((await project.state()).resource).toBeUndefined();
  }, 60_000);
});
