/** A token server that accepts a connection and says nothing. */
import { stage } from "../helpers/e2e";
import { testOnLinux } from "../helpers/onLinux";
import { interrupt, until } from "../helpers/processes";
import { refreshEnvironmentFor } from "../helpers/simulator";

describe.each(["dynamic", "plugin"] as const)("through the %s", (frontEnd) => {
  const on = stage(refreshEnvironmentFor, frontEnd);
  beforeAll(() => {
    on.project.write('new alexa.SkillBetaTest("beta", { skillId: "amzn1.ask.skill.silent" });');
  });
  beforeEach(() =>
    on.simulator.injectFault({ path: "/auth/o2/token", times: 100, answer: { kind: "hang" } }),
  );
  afterEach(() => on.simulator.clearFaults());

  test("a token server that says nothing holds an operation no longer than alexa:timeoutSeconds", async () => {
    await on.project.stack.setConfig("alexa:timeoutSeconds", { value: "3" });
    expect(await on.project.failing(() => on.project.up())).toMatch(
      /getting an access token failed: .* within 3 s/,
    );
    expect((await on.project.state()).resource).toBeUndefined();
    await on.project.stack.removeConfig("alexa:timeoutSeconds");
  }, 30_000);

  testOnLinux(
    "and one Ctrl-C ends the wait for it at once",
    async () => {
      await on.simulator.requests();
      const failing = on.project.failing(on.project.up);
      await until("a token was asked for", async () => (await on.simulator.logged()).length > 0);
      interrupt(on.project.folder);
      expect(await failing).toContain("cancelled");
      expect(
        (await on.simulator.requests()).filter((request) => !request.includes("/auth/")),
      ).toEqual([]);
    },
    30_000,
  );
});
