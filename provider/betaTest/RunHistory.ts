/** What one run has done and observed, and so what it must not do again. */

import type { ApiError } from "./api";
import { type Desired, maxTesters, type Observed, statusOf } from "./BetaTest";
import { describeInvitations, people } from "./describe";
import { detailsOf } from "./details";
import { emailsMissingFrom, sameEmail } from "./emails";
import { LifecycleError } from "./errors";
import type { LastKnown } from "./observe";
import { type ApiLimits, expectedAfter, type Step, testersIn } from "./plan";
import { isOpen, isOver } from "./status";

/**
 * How many observations must show that an uncertain step was not applied before it is tried again. Invitations wait
 * for ten seconds in all: Amazon may list testers late, and mail those again whom it knows already. Whatever else
 * was applied, Amazon refuses to repeat or has the same by repeating it.
 */
const observationsBeforeRetry = (kind: Step["kind"]) => (kind === "addTesters" ? 6 : 2);
const maxAttempts = 3;
/** If Amazon rejects this many testers and accepts nobody in between, the addresses are hardly the problem. */
const maxRejectionsInARow = 3;

export class RunHistory {
  /** The latest observation, updated by the steps that Amazon has accepted since. */
  observed: Observed = {};

  private readonly accepted = new Set<Step["kind"]>();
  private readonly attempts = new Map<Step["kind"], number>();
  /** The statuses that accepted steps have moved the test out of. */
  private readonly previousStatuses = new Set<string>();
  /** The steps that Amazon has accepted since the test was created, but for transitions. */
  private acceptedChanges: Step[] = [];
  private uncertain: { kind: Step["kind"]; observationsLeft: number } | undefined;

  private testersPerCall = maxTesters;
  private largestAcceptedCall = 0;
  private createAcceptsDetails = true;
  private hasSplitCalls = false;
  private wasAddRejected = false;
  private rejectionsInARow = 0;
  private removed = 0;
  private leftBeforeRemoval: number | undefined;
  private removalReturnsInvitation: boolean | undefined;
  /** Each with Amazon's error. */
  private readonly rejectedTesters = new Map<string, ApiError>();

  constructor(
    public lastKnown: LastKnown,
    private readonly desired: Desired,
  ) {}

  /** Amazon's limits, as far as its responses have shown them. */
  get limits(): ApiLimits {
    const { testersPerCall, createAcceptsDetails, removalReturnsInvitation } = this;
    return { testersPerCall, createAcceptsDetails, removalReturnsInvitation };
  }

  get hasRejectedTesters(): boolean {
    return this.rejectedTesters.size > 0;
  }

  get desiredWithoutRejected(): Desired {
    const { testers } = this.desired;
    if (!testers || !this.hasRejectedTesters) return this.desired;
    return {
      ...this.desired,
      testers: emailsMissingFrom([...this.rejectedTesters.keys()], testers),
    };
  }

  /**
   * Whether anything was changed, or may have been. A draft that may have been created does not count: if it is there,
   * the next run takes it over, and what somebody else starts there must not be taken for this resource's.
   */
  get changed(): boolean {
    const attempts = [...this.attempts.keys()].filter((kind) => kind !== "createBetaTest");
    return this.accepted.size > 0 || attempts.length > 0 || this.hasSplitCalls;
  }

  /** Whether this run itself created or started the test: Amazon has said so. */
  isOwn = false;
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
    if (this.uncertain && wasApplied(this.uncertain.kind, statusOf(observed))) {
      this.accepted.add(this.uncertain.kind);
    }
    const { betaTest, testers, end } = observed;
    const { vendorIds } = this.lastKnown;
    const wasSeenEnding = isOver(betaTest?.status);
    this.lastKnown = { ...betaTest, testers, end, vendorIds, wasSeenEnding };
  }

  /** What the observation after a removal shows. */
  learnFrom({ betaTest }: Observed): void {
    const { leftBeforeRemoval: before } = this;
    const left = betaTest?.invitesRemaining;
    if (before !== undefined && left !== undefined) this.removalReturnsInvitation = left > before;
    this.leftBeforeRemoval = undefined;
  }

  recordAccepted(step: Step): void {
    this.accepted.add(step.kind);
    if (step.kind === "createBetaTest" || step.kind === "startBetaTest") this.isOwn = true;
    if (isTransition(step)) this.previousStatuses.add(statusOf(this.observed));
    // What has ended may be gone as well.
    if (step.kind === "createBetaTest") this.previousStatuses.add("ABSENT");
    if (step.kind === "createBetaTest") this.acceptedChanges = [];
    if (!isTransition(step)) this.acceptedChanges.push(step);
    if (step.kind === "addTesters") {
      this.rejectionsInARow = 0;
      this.largestAcceptedCall = Math.max(this.largestAcceptedCall, step.testers.length);
      // Amazon may not say how many invitations are left.
      if (this.removed > 0) this.removalReturnsInvitation ??= true;
      this.leftBeforeRemoval = undefined;
    }
    if (step.kind === "removeTesters") {
      this.removed += step.testers.length;
      this.leftBeforeRemoval ??= this.observed.betaTest?.invitesRemaining;
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
   * fewer testers per call, down to one. A tester who is rejected alone is left out.
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
        // Amazon may have applied a part of the call.
        this.forgetTesters();
        this.wasAddRejected ||= step.kind === "addTesters";
        if (step.testers.length > 1) {
          this.hasSplitCalls = true;
          this.testersPerCall = Math.ceil(step.testers.length / 2);
          return;
        }
        if (step.kind === "removeTesters") throw error;
        this.rejectTester(step.testers[0] as string, error);
        return;
      default:
        throw error;
    }
  }

  private rejectTester(tester: string, error: ApiError): void {
    this.rejectedTesters.set(tester, error);
    this.rejectionsInARow++;
    if (this.rejectionsInARow >= maxRejectionsInARow) {
      this.assertNoneRejected(
        "it accepted none in between, so no others were tried",
        "If its reason is not the addresses but the number of invitations, end the test " +
          '(desiredStatus: "ENDED") and run again without that.',
      );
    }
    this.testersPerCall = this.largestAcceptedCall || maxTesters;
  }

  /** @throws if Amazon rejected a tester. */
  assertNoneRejected(others = "the other testers were added", fix = ""): void {
    const [first] = this.rejectedTesters.values();
    if (!first) return;
    const { testers = [] } = this.desired;
    const places = [...this.rejectedTesters.keys()].map(
      (rejected) => `testers[${testers.findIndex((tester) => sameEmail(tester, rejected))}]`,
    );
    const whom = places.length === 1 ? "it" : "those addresses";
    throw new LifecycleError(
      `Amazon rejected ${places.join(", ")}; ${others}, and nothing was started. ` +
        [`Correct or remove ${whom}.`, fix, first.message].filter(Boolean).join(" "),
    );
  }

  /**
   * An addition that Amazon rejected for want of invitations is not split: no part of it would make up for them.
   *
   * @throws if there are fewer than `steps` need.
   */
  assertInvitationsSuffice(steps: readonly Step[]): void {
    const left = this.observed.betaTest?.invitesRemaining;
    if (!this.wasAddRejected || left === undefined) return;
    const needed = testersIn(steps, "addTesters").length;
    if (needed <= left) return;
    throw new LifecycleError(
      `${describeInvitations(left, needed)}, and Amazon refused${this.removed > 0 ? ` (after ${people(this.removed)} had been removed)` : ""}: ` +
        `Amazon allows a beta test ${maxTesters} invitations, and may not give back those of removed testers. ` +
        `Take testers that are not in the test yet out of the program (${needed - left} of them), or end the test ` +
        '(desiredStatus: "ENDED") and run again without that: a new test has all invitations, and mails everybody once more.',
    );
  }

  private forgetTesters(): void {
    this.record({ ...this.observed, testers: undefined });
  }

  /** Whether `steps` repeat an uncertain step that has not been observed often enough to be repeated. */
  mustObserveAgain(steps: readonly Step[]): boolean {
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
        `${[...this.accepted].join(", ")} had been accepted. Nothing was repeated; run again to resume from there.`,
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
