import fc from "fast-check";
import { stage } from "../helpers/e2e";
import { type Command, commands, isBelievable, settings } from "../model/commands";

const seed = Number(process.env.SEED ?? 20_261_122);
const cases = 5;
const on = stage();
let runs = 0;

test("random programs, people and faults through the real engine end with one clean up and an empty preview", async () => {
  const { simulator, project } = on;
  let count = 0;
  let faults = 0;
  let program = {};
  const skillIds = () =>
    [`amzn1.ask.skill.random${count}.a`, `amzn1.ask.skill.random${count}.b`] as const;
  const declare = (args: object) =>
    project.write(`new alexa.SkillBetaTest("beta", ${JSON.stringify(args)});`);
  const attempt = async (run: () => Promise<unknown>) => {
    runs++;
    await run().catch(() => undefined);
  };

  const perform = async (command: Command): Promise<void> => {
    const [skillId, otherId] = skillIds();
    switch (command.kind) {
      case "up":
        program = { ...command.program, skillId: command.other ? otherId : skillId };
        declare(program);
        return attempt(project.up);
      case "preview":
        return attempt(project.preview);
      case "refresh":
        return attempt(project.refresh);
      case "destroy":
        return attempt(project.destroy);
      case "fault":
        faults++;
        await simulator.order(command.fault);
        return;
      case "change":
        await simulator.change(skillId, command.change);
        return;
      case "remove":
        await simulator.remove(skillId);
        return;
      default:
        await simulator.advanceDays(91);
    }
  };

  const property = fc.asyncProperty(settings, commands, async (reading, steps) => {
    count++;
    await simulator.clearFaults();
    await simulator.set({ ...reading, transitionDelayMs: 50 });
    program = { skillId: skillIds()[0] };
    declare(program);
    const believable = steps.filter((step) => isBelievable(step, reading));
    for (const step of believable.slice(0, 8)) await perform(step);

    await simulator.clearFaults();
    // A running test cannot become a draft: that program could never be.
    declare({ ...program, adopt: true, desiredStatus: "RUNNING" });
    await project.up();
    await simulator.requests();
    expect((await project.preview()).changes).toEqual({ same: 2 });
    const mutations = (await simulator.requests()).filter((request) => !request.startsWith("GET"));
    expect(mutations).toEqual([]);
    await project.destroy();
  });
  await fc.assert(property, { seed, numRuns: cases, endOnFailure: true });
  process.stdout.write(
    `random: seed ${seed}, ${count} cases through the real engine, ${runs} runs, ${faults} faults ordered\n`,
  );
}, 900_000);
