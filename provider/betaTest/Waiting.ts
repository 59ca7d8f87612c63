/** How long to wait between two observations of a beta test: the fewer the better, and none much later than needed. */

import type { Clock } from "../clock";
import { type Goal, type Observed, statusOf } from "./BetaTest";
import { LifecycleError } from "./errors";
import { nextStatusOf } from "./status";

/** The steps that Amazon accepts at once, and needs time to carry out. */
export type Transition = "startBetaTest" | "endBetaTest";

/**
 * How long transitions took in this process, in milliseconds: Amazon publishes no figure, but many tests are started
 * together.
 */
export class TransitionTimes {
  private readonly longestUnfinished = new Map<Transition, number>();
  private readonly shortestFinished = new Map<Transition, number>();

  recordUnfinished(kind: Transition, ms: number): void {
    this.longestUnfinished.set(kind, Math.max(ms, this.longestUnfinished.get(kind) ?? 0));
  }

  recordFinished(kind: Transition, ms: number): void {
    this.shortestFinished.set(kind, Math.min(ms, this.shortestFinished.get(kind) ?? ms));
  }

  /**
   * How long a transition is likely to take: halfway between the longest that was not over and the shortest that was, until
   * the two are close. Undefined if none was seen to finish.
   */
  expected(kind: Transition): number | undefined {
    const finished = this.shortestFinished.get(kind);
    const unfinished = this.longestUnfinished.get(kind) ?? 0;
    if (finished === undefined || finished < unfinished * closeEnough) return finished;
    return (unfinished + finished) / 2;
  }
}

export interface WaitOptions {
  readonly clock: Clock;
  /** Shows the current activity. If it rejects, the engine is gone and the operation must stop. */
  readonly onProgress: (line: string) => Promise<void>;
  /** How long to wait for Amazon in total, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the pause between two observations. */
  readonly signal: AbortSignal;
  /** Shared by all operations of a process. */
  readonly transitionTimes: TransitionTimes;
}

const firstPauseMs = 500;
const maxPauseMs = 10_000;
/** From one pause to the next, where it is not known whether Amazon has applied a step. */
const pauseGrowth = 1.5;
/** From one observation to the next, counted from the start of a transition: its end is seen at most a quarter late. */
const observationGrowth = 1.25;
/** The last observation comes this long before the time is up, in milliseconds, or a tenth of it: it takes a while itself. */
const lastObservationMs = 2000;
/** An observation that saves less than this is not worth its request. */
const closeEnough = 1.1;

export class Waiting {
  private readonly startedAtMs: number;
  private pauseMs = firstPauseMs;
  private transition: { readonly kind?: Transition; readonly sinceMs: number } | undefined;
  private observedAtMs: number;

  constructor(
    private readonly options: WaitOptions,
    private readonly desired: Goal,
  ) {
    this.startedAtMs = this.observedAtMs = options.clock.now();
  }

  /** @param kind undefined if somebody else began it, nobody knows when. */
  beginTransition(kind?: Transition): void {
    if (kind || !this.transition) this.transition = { kind, sinceMs: this.options.clock.now() };
  }

  endTransition(): void {
    const { kind, sinceMs = 0 } = this.transition ?? {};
    const { clock, transitionTimes } = this.options;
    if (kind) transitionTimes.recordFinished(kind, clock.now() - sinceMs);
    this.transition = undefined;
  }

  /** @throws {LifecycleError} after the last observation. */
  async pause(observed: Observed): Promise<void> {
    const { clock, onProgress, timeoutMs, signal } = this.options;
    const elapsedMs = clock.now() - this.startedAtMs;
    const leftMs = timeoutMs - Math.min(lastObservationMs, timeoutMs / 10) - elapsedMs;
    const pauseMs = Math.min(this.nextPauseMs(), maxPauseMs, leftMs);
    const status = statusOf(observed);
    if (pauseMs <= 0) {
      throw new LifecycleError(
        `the beta test is still ${status} after ${seconds(elapsedMs)} (limit ${seconds(timeoutMs)}). ` +
          "Run again to keep waiting, or raise the limit: customTimeouts (with the plugin) or alexa:timeoutSeconds.",
      );
    }
    const next = nextStatusOf(status) ?? this.desired.status;
    const goal = next === status || next === "AS_IS" ? "checking again" : `waiting for ${next}`;
    await onProgress(`beta test is ${status}, ${goal}`);
    await clock.sleep(pauseMs, signal);
    this.observedAtMs = clock.now();
  }

  private nextPauseMs(): number {
    if (!this.transition) {
      const { pauseMs } = this;
      this.pauseMs *= pauseGrowth;
      return pauseMs;
    }
    const { kind, sinceMs } = this.transition;
    const { clock, transitionTimes } = this.options;
    const waitedMs = clock.now() - sinceMs;
    // Not counting how long the observation itself took.
    if (kind && this.observedAtMs > sinceMs) {
      transitionTimes.recordUnfinished(kind, this.observedAtMs - sinceMs);
    }
    const expectedMs = (kind && transitionTimes.expected(kind)) ?? firstPauseMs;
    const nextMs = expectedMs > waitedMs ? expectedMs : waitedMs * observationGrowth;
    return Math.max(firstPauseMs, nextMs) - waitedMs;
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
