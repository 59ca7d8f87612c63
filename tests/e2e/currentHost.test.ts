/** With a language host that keeps the program until the engine's last delete is done, as current ones do. */
import { join } from "node:path";
import { changesSeenBy, stage } from "../helpers/e2e";
import { testOnLinux } from "../helpers/onLinux";
import { environmentFor } from "../helpers/simulator";

const preload = `--require ${join(__dirname, "../helpers/currentHost.cjs")}`;
const ended = ["POST /betaTest/end 202"];

describe.each(["dynamic", "plugin"] as const)("through the %s", (frontEnd) => {
  const on = stage((url) => ({ ...environmentFor(url), NODE_OPTIONS: preload }), frontEnd);
  const declare = (...names: string[]) =>
    on.project.write(
      names
        .map(
          (name) => `new alexa.SkillBetaTest("${name}", { skillId: "amzn1.ask.skill.${name}" });`,
        )
        .join("\n"),
    );

  testOnLinux(
    "a resource that leaves the program ends its test, and so does `destroy --run-program`",
    async () => {
      const { simulator, project } = on;
      declare("stays", "leaves");
      await project.up();
      await simulator.requests();
      declare("stays");
      await project.up();
      expect(await changesSeenBy(on)).toEqual(ended);
      expect(await simulator.skill("amzn1.ask.skill.stays")).toMatchObject({ status: "RUNNING" });
      await project.destroy({ runProgram: true });
      expect(await changesSeenBy(on)).toEqual(ended);
    },
    60_000,
  );
});
