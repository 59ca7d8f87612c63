/** A cache of this run's observations, for diffs and previews; an update or delete always observes again. */
import type { Desired, Observed } from "../../betaTest/BetaTest";
import { type LastKnown, look, observe, type Seen } from "../../betaTest/observe";
import { needsTesters } from "../../betaTest/plan";
import { systemClock } from "../../clock";
import type { ApiCallOptions, ProviderContext } from "../ProviderContext";
import { maxAgeMs, ReadAhead, type Upcoming } from "./ReadAhead";

/** The diff that a look ahead is for waits for it no longer than this, in milliseconds. */
const maxAheadWaitMs = 10_000;

export class Observations {
  private readonly bySkill = new Map<string, { atMs: number; observed: Observed }>();

  private readonly ahead = new ReadAhead(
    ({ skillId, hasTesters }) =>
      this.context.withApi(skillId, { maxWaitMs: maxAheadWaitMs }, (api) =>
        look(api, skillId, { testers: hasTesters ? [] : undefined }),
      ),
    systemClock,
  );

  constructor(private readonly context: ProviderContext) {}

  readAhead(upcoming: Upcoming): void {
    if (!this.recent(upcoming.skillId)) this.ahead.start(upcoming);
  }

  async getOrObserve(
    skillId: string,
    desired: Desired,
    lastKnown: LastKnown,
    call: ApiCallOptions,
  ): Promise<Observed> {
    const observed = this.recent(skillId);
    if (observed && !needsTesters(observed, desired)) return observed;
    return this.observe(skillId, desired, lastKnown, call, await this.ahead.take(skillId));
  }

  async observe(
    skillId: string,
    desired: Partial<Pick<Desired, "status" | "testers">>,
    lastKnown: LastKnown,
    call: ApiCallOptions,
    seen?: Seen,
  ): Promise<Observed> {
    const observed = await this.context.withApi(skillId, call, (api) =>
      observe(api, skillId, desired, lastKnown, seen),
    );
    this.bySkill.set(skillId, { atMs: systemClock.now(), observed });
    return observed;
  }

  private recent(skillId: string): Observed | undefined {
    const { atMs = Number.NEGATIVE_INFINITY, observed } = this.bySkill.get(skillId) ?? {};
    return systemClock.now() - atMs <= maxAgeMs ? observed : undefined;
  }

  /** What was seen before a change is no longer so. */
  forget(skillId: string): void {
    this.bySkill.delete(skillId);
    void this.ahead.take(skillId);
  }
}
