import fc from "fast-check";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";
import { commands, isBelievable, settings } from "./commands";
import { type Tally, World } from "./world";

/** Set by `make soak`: how long to go on, with ever new cases. */
const soakMinutes = Number(process.env.SOAK_MINUTES ?? 0);
const seed = Number(process.env.SEED ?? (soakMinutes > 0 ? Date.now() : 20_261_122));
const casesPerSimulator = 100;

let simulator: TestSimulator | undefined;
afterAll(() => simulator?.close());

/** A new one from time to time: its mails and skills only grow. */
async function simulatorFor(count: number): Promise<TestSimulator> {
  if (simulator && count % casesPerSimulator !== 0) return simulator;
  await simulator?.close();
  simulator = await startTestSimulator();
  return simulator;
}

test(
  "whatever programs, people and faults do, one clean up and a preview show no difference",
  async () => {
    const tally: Tally = { cases: 0, commands: 0, faults: 0, failedRuns: 0, invitations: 0 };
    const property = fc.asyncProperty(settings, commands, async (reading, steps) => {
      const amazon = await simulatorFor(tally.cases++);
      await amazon.clearFaults();
      await amazon.set(reading);
      const world = new World(amazon, tally, `model.${tally.cases}`);
      for (const step of steps) if (isBelievable(step, reading)) await world.run(step);
      await world.settle();
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
        : { seed, numRuns: 500 },
    );
    process.stdout.write(
      `model: seed ${seed}, ${tally.cases} cases, ${tally.commands} commands, ${tally.faults} faults ordered, ` +
        `${tally.failedRuns} runs failed on the way, ${tally.invitations} invitations, nobody invited twice, nothing lost\n`,
    );
  },
  120_000 + soakMinutes * 60_000,
);
