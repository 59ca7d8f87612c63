/** Runs of `make acceptance` on every kind of Amazon, that fail or are interrupted at any request. */
import fc from "fast-check";
import type { ApiVariants } from "../../../simulator/types";
import { Refused } from "../../../tools/acceptance/access.mts";
import { expectNobodyHasAccess, runOn, skillId, startAmazon } from "../../helpers/acceptance";
import { variantArbitraries } from "../../helpers/apiVariants";
import type { TestSimulator } from "../../helpers/simulator";

// Many runs in one test.
jest.setTimeout(180_000);

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startAmazon();
});
afterEach(() => simulator.close());

const every = (step: number, to: number) =>
  Array.from({ length: Math.ceil(to / step) }, (_, i) => i * step);

test("a failure of any request ends the test that was started", async () => {
  const answers = [
    { applied: true, answer: { kind: "status", status: 500 } },
    { applied: true, answer: { kind: "reset" } },
    { applied: false, answer: { kind: "html" } },
    { applied: true, answer: { kind: "json", status: 200, body: { odd: [] } } },
  ] as const;
  for (const after of every(1, 90)) {
    const fault = answers[after % answers.length] as (typeof answers)[number];
    await simulator.remove(skillId);
    await simulator.clearFaults();
    await simulator.injectFault({ ...fault, after });
    const result = await runOn(simulator).catch((error) => error);
    if (!(result instanceof Refused)) expect(result.remains).toMatchObject({ isOpen: false });
    await expectNobodyHasAccess(simulator);
  }
});

test("an interruption at any request ends the test that was started, and there is a report", async () => {
  for (const after of every(2, 80)) {
    await simulator.remove(skillId);
    const interruption = new AbortController();
    let requests = 0;
    const { remains, problem, report } = await runOn(simulator, {
      signal: interruption.signal,
      token: async () => {
        // The first two look at the skill, before anything is changed.
        if (++requests === after + 3) interruption.abort(new Error("interrupted"));
        return "Atza|simulator";
      },
    });
    expect(problem).toContain("interrupted");
    expect(report).toContain("It was interrupted.");
    expect(remains.isOpen).toBe(false);
    await expectNobodyHasAccess(simulator);
  }
});

test("every value is found in any combination, or left open where it does not show", async () => {
  const combination = fc.record(variantArbitraries);
  const check = async (variants: ApiVariants) => {
    await simulator.remove(skillId);
    await simulator.set(variants);
    const { rows, remains } = await runOn(simulator);
    const found = rows.filter(({ variant }) => variant);
    const { afterEnd, testersPerCall, knownTester, addIsAtomic } = variants;
    // A call of one tester cannot fail in part.
    const isProved = testersPerCall > 9 || (testersPerCall > 1 && knownTester === "refused");
    expect(Object.fromEntries(found.map(({ variant, value }) => [variant, value]))).toEqual({
      ...variants,
      ...(afterEnd === "absent" && { startAfterEnd: "refused" }),
      addIsAtomic: isProved ? addIsAtomic : undefined,
    });
    expect(remains.isOpen).toBe(false);
    await expectNobodyHasAccess(simulator);
  };
  await fc.assert(fc.asyncProperty(combination, check), { numRuns: 20, seed: 20261130 });
});
