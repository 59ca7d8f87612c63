import type { ApiError } from "./api";
import { maxTesters, type Observed, statusOf } from "./betaTest";
import type { Known } from "./observe";
import { after, type Step } from "./plan";

/** The beta test stands in the way, or did not get where it should. Nothing was repeated. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
}

/** How many looks must show that an uncertain step was not applied before it is tried again. */
const looksBeforeRetry = 2;
const triesPerStep = 3;

/** What one run has seen and done, and so what it must not do again. */
export class Journal {
  /** The last that is known of the beta test: what was seen, and what was accepted since. */
  observed: Observed = {};

  private readonly accepted = new Set<Step["kind"]>();
  private readonly tries = new Map<Step["kind"], number>();
  /** Statuses that accepted steps have left behind. */
  private readonly left = new Set<string>();
  private doubt: { kind: Step["kind"]; looks: number } | undefined;

  testersPerCall = maxTesters;
  private split = false;

  constructor(public known: Known) {}

  /** Whether anything was changed, or may have been. */
  get changed(): boolean {
    return this.accepted.size > 0 || this.tries.size > 0 || this.split;
  }

  /** Whether the API still shows what was there before a step that it has accepted. */
  isBehind(seen: Observed): boolean {
    return this.left.has(statusOf(seen));
  }

  see(seen: Observed): void {
    this.observed = seen;
    this.known = knownFrom(seen);
  }

  accept(step: Step): void {
    this.accepted.add(step.kind);
    if (isTransition(step)) this.left.add(statusOf(this.observed));
    this.see(after(this.observed, step));
  }

  /** The step may have been applied: what it touches has to be looked at before anything else. */
  doubtOf(step: Step, error: ApiError): void {
    const tries = (this.tries.get(step.kind) ?? 0) + 1;
    this.tries.set(step.kind, tries);
    if (tries >= triesPerStep) throw error;
    this.doubt = { kind: step.kind, looks: looksBeforeRetry - 1 };
    this.forgetTesters();
  }

  /**
   * Amazon did not accept what the step holds. Fewer testers in a call may pass, once it is known which of
   * these were taken.
   *
   * @throws `error` where it was about one tester alone.
   */
  splitOf(step: Step, error: ApiError): void {
    if (step.kind !== "addTesters" && step.kind !== "removeTesters") throw error;
    if (step.testers.length === 1) throw error;
    this.testersPerCall = Math.ceil(step.testers.length / 2);
    this.split = true;
    this.forgetTesters();
  }

  private forgetTesters(): void {
    const { testers: _, ...rest } = this.observed;
    this.see(rest);
  }

  /** Whether a step in doubt is asked for again, and was not looked for often enough. */
  owesALook(steps: readonly Step[]): boolean {
    const { doubt } = this;
    if (!doubt || doubt.looks === 0 || !steps.some(({ kind }) => kind === doubt.kind)) return false;
    doubt.looks--;
    return true;
  }

  /** Whoever undid an accepted step had a reason, and doing it again would mail people twice. */
  refuseToRepeat(steps: readonly Step[]): void {
    const started = this.accepted.has("startBetaTest");
    const repeated = steps.some(
      (step) => isTransition(step) && (started || this.accepted.has(step.kind)),
    );
    if (!repeated) return;
    throw new LifecycleError(
      `the beta test was changed elsewhere while this ran: it is ${statusOf(this.observed)} now, after ` +
        `${[...this.accepted].join(", ")} had been accepted. Nothing was repeated; run again to go on from there.`,
    );
  }
}

function isTransition({ kind }: Step): boolean {
  return kind === "createBetaTest" || kind === "startBetaTest" || kind === "endBetaTest";
}

function knownFrom({ betaTest, testers }: Observed): Known {
  const feedbackEmail = betaTest?.feedbackEmail;
  return {
    ...(feedbackEmail !== undefined && { feedbackEmail }),
    ...(testers && { testers }),
  };
}
