/** Ctrl-C, sent to a real engine in every kind of wait, in both front ends. */
import { stage } from "../helpers/e2e";
import { testOnLinux } from "../helpers/onLinux";
import { interrupt, until } from "../helpers/processes";

describe.each(["dynamic", "plugin"] as const)("Ctrl-C with the %s", (frontEnd) => {
  const on = stage(undefined, frontEnd);
  const skillIdOf = (wait: string) => `amzn1.ask.skill.${wait}`;
  afterEach(async () => {
    await on.simulator.clearFaults();
    await on.project.destroy();
  });

  testOnLinux(
    "ends every kind of wait at once, keeps what was done, and the next up resumes from there",
    async () => {
      const { simulator, project } = on;
      const waits = ["transition", "response", "retry"];
      await simulator.set({ transitionDelayMs: 3_600_000 });
      const faults = [
        { path: `/${skillIdOf("response")}/betaTest`, answer: { kind: "hang" } },
        {
          ...{ path: `/${skillIdOf("retry")}/betaTest`, times: 100 },
          answer: { kind: "status", status: 503, headers: { "Retry-After": "300" } },
        },
      ] as const;
      for (const fault of faults) await simulator.injectFault(fault);
      await simulator.requests();
      const testers = (wait: string) => [`${wait}@example.com`];
      project.write(
        waits
          .map((wait) => {
            const args = { skillId: skillIdOf(wait), testers: testers(wait) };
            return `new alexa.SkillBetaTest("${wait}", ${JSON.stringify(args)});`;
          })
          .join("\n"),
      );
      const failing = project.failing(project.up);
      await until("each of them waits", async () => {
        const seen = await simulator.logged();
        return waits.every((wait) =>
          seen.some(({ path, status }) =>
            wait === "transition"
              ? path.endsWith("/start") && status === 202
              : path.includes(skillIdOf(wait)) && status === (wait === "retry" ? 503 : 0),
          ),
        );
      });
      interrupt(project.folder);
      const output = await failing;
      expect(output.match(/cancelled; what was done is kept/g)?.length).toBeGreaterThanOrEqual(3);
      const { resource } = await project.state();
      expect(resource.outputs).toMatchObject({
        ...{ skillId: skillIdOf("transition"), status: "STARTING" },
      });

      await simulator.clearFaults();
      await simulator.advanceMs(3_600_000);
      await simulator.set({ transitionDelayMs: 100 });
      await project.up();
      const invitations = (await simulator.mails()).filter((mail) => mail.startsWith("invitation"));
      expect(invitations.sort()).toEqual(
        waits
          .flatMap(testers)
          .map((address) => `invitation ${address}`)
          .sort(),
      );
    },
    60_000,
  );
});
