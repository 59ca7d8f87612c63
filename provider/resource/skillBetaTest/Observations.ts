/** A cache of this run's observations, for diffs and previews; an update or delete always observes again. */
import type { Desired, Observed } from "../../betaTest/BetaTest";
import { type LastKnown, observe } from "../../betaTest/observe";
import { needsTesters } from "../../betaTest/plan";
import type { ApiCallOptions, ProviderContext } from "../ProviderContext";

export class Observations {
  private readonly bySkill = new Map<string, Observed>();

  constructor(private readonly context: ProviderContext) {}

  async getOrObserve(
    skillId: string,
    desired: Desired,
    lastKnown: LastKnown,
    call: ApiCallOptions,
  ): Promise<Observed> {
    const observed = this.bySkill.get(skillId);
    if (observed && !needsTesters(observed, desired)) return observed;
    return this.observe(skillId, desired, lastKnown, call);
  }

  async observe(
    skillId: string,
    desired: Pick<Desired, "testers">,
    lastKnown: LastKnown,
    call: ApiCallOptions,
  ): Promise<Observed> {
    const observed = await this.context.withApi(skillId, call, (api) =>
      observe(api, skillId, desired, lastKnown),
    );
    this.bySkill.set(skillId, observed);
    return observed;
  }

  forget(skillId: string): void {
    this.bySkill.delete(skillId);
  }
}
