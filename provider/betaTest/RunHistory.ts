/** What one run has done and observed, and so what it must not do again. */

import type { ApiError } from "./api";
import { type Goal, type Observed, statusOf } from "./BetaTest";
import { detailsOf } from "./details";
import { LifecycleError } from "./errors";
import type { LastKnown } from "./observe";
import { type ApiLimits, expectedAfter, type Step } from "./plan";
import { isOpen, isOver } from "./status";
import { TesterCalls } from "./TesterCalls";

/**
 * How many observations must show that an uncertain step was not applied before it is tried again. Invitations wait
 * for ten seconds in all: Amazon may list testers late, and mail testers again that it already has. Whatever else
 * was applied, Amazon refuses to repeat or has the same by repeating it.
 */
const observationsBeforeRetry = (kind: Step["kind"]) => (kind === "addTesters" ? 6 : 2);
const maxAttempts = 3;

export class RunHistory {
  /** The latest observation, updated by the steps that Amazon has accepted since. */
  observed: Observed = {};
  /** Whether this run itself created or started the test: Amazon has said so. */
  isOwn = false;

  private readonly accepted = new Set<Step["kind"]>();
  private readonly attempts = new Map<Step["kind"], number>();
  /** The statuses that accepted steps have moved the test out of. */
  private readonly previousStatuses = new Set<string>();
  /** The steps that Amazon has accepted since the test was created, but for transitions. */
  private acceptedChanges: Step[] = [];
  private uncertain: { kind: Step["kind"]; observationsLeft: number } | undefined;

  private createAcceptsDetails = true;
  readonly testerCalls: TesterCalls;

  constructor(
    public lastKnown: LastKnown,
    desired: Goal,
  ) {
    this.testerCalls = new TesterCalls(desired);
  }

  /** Amazon's limits, as far as its responses have shown them. */
  get limits(): ApiLimits {
    const { createAcceptsDetails, testerCalls } = this;
    return { createAcceptsDetails, ...testerCalls.limits };
  }

  /**
   * Whether anything was changed, or may have been. A draft that may have been created does not count: if it is there,
   * the next run takes it over, and what somebody else starts there must not be taken for this resource's.
   */
  get changed(): boolean {
    const attempts = [...this.attempts.keys()].filter((kind) => kind !== "createBetaTest");
    return this.accepted.size > 0 || attempts.length > 0 || this.testerCalls.mayBePartlyApplied;
  }

  /** Whether a start may have been applied, although Amazon has not said so. */
  get mayHaveStarted(): boolean {
    return this.attempts.has("startBetaTest");
  }

  /** Whether the API still shows the status from before a step that it has accepted. */
  isStale(observed: Observed): boolean {
    return this.previousStatuses.has(statusOf(observed));
  }

  /** Amazon may show late what it has accepted: to repeat it would mail people twice, or never end. */
  withAccepted(observed: Observed): Observed {
    return this.acceptedChanges.reduce(expectedAfter, observed);
  }

  record(observed: Observed): void {
    this.observed = observed;
    this.testerCalls.record(observed);
    if (this.uncertain && wasApplied(this.uncertain.kind, statusOf(observed))) {
      this.accepted.add(this.uncertain.kind);
    }
    const { betaTest, testers, end } = observed;
    const { vendorIds } = this.lastKnown;
    const wasSeenEnding = isOver(betaTest?.status);
    this.lastKnown = { ...betaTest, testers, end, vendorIds, wasSeenEnding };
  }

  recordAccepted(step: Step): void {
    this.accepted.add(step.kind);
    if (step.kind === "createBetaTest" || step.kind === "startBetaTest") this.isOwn = true;
    if (isTransition(step)) this.previousStatuses.add(statusOf(this.observed));
    // What has ended may be gone as well.
    if (step.kind === "createBetaTest") this.previousStatuses.add("ABSENT");
    if (step.kind === "createBetaTest") this.acceptedChanges = [];
    if (!isTransition(step)) this.acceptedChanges.push(step);
    if (step.kind === "addTesters" || step.kind === "removeTesters") {
      this.testerCalls.recordAccepted(step, this.observed);
    }
    // Keep what was seen: that the expected status does not show yet is no reason to doubt a 404, or to believe one.
    const { status, wasSeenEnding } = this.lastKnown;
    const seen = step.kind === "createBetaTest" ? { status: undefined } : { status, wasSeenEnding };
    this.record(expectedAfter(this.observed, step));
    this.lastKnown = { ...this.lastKnown, ...seen };
  }

  /** The step may have been applied: what it changes has to be observed before anything else. */
  markUncertain(step: Step, error: ApiError): void {
    const attempts = (this.attempts.get(step.kind) ?? 0) + 1;
    this.attempts.set(step.kind, attempts);
    if (attempts >= maxAttempts) throw error;
    const { kind } = step;
    this.uncertain = { kind, observationsLeft: observationsBeforeRetry(kind) - 1 };
    this.forgetTesters();
  }

  /**
   * Amazon did not accept the content of a request, but may accept less of it: a create without details, or
   * fewer testers per call.
   *
   * @throws `error` if nothing can be left out.
   */
  sendLessThan(step: Step, error: ApiError): void {
    switch (step.kind) {
      case "createBetaTest":
        if (Object.keys(detailsOf(step)).length === 0) throw error;
        this.createAcceptsDetails = false;
        return;
      case "addTesters":
      case "removeTesters":
        this.testerCalls.recordRefused(step, error, this.observed);
        // Amazon may have applied a part of the call.
        this.forgetTesters();
        return;
      default:
        throw error;
    }
  }

  private forgetTesters(): void {
    this.record({ ...this.observed, testers: undefined });
  }

  /**
   * Whether `steps` repeat an uncertain step that has not been observed often enough to be repeated, or Amazon may show
   * late what a removal has changed.
   */
  mustObserveAgain(steps: readonly Step[], observed: Observed): boolean {
    if (this.testerCalls.mustLookAgain(observed)) return true;
    const { uncertain } = this;
    if (!uncertain?.observationsLeft || !steps.some(({ kind }) => kind === uncertain.kind)) {
      return false;
    }
    uncertain.observationsLeft--;
    this.forgetTesters();
    return true;
  }

  /** @throws if something else undid an accepted step: repeating it would mail people twice. */
  assertNotRepeated(steps: readonly Step[]): void {
    const started = this.accepted.has("startBetaTest");
    const repeated = steps.some(
      (step) => isTransition(step) && (started || this.accepted.has(step.kind)),
    );
    if (!repeated) return;
    throw new LifecycleError(
      `something else changed the beta test during this run: it is now ${statusOf(this.observed)}, after ` +
        `Amazon had accepted ${[...this.accepted].join(", ")}. Nothing was repeated; run again to resume from there.`,
    );
  }
}

/** Whether only this step can have brought the test to its status. */
function wasApplied(kind: Step["kind"], status: string): boolean {
  return kind === "startBetaTest" && isOpen(status);
}

function isTransition({ kind }: Step): boolean {
  return kind === "createBetaTest" || kind === "startBetaTest" || kind === "endBetaTest";
}
