/** Other resources of the program that are replaced: whatever their providers decide, the beta test stays. */
import { stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const ada = "ada@example.com";

describe.each(["dynamic", "plugin"] as const)("through the %s, a beta test", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const skillId = `amzn1.ask.skill.${frontEnd}`;

  /** A neighbour that is replaced when its trigger changes, and wants to be deleted first. */
  const program = (trigger: number, skill: string, betaTest: string) => {
    on.project.write(`
      const provider = {
        create: async ({ trigger, skill }) => ({ id: "other", outs: { trigger, skill, out: skill } }),
        diff: async (id, olds, news) => ({
          changes: olds.trigger !== news.trigger || olds.skill !== news.skill,
          replaces: ["trigger"],
          deleteBeforeReplace: true,
        }),
      };
      class Other extends pulumi.dynamic.Resource {
        constructor(name, args, options) { super(provider, name, { out: undefined, ...args }, options); }
      }
      const other = new Other("other", { trigger: ${trigger}, skill: "${skill}" });
      ${betaTest}
    `);
  };
  const tests = `new alexa.SkillBetaTest("beta", { skillId: other.out, testers: ["${ada}"] });`;
  const changes = async () =>
    (await on.simulator.requests()).filter((request) => !request.startsWith("GET"));

  test("whose skill is a neighbour's output stays where the neighbour is deleted first", async () => {
    const { simulator, project } = on;
    program(1, skillId, tests);
    await project.up();
    const mails = await simulator.mails();
    await simulator.requests();

    program(2, skillId, tests);
    const { output, changes: planned } = await project.preview();
    expect(output).toContain("skillId is not known yet: if it stays the same, so does the test");
    expect(planned).toEqual({ same: 1, replace: 1, update: 1 });
    await project.up();
    expect(await changes()).toEqual([]);
    expect(await simulator.mails()).toEqual(mails);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers: [ada] });
    expect((await project.preview()).changes).toEqual({ same: 3 });
  }, 90_000);

  test("whose skill really changes is replaced, the new test first", async () => {
    const { simulator, project } = on;
    program(3, `${skillId}-2`, tests);
    await project.up();
    expect(await changes()).toEqual([
      "POST /betaTest 201",
      "POST /betaTest/testers/add 204",
      "POST /betaTest/start 202",
      "POST /betaTest/end 202",
    ]);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    expect(await simulator.skill(`${skillId}-2`)).toMatchObject({ status: "RUNNING" });
    await project.destroy();
  }, 90_000);
});
