import fc from "fast-check";
import type { BetaTestApi } from "../../../provider/betaTest/api";
import { converge } from "../../../provider/betaTest/converge";
import { TransitionTimes } from "../../../provider/betaTest/Waiting";
import { defaultApiVariants } from "../../../simulator/apiVariants";
import { variantArbitraries } from "../../helpers/apiVariants";
import { FakeClock } from "../../helpers/clock";
import { ModelApi, type Situation, skillId } from "../../helpers/ModelApi";

/** Every call waits for its turn, which is drawn by chance. */
function scheduled(api: BetaTestApi, scheduler: fc.Scheduler): BetaTestApi {
  return new Proxy(api, {
    get(target, name: keyof BetaTestApi) {
      const operation = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await scheduler.schedule(Promise.resolve());
        return operation.apply(target, args);
      };
    },
  });
}

test("two ups at once reach the same result and mail once, in whatever order they run", async () => {
  const desired = { status: "RUNNING", testers: ["ada@example.com", "bob@example.com"] } as const;
  const { draftCreate, knownTester, addIsAtomic, afterEnd } = variantArbitraries;
  const variants = fc.record({
    draftCreate,
    // Where Amazon mails whoever is added again, nothing but a lock can help, and Pulumi has one.
    knownTester: knownTester.filter((value) => value !== "mailed"),
    addIsAtomic,
    afterEnd,
  });
  const property = fc.asyncProperty(fc.scheduler(), variants, async (scheduler, drawn) => {
    const counts = { creates: 0, starts: 0, ends: 0 };
    const situation: Situation = { world: { betaTests: {}, mails: [] }, counts };
    const clock = new FakeClock();
    const settings = { ...defaultApiVariants, ...drawn };
    const runs = [1, 2].map(() => {
      const api = scheduled(
        new ModelApi(situation, () => clock.now(), settings, new Map()),
        scheduler,
      );
      const { signal } = new AbortController();
      const means = {
        api,
        clock,
        onProgress: async () => {},
        timeoutMs: 600_000,
        signal,
        transitionTimes: new TransitionTimes(),
      };
      return converge({ skillId, desired, adopt: "ifEqual" }, means);
    });
    const outcomes = Promise.allSettled(runs);
    await scheduler.waitFor(outcomes);
    // Both, or the one that did not stop at the other's work.
    expect((await outcomes).filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(
      0,
    );
    expect(counts).toEqual({ creates: expect.any(Number), starts: 1, ends: 0 });
    const invited = situation.world.mails.map(({ emailId }) => emailId).sort();
    expect(invited).toEqual(["ada@example.com", "bob@example.com"]);
  });
  await fc.assert(property, { seed: 20_261_122, numRuns: 1000 });
});
