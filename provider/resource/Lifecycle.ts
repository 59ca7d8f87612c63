/** Runs the lifecycle for a resource, with the provider's session: progress, adoption and warnings reach the user. */
import type { Observed } from "../betaTest/BetaTest";
import { converge, type Target } from "../betaTest/converge";
import { TransitionTimes } from "../betaTest/Waiting";
import type { Observations } from "./Observations";
import type { ProviderSession } from "./ProviderSession";
import type { CallOptions } from "./Resource";

/** If the vendors cannot be listed in time, the next update asks again. */
const maxVendorsWaitMs = 15_000;

export class Lifecycle {
  private vendorIds: Promise<readonly string[] | undefined> | undefined;
  private readonly transitionTimes = new TransitionTimes();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
  ) {}

  /** @throws {InterruptedError} for every failure of the lifecycle itself. */
  async converge(target: Target, call: CallOptions): Promise<Observed> {
    const { skillId } = target;
    const { transitionTimes } = this;
    const clock = await this.session.clock();
    const onProgress = this.session.progressReporter(skillId, call);
    const onAdopt = () =>
      this.session.info(skillId, "adopting the beta test that is already RUNNING", call);
    const onUnconfirmed = (names: readonly string[]) =>
      this.session.warn(
        skillId,
        `Amazon accepted the new ${names.join(" and ")}, but still shows the old value; the next preview says whether the change took effect`,
        call,
      );
    this.observations.forget(skillId);
    // Whatever the program's process says: this changes something.
    const options = { ...call, onProgress, isPreview: false };
    return this.session.withApi(skillId, options, (api, { signal }, timeoutMs) =>
      converge(target, {
        api,
        clock,
        timeoutMs,
        signal,
        transitionTimes,
        onProgress,
        onAdopt,
        onUnconfirmed,
      }),
    );
  }

  /** Listed once for all resources; undefined if that fails. */
  async ownVendorIds(skillId: string, call: CallOptions): Promise<readonly string[] | undefined> {
    const options = { ...call, maxWaitMs: maxVendorsWaitMs };
    this.vendorIds ??= this.session
      .withApi(skillId, options, (api) => api.listVendorIds())
      .catch(() => undefined);
    return this.vendorIds;
  }
}
