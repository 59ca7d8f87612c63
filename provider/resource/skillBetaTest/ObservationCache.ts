/** A cache of this run's observations, for diffs and previews; an update or delete always observes again. */
import type { Desired, Observed } from "../../betaTest/BetaTest";
import { type Fetched, fetchBetaTest, type LastKnown, observe } from "../../betaTest/observe";
import { needsTesters } from "../../betaTest/plan";
import { systemClock } from "../../clock";
import { categoryOf } from "../../errorCategory";
import type { ApiCallOptions, ProviderSession } from "../ProviderSession";
import type { Upcoming } from "../Resource";
import { maxAgeMs, Prefetch } from "./Prefetch";

/** A diff waits no longer than this for what is prefetched for it, in milliseconds. */
const maxPrefetchMs = 10_000;

export class ObservationCache {
  private readonly bySkill = new Map<string, { atMs: number; observed: Observed }>();

  private readonly prefetched = new Prefetch(
    ({ skillId, hasTesters }) =>
      this.session.withApi(skillId, { maxWaitMs: maxPrefetchMs }, (api) =>
        fetchBetaTest(api, skillId, { testers: hasTesters ? [] : undefined }),
      ),
    systemClock,
  );

  constructor(private readonly session: ProviderSession) {}

  prefetch(upcoming: Upcoming): void {
    if (!this.recent(upcoming.skillId)) this.prefetched.start(upcoming);
  }

  async getOrObserve(
    skillId: string,
    desired: Desired,
    lastKnown: LastKnown,
    call: ApiCallOptions,
  ): Promise<Observed> {
    const observed = this.recent(skillId);
    if (observed && !needsTesters(observed, desired)) return observed;
    return this.observe(skillId, desired, lastKnown, call, await this.prefetched.take(skillId));
  }

  async observe(
    skillId: string,
    desired: Partial<Pick<Desired, "status" | "testers">>,
    lastKnown: LastKnown,
    call: ApiCallOptions,
    fetched?: Fetched,
  ): Promise<Observed> {
    try {
      const observed = await this.session.withApi(skillId, call, (api) =>
        observe(api, skillId, desired, lastKnown, fetched),
      );
      this.bySkill.set(skillId, { atMs: systemClock.now(), observed });
      return observed;
    } catch (error) {
      this.session.isUnreachable ||= categoryOf(error) === "unreachable";
      throw error;
    }
  }

  private recent(skillId: string): Observed | undefined {
    const { atMs = Number.NEGATIVE_INFINITY, observed } = this.bySkill.get(skillId) ?? {};
    return systemClock.now() - atMs <= maxAgeMs ? observed : undefined;
  }

  /** What was seen before a change is no longer so. */
  forget(skillId: string): void {
    this.bySkill.delete(skillId);
    void this.prefetched.take(skillId);
  }
}
