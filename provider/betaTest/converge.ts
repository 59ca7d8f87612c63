/**
 * Observe, plan, apply, observe again, until nothing is left to do: the loop behind create, update and delete.
 * It never repeats a step that the API has accepted. It repeats a step that may have been applied only after
 * observing that it was not.
 */

import { ApiError, type BetaTestApi } from "./api";
import { type Desired, type Goal, type Observed, statusOf } from "./BetaTest";
import { describeChanges } from "./describe";
import { changedDetails, detailsOf } from "./details";
import { NotAdoptableError } from "./errors";
import { type Fetched, type LastKnown, observe } from "./observe";
import { plan, type Step } from "./plan";
import { RunHistory } from "./RunHistory";
import { nextStatusOf } from "./status";
import { Waiting, type WaitOptions } from "./Waiting";

export interface Target {
  readonly skillId: string;
  readonly desired: Goal;
  /** From earlier runs. */
  readonly lastKnown?: LastKnown;
  /** A moment ago: it is not asked for again. */
  readonly fetched?: Fetched;
  /**
   * Whether to take over a running test that this resource did not start: `ifEqual` only if it already is as
   * desired. Undefined if the test is this resource's.
   */
  readonly adopt?: "always" | "ifEqual";
}

export interface ConvergeOptions extends WaitOptions {
  readonly api: BetaTestApi;
  /** Called before a running test that is taken over is changed. */
  readonly onAdopt?: () => Promise<void>;
  /** Called with the names of details that Amazon has accepted, but does not show. */
  readonly onUnconfirmed?: (names: readonly string[]) => Promise<void>;
}

/** The lifecycle stopped because of `cause`. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  constructor(
    override readonly cause: Error,
    /** The beta test as far as this run knows it. */
    readonly observed: Observed,
    /** Whether anything was changed, or may have been. */
    readonly changed: boolean,
  ) {
    super(cause.message);
  }
}

/**
 * Brings a skill's beta test to the desired state.
 *
 * @returns the last observation.
 * @throws {InterruptedError} for every failure.
 */
export async function converge(target: Target, options: ConvergeOptions): Promise<Observed> {
  const history = new RunHistory(target.lastKnown ?? {}, target.desired);
  try {
    return await run(target, options, history);
  } catch (error) {
    // Whatever was done before, the resource must not keep a test that is not its own.
    const changed = history.changed && !(error instanceof NotAdoptableError);
    throw new InterruptedError(error as Error, history.observed, changed);
  }
}

async function run(
  target: Target,
  options: ConvergeOptions,
  history: RunHistory,
): Promise<Observed> {
  const { skillId, desired } = target;
  const waiting = new Waiting(options, desired);
  let { fetched } = target;
  let isAdopted = false;
  for (;;) {
    const seen = await observe(options.api, skillId, desired, history.lastKnown, fetched);
    fetched = undefined;
    const observed = history.withAccepted(seen);
    if (history.isStale(observed)) {
      await waiting.pause(observed);
      continue;
    }
    history.record(observed);
    if (!isInTransition(observed)) waiting.endTransition();
    const steps = nextSteps(observed, target, history);
    if (history.mustObserveAgain(steps, observed)) {
      await waiting.pause(observed);
      continue;
    }
    isAdopted = isAdopted || (await takeOver(observed, target, options, history));
    if (steps.length === 0) {
      await reportUnconfirmed(seen, target, options);
      return observed;
    }
    history.assertNotRepeated(steps);
    history.testerCalls.assertRoomSuffices(steps, observed);
    if (!(await apply(steps, target, options, history, waiting))) {
      await waiting.pause(history.observed);
    } else if (isSettled(target, history)) return history.observed;
  }
}

/** Whether Amazon has accepted all that some testers asked for: nothing about the test itself is left to look for. */
function isSettled(target: Target, history: RunHistory): boolean {
  const { observed, testerCalls } = history;
  if (target.desired.status !== "AS_IS" || !observed.testers) return false;
  return !testerCalls.hasRefused(observed) && nextSteps(observed, target, history).length === 0;
}

async function reportUnconfirmed(
  seen: Observed,
  { desired }: Target,
  { onUnconfirmed }: ConvergeOptions,
): Promise<void> {
  if (desired.status === "AS_IS" || desired.status === "ENDED") return;
  const names = changedDetails(seen, desired);
  if (names.length > 0) await onUnconfirmed?.(names);
}

function isInTransition(observed: Observed): boolean {
  return nextStatusOf(statusOf(observed)) !== undefined;
}

/** @returns whether a running test that this resource did not start was taken over. */
async function takeOver(
  observed: Observed,
  { adopt, desired }: Target,
  options: ConvergeOptions,
  history: RunHistory,
): Promise<boolean> {
  if (!adopt || history.isOwn || statusOf(observed) !== "RUNNING") return false;
  if (adopt === "ifEqual" && desired.status !== "AS_IS") assertAdoptable(observed, desired);
  if (!history.mayHaveStarted) await options.onAdopt?.();
  return true;
}

/**
 * If Amazon refused a tester, everything but the start is done.
 *
 * @throws once nothing else is left to do.
 */
function nextSteps(observed: Observed, { desired }: Target, history: RunHistory): Step[] {
  const { testerCalls, limits } = history;
  const steps = plan(observed, desired, limits);
  if (!testerCalls.hasRefused(observed)) return steps;
  const others = steps.filter((step) => testerCalls.isPossible(step, observed));
  if (others.length === 0) throw testerCalls.problem(observed);
  return others;
}

/** @returns whether the outcome can be observed at once, or takes the API some time. */
async function apply(
  steps: readonly Step[],
  { skillId }: Target,
  { api, onProgress }: ConvergeOptions,
  history: RunHistory,
  waiting: Waiting,
): Promise<boolean> {
  for (const step of steps) {
    if (step.kind === "awaitBetaTest") {
      waiting.beginTransition();
      return false;
    }
    const [progress, perform] = operationOf(step, api, skillId);
    await onProgress(progress);
    try {
      await perform();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      switch (error.outcome) {
        case "refused":
          throw error;
        case "unacceptable":
          history.sendLessThan(step, error);
          return true;
        case "uncertain":
          history.markUncertain(step, error);
          return false;
      }
    }
    history.recordAccepted(step);
    if (step.kind === "startBetaTest" || step.kind === "endBetaTest") {
      waiting.beginTransition(step.kind);
      return false;
    }
  }
  return true;
}

function operationOf(
  step: Exclude<Step, { kind: "awaitBetaTest" }>,
  api: BetaTestApi,
  skillId: string,
): [progress: string, perform: () => Promise<void>] {
  switch (step.kind) {
    case "createBetaTest":
      return ["creating the beta test", () => api.createBetaTest(skillId, detailsOf(step))];
    case "updateBetaTest": {
      const details = detailsOf(step);
      const names = Object.keys(details).join(", ");
      return [`changing ${names}`, () => api.updateBetaTest(skillId, details)];
    }
    case "removeTesters": {
      const { testers } = step;
      return [`removing testers (${testers.length})`, () => api.removeTesters(skillId, testers)];
    }
    case "addTesters": {
      const { testers } = step;
      return [`adding testers (${testers.length})`, () => api.addTesters(skillId, testers)];
    }
    case "startBetaTest":
      return ["starting the beta test", () => api.startBetaTest(skillId)];
    case "endBetaTest":
      return ["ending the beta test", () => api.endBetaTest(skillId)];
  }
}

/** @throws {NotAdoptableError} if a running test differs: it may be somebody else's. */
export function assertAdoptable(observed: Observed, desired: Desired): void {
  if (statusOf(observed) !== "RUNNING") return;
  const differences = describeChanges(observed, desired).join("; ");
  if (differences === "") return;
  throw new NotAdoptableError(
    `a beta test is already RUNNING for this skill and differs from the program. If adopted: ${differences}. ` +
      "Set `adopt: true` to adopt and change it, or change the program to match the running test. " +
      "If you renamed this resource, add its old name as an alias instead.",
  );
}
