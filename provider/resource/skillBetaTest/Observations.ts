/** What this run has observed of beta tests and not changed since. A diff may use it; a change always observes anew. */
import type { Desired, Observed } from "../../betaTest/model";
import { type LastKnown, observe } from "../../betaTest/observe";
import { needsTesters } from "../../betaTest/plan";
import type { ApiCall, ProviderContext } from "../ProviderContext";

export class Observations {
  private readonly bySkill = new Map<string, Observed>();

  constructor(private readonly context: ProviderContext) {}

  /** As this run has observed it, or else by asking Amazon. */
  async recall(
    skillId: string,
    desired: Desired,
    lastKnown: LastKnown,
    call: ApiCall,
  ): Promise<Observed> {
    const observed = this.bySkill.get(skillId);
    if (observed && !needsTesters(observed, desired)) return observed;
    return this.observe(skillId, desired, lastKnown, call);
  }

  async observe(
    skillId: string,
    desired: Pick<Desired, "testers">,
    lastKnown: LastKnown,
    call: ApiCall,
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
