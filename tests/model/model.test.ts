import fc from "fast-check";
import { commands, isBelievable, settings } from "./commands";
import { emptyTally, World } from "./world";

/** Set by `make soak`: how long to continue, with ever new cases. */
const soakMinutes = Number(process.env.SOAK_MINUTES ?? 0);
const seed = Number(process.env.SEED ?? (soakMinutes > 0 ? Date.now() : 20_261_122));
const cases = Number(process.env.CASES ?? 2000);

test(
  "whatever programs, people and faults do, one clean up and a preview show no difference",
  async () => {
    const tally = emptyTally();
    const property = fc.asyncProperty(settings, commands, async (behaviour, steps) => {
      tally.cases++;
      const believable = steps.filter((step) => isBelievable(step, behaviour));
      await new World(behaviour, tally).live(believable);
    });
    await fc.assert(
      property,
      soakMinutes > 0
        ? {
            seed,
            numRuns: 1e9,
            interruptAfterTimeLimit: soakMinutes * 60_000,
            markInterruptAsFailure: false,
          }
        : { seed, numRuns: cases },
    );
    process.stdout.write(
      `model: seed ${seed}, ${tally.cases} cases, ${tally.commands} commands, ${tally.runs} runs, ` +
        `${tally.failedRuns} of them failed, ${tally.faults} faults ordered, ${tally.invitations} invitations, ` +
        `nobody invited twice; ${tally.compared} previews told the numbers of mails, ${tally.unsaid} could not; ` +
        `${tally.declaredTwice} runs of a skill declared twice, ${tally.asTheOther} with another account's credentials\n`,
    );
  },
  120_000 + soakMinutes * 60_000,
);
