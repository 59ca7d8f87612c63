import type { ApiError } from "./api";
import { detailsOf } from "./details";
import { emailsMissingFrom, sameEmail } from "./emails";
import { LifecycleError } from "./errors";
import { type Desired, maxTesters, type Observed, statusOf } from "./model";
import type { LastKnown } from "./observe";
import { after, type Limits, type Step } from "./plan";

/** How many looks must show that an uncertain step was not applied before it is tried again. */
const looksBeforeRetry = 2;
const triesPerStep = 3;
/** Where nobody at all is taken, it is not the address that Amazon minds. */
const refusalsInARow = 3;

/** What one run has seen and done, and so what it must not do again. */
export class RunHistory {
  /** The last that is known of the beta test: what was seen, and what was accepted since. */
  observed: Observed = {};

  private readonly accepted = new Set<Step["kind"]>();
  private readonly tries = new Map<Step["kind"], number>();
  /** Statuses that accepted steps have left behind. */
  private readonly departedStatuses = new Set<string>();
  private uncertain: { kind: Step["kind"]; looks: number } | undefined;

  private testersPerCall = maxTesters;
  /** The most testers that Amazon has taken in one call. */
  private testersTaken = 0;
  private createTakesDetails = true;
  private split = false;
  /** Whom Amazon would not take, each with its words. */
  private readonly refused = new Map<string, ApiError>();

  constructor(
    public lastKnown: LastKnown,
    private readonly desired: Desired,
  ) {}

  /** What the answers so far say of Amazon's limits. */
  get limits(): Limits {
    const { testersPerCall, createTakesDetails } = this;
    return { testersPerCall, createTakesDetails };
  }

  get hasRefusals(): boolean {
    return this.refused.size > 0;
  }

  /** What is desired, but for whom Amazon refused. */
  get attainable(): Desired {
    const { testers } = this.desired;
    if (!testers || this.refused.size === 0) return this.desired;
    return { ...this.desired, testers: emailsMissingFrom([...this.refused.keys()], testers) };
  }

  /** Whether anything was changed, or may have been. */
  get changed(): boolean {
    return this.accepted.size > 0 || this.tries.size > 0 || this.split;
  }

  /** Whether the API still shows what was there before a step that it has accepted. */
  isStale(seen: Observed): boolean {
    return this.departedStatuses.has(statusOf(seen));
  }

  record(seen: Observed): void {
    this.observed = seen;
    const { betaTest, testers } = seen;
    const { vendorIds } = this.lastKnown;
    this.lastKnown = { ...detailsOf(betaTest ?? {}), status: betaTest?.status, testers, vendorIds };
  }

  recordAccepted(step: Step): void {
    this.accepted.add(step.kind);
    if (isTransition(step)) this.departedStatuses.add(statusOf(this.observed));
    if (step.kind === "addTesters") {
      this.testersTaken = Math.max(this.testersTaken, step.testers.length);
    }
    // What is to come was not seen: that it does not show yet is no reason to doubt what Amazon says.
    const { status } = this.lastKnown;
    this.record(after(this.observed, step));
    this.lastKnown = { ...this.lastKnown, status };
  }

  /** The step may have been applied: what it touches has to be looked at before anything else. */
  markUncertain(step: Step, error: ApiError): void {
    const tries = (this.tries.get(step.kind) ?? 0) + 1;
    this.tries.set(step.kind, tries);
    if (tries >= triesPerStep) throw error;
    this.uncertain = { kind: step.kind, looks: looksBeforeRetry - 1 };
    this.forgetTesters();
  }

  /**
   * Amazon did not accept what the step holds. Less of it may pass: a create without an address, fewer testers
   * in a call, once it is known which of these were taken, and the others without the one that was refused.
   *
   * @throws `error` where there is nothing left to leave out.
   */
  reduce(step: Step, error: ApiError): void {
    switch (step.kind) {
      case "createBetaTest":
        if (Object.keys(detailsOf(step)).length === 0) throw error;
        this.createTakesDetails = false;
        return;
      case "addTesters":
      case "removeTesters":
        this.forgetTesters();
        if (step.testers.length > 1) {
          this.split = true;
          this.testersPerCall = Math.ceil(step.testers.length / 2);
          return;
        }
        if (step.kind === "removeTesters") throw error;
        this.refuse(step.testers[0] as string, error);
        return;
      default:
        throw error;
    }
  }

  private refuse(tester: string, error: ApiError): void {
    this.refused.set(tester, error);
    if (this.testersTaken === 0 && this.refused.size >= refusalsInARow) this.assertNobodyRefused();
    this.testersPerCall = this.testersTaken || maxTesters;
  }

  /** @throws where Amazon would not take a tester; the others were added. */
  assertNobodyRefused(): void {
    const [first] = this.refused.values();
    if (!first) return;
    const { testers = [] } = this.desired;
    const places = [...this.refused.keys()].map(
      (refused) => `testers[${testers.findIndex((tester) => sameEmail(tester, refused))}]`,
    );
    const whom = places.length === 1 ? "it" : "them";
    throw new LifecycleError(
      `Amazon rejected ${places.join(", ")}; the other testers are in place, and nothing was started. ` +
        `Correct or remove ${whom}. ${first.message}`,
    );
  }

  private forgetTesters(): void {
    const { testers: _, ...rest } = this.observed;
    this.record(rest);
  }

  /** Whether a step in doubt is asked for again, and was not looked for often enough. */
  mustObserveAgain(steps: readonly Step[]): boolean {
    const { uncertain: doubt } = this;
    if (!doubt || doubt.looks === 0 || !steps.some(({ kind }) => kind === doubt.kind)) return false;
    doubt.looks--;
    return true;
  }

  /** Whoever undid an accepted step had a reason, and doing it again would mail people twice. */
  assertNotRepeated(steps: readonly Step[]): void {
    const started = this.accepted.has("startBetaTest");
    const repeated = steps.some(
      (step) => isTransition(step) && (started || this.accepted.has(step.kind)),
    );
    if (!repeated) return;
    throw new LifecycleError(
      `something else changed the beta test during this run: it is now ${statusOf(this.observed)}, after ` +
        `${[...this.accepted].join(", ")} had been accepted. Nothing was repeated; run again to resume from there.`,
    );
  }
}

function isTransition({ kind }: Step): boolean {
  return kind === "createBetaTest" || kind === "startBetaTest" || kind === "endBetaTest";
}
