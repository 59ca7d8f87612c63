/**
 * Observe, plan, apply, observe again, until nothing is left to do: the one loop behind create, update
 * and delete. It never repeats a step that the API has accepted, and repeats one that may have been
 * applied only after looking.
 */
import type { Clock } from "../clock";
import { ApiError, type BetaTestApi } from "./api";
import { describeDifferences } from "./describe";
import { detailsOf } from "./details";
import { LifecycleError } from "./errors";
import { type Desired, type Observed, statusOf } from "./model";
import { type LastKnown, observe } from "./observe";
import { plan, type Step } from "./plan";
import { RunHistory } from "./RunHistory";

export interface Target {
  readonly skillId: string;
  readonly desired: Desired;
  /** What earlier runs are known to have set. */
  readonly lastKnown?: LastKnown;
  /**
   * What becomes of a running test that no earlier run is known to have made, and which is somebody's:
   * `ifEqual` takes it only if it already is what is asked for. Undefined where the test is ours.
   */
  readonly adopt?: "always" | "ifEqual";
}

export interface ConvergeContext {
  readonly api: BetaTestApi;
  readonly clock: Clock;
  /**
   * Told what goes on at the moment; each line takes the place of the one before. Where it rejects, nobody
   * is there to be told any more, and nothing more is done.
   */
  readonly onProgress: (line: string) => Promise<void>;
  /** Told of a running test that is taken over, before anything is changed. */
  readonly onAdopt?: (observed: Observed) => Promise<void>;
  /** How long to wait for Amazon in all, in milliseconds. */
  readonly timeoutMs: number;
  /** Breaks off the waiting between two looks. */
  readonly signal: AbortSignal;
}

/** The lifecycle stopped on the way. `cause` says why; the rest, how far it had come. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  constructor(
    override readonly cause: Error,
    /** The last that is known of the beta test. */
    readonly observed: Observed,
    /** Whether anything was changed, or may have been. */
    readonly changed: boolean,
  ) {
    super(cause.message);
  }
}

const firstPauseMs = 500;
const pauseGrowth = 1.5;
const maxPauseMs = 10_000;

/**
 * Brings a skill's beta test to what is desired.
 *
 * @returns what the API said last.
 * @throws {InterruptedError} for whatever stopped it.
 */
export async function converge(target: Target, context: ConvergeContext): Promise<Observed> {
  const history = new RunHistory(target.lastKnown ?? {}, target.desired);
  try {
    return await run(target, context, history);
  } catch (error) {
    throw new InterruptedError(error as Error, history.observed, history.changed);
  }
}

async function run(
  target: Target,
  context: ConvergeContext,
  history: RunHistory,
): Promise<Observed> {
  const { skillId, desired } = target;
  const pause = pauses(context, desired);
  let isAdopted = false;
  for (;;) {
    const seen = await observe(context.api, skillId, desired, history.lastKnown);
    if (history.isStale(seen)) {
      await pause(seen);
      continue;
    }
    history.record(seen);
    const steps = nextSteps(seen, history);
    if (history.mustObserveAgain(steps)) {
      await pause(seen);
      continue;
    }
    if (!isAdopted && !history.changed) isAdopted = await adopt(seen, target, context);
    if (steps.length === 0) return seen;
    history.assertNotRepeated(steps);
    if (!(await apply(steps, target, context, history))) await pause(history.observed);
  }
}

/** @returns whether a running test that no earlier run is known to have made is this resource's from now on. */
async function adopt(
  seen: Observed,
  { adopt, desired }: Target,
  context: ConvergeContext,
): Promise<boolean> {
  if (!adopt || statusOf(seen) !== "RUNNING") return false;
  if (adopt === "ifEqual") assertAdoptable(seen, desired);
  await context.onAdopt?.(seen);
  return true;
}

/**
 * Where Amazon refused a tester, nothing is started without them.
 *
 * @throws where nothing else is left to do then.
 */
function nextSteps(seen: Observed, history: RunHistory): Step[] {
  const steps = plan(seen, history.attainable, history.limits);
  if (!history.hasRefusals) return steps;
  const others = steps.filter(({ kind }) => kind !== "startBetaTest");
  if (others.length === 0) history.assertNobodyRefused();
  return others;
}

/** @returns whether the outcome can be seen at once; otherwise the API takes its time. */
async function apply(
  steps: readonly Step[],
  { skillId }: Target,
  { api, onProgress }: ConvergeContext,
  history: RunHistory,
): Promise<boolean> {
  for (const step of steps) {
    if (step.kind === "awaitBetaTest") return false;
    const { progress, perform } = operationOf(step);
    await onProgress(progress);
    try {
      await perform(api, skillId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      switch (error.outcome) {
        case "refused":
          throw error;
        case "unacceptable":
          history.reduce(step, error);
          return true;
        case "uncertain":
          history.markUncertain(step, error);
          return false;
      }
    }
    history.recordAccepted(step);
  }
  const last = steps.at(-1)?.kind;
  return last !== "startBetaTest" && last !== "endBetaTest";
}

/** What a step is called while it runs, and the call that it is. */
function operationOf(step: Exclude<Step, { kind: "awaitBetaTest" }>): {
  progress: string;
  perform: (api: BetaTestApi, skillId: string) => Promise<void>;
} {
  switch (step.kind) {
    case "createBetaTest":
      return {
        progress: "creating the beta test",
        perform: (api, skillId) => api.createBetaTest(skillId, detailsOf(step)),
      };
    case "updateBetaTest":
      return {
        progress: `changing ${Object.keys(detailsOf(step)).join(", ")}`,
        perform: (api, skillId) => api.updateBetaTest(skillId, detailsOf(step)),
      };
    case "removeTesters":
      return {
        progress: `removing testers (${step.testers.length})`,
        perform: (api, skillId) => api.removeTesters(skillId, step.testers),
      };
    case "addTesters":
      return {
        progress: `adding testers (${step.testers.length})`,
        perform: (api, skillId) => api.addTesters(skillId, step.testers),
      };
    case "startBetaTest":
      return {
        progress: "starting the beta test",
        perform: (api, skillId) => api.startBetaTest(skillId),
      };
    case "endBetaTest":
      return {
        progress: "ending the beta test",
        perform: (api, skillId) => api.endBetaTest(skillId),
      };
  }
}

/** @throws {LifecycleError} where a running test would have to be changed; it is somebody's. */
export function assertAdoptable(observed: Observed, desired: Desired): void {
  if (statusOf(observed) !== "RUNNING") return;
  const differences = describeDifferences(observed, desired).join(", ");
  if (differences === "") return;
  throw new LifecycleError(
    `a beta test is already RUNNING for this skill and differs from the program: if adopted, ${differences}. ` +
      "Set `adopt: true` to adopt and change it, or change the program to match the running test.",
  );
}

/** A growing pause before each further look, until the time is up. */
function pauses({ clock, onProgress, timeoutMs, signal }: ConvergeContext, desired: Desired) {
  const startedAt = clock.now();
  let pauseMs = firstPauseMs;
  return async (observed: Observed): Promise<void> => {
    const elapsedMs = clock.now() - startedAt;
    const status = statusOf(observed);
    if (elapsedMs + pauseMs > timeoutMs) {
      throw new LifecycleError(
        `the beta test is still ${status} after ${seconds(elapsedMs)} (limit ${seconds(timeoutMs)}). ` +
          "Run again to keep waiting, or raise the limit: customTimeouts (with the plugin) or alexa:timeoutSeconds.",
      );
    }
    await onProgress(`beta test is ${status}, waiting for ${desired.status}`);
    await clock.sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * pauseGrowth, maxPauseMs);
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
