/**
 * Observe, plan, apply, observe again, until nothing is left to do: the one loop behind create, update
 * and delete. It never repeats a step that the API has accepted, and repeats one that may have been
 * applied only after looking.
 */
import type { Clock } from "../clock";
import { ApiError, type BetaTestApi } from "./api";
import { type Desired, type Observed, statusOf } from "./betaTest";
import { describeEdits } from "./describe";
import { type Known, observe } from "./observe";
import { after, plan, type Step } from "./plan";

export interface Target {
  readonly skillId: string;
  readonly desired: Desired;
  /** What earlier runs are known to have set. */
  readonly known?: Known;
  /** `ifEqual` takes a running test, which is somebody's, only if it already is what is asked for. */
  readonly adopt: "always" | "ifEqual";
}

export interface Means {
  readonly api: BetaTestApi;
  readonly clock: Clock;
  /** Told what goes on at the moment; each line takes the place of the one before. */
  readonly onProgress: (line: string) => void;
  /** How long to wait for Amazon in all, in milliseconds. */
  readonly timeoutMs: number;
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

/** The beta test stands in the way, or did not get where it should. Nothing was repeated. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
}

const firstPauseMs = 500;
const pauseGrowth = 1.5;
const longestPauseMs = 10_000;
/** How many looks must show that an uncertain step was not applied before it is tried again. */
const looksBeforeRetry = 2;
const triesPerStep = 3;

/**
 * Brings a skill's beta test to what is desired.
 *
 * @returns what the API said last.
 * @throws {InterruptedError} for whatever stopped it.
 */
export async function converge(target: Target, means: Means): Promise<Observed> {
  const { skillId, desired } = target;
  const pause = pauses(means, desired);
  const accepted = new Set<Step["kind"]>();
  const uncertainTries = new Map<Step["kind"], number>();
  /** Statuses that accepted steps have left behind: a GET may still show them for a while. */
  const left = new Set<string>();
  let doubt: { kind: Step["kind"]; looks: number } | undefined;
  let observed: Observed = {};
  let known = target.known ?? {};

  try {
    for (;;) {
      const seen = await observe(means.api, skillId, desired, known);
      if (left.has(statusOf(seen))) {
        await pause(seen);
        continue;
      }
      observed = seen;
      const steps = plan(observed, desired);
      if (steps.length === 0) return observed;
      if (doubt && doubt.looks > 0 && steps.some(({ kind }) => kind === doubt?.kind)) {
        doubt.looks--;
        await pause(observed);
        continue;
      }
      if (target.adopt === "ifEqual" && accepted.size === 0) refuseToAdopt(observed, desired, steps);
      refuseToRepeat(observed, accepted, steps);

      for (const step of steps) {
        if (step.kind === "awaitBetaTest") {
          await pause(observed);
          break;
        }
        means.onProgress(progressOf(step));
        try {
          await perform(means.api, skillId, step);
        } catch (error) {
          if (!(error instanceof ApiError) || error.outcome === "refused") throw error;
          const tries = (uncertainTries.get(step.kind) ?? 0) + 1;
          uncertainTries.set(step.kind, tries);
          if (tries >= triesPerStep) throw error;
          doubt = { kind: step.kind, looks: looksBeforeRetry - 1 };
          observed = observed.betaTest ? { betaTest: observed.betaTest } : {};
          await pause(observed);
          break;
        }
        accepted.add(step.kind);
        if (isTransition(step)) left.add(statusOf(observed));
        observed = after(observed, step);
        // A start or an end takes its time: asking at once would be a call for nothing.
        if (step.kind === "startBetaTest" || step.kind === "endBetaTest") await pause(observed);
      }
      known = { feedbackEmail: observed.betaTest?.feedbackEmail, testers: observed.testers };
    }
  } catch (error) {
    const changed = accepted.size > 0 || uncertainTries.size > 0;
    throw new InterruptedError(error as Error, observed, changed);
  }
}

async function perform(api: BetaTestApi, skillId: string, step: Step): Promise<void> {
  switch (step.kind) {
    case "createBetaTest":
      return api.createBetaTest(skillId, step.feedbackEmail);
    case "updateBetaTest":
      return api.updateBetaTest(skillId, step.feedbackEmail);
    case "removeTesters":
      return api.removeTesters(skillId, step.testers);
    case "addTesters":
      return api.addTesters(skillId, step.testers);
    case "startBetaTest":
      return api.startBetaTest(skillId);
    case "endBetaTest":
      return api.endBetaTest(skillId);
    case "awaitBetaTest":
      return;
  }
}

function isTransition({ kind }: Step): boolean {
  return kind === "createBetaTest" || kind === "startBetaTest" || kind === "endBetaTest";
}

function progressOf(step: Step): string {
  switch (step.kind) {
    case "createBetaTest":
      return "creating the beta test";
    case "updateBetaTest":
      return "changing feedbackEmail";
    case "removeTesters":
      return `removing testers (${step.testers.length})`;
    case "addTesters":
      return `adding testers (${step.testers.length})`;
    case "startBetaTest":
      return "starting the beta test";
    case "endBetaTest":
      return "ending the beta test";
    case "awaitBetaTest":
      return `waiting for ${step.status}`;
  }
}

function refuseToAdopt(observed: Observed, desired: Desired, steps: readonly Step[]): void {
  if (statusOf(observed) !== "RUNNING") return;
  const differences = describeEdits(observed, desired, steps).join(", ");
  throw new LifecycleError(
    `a beta test is already RUNNING for this skill and differs from the program: if it is adopted, ${differences}. ` +
      "Set `adopt: true` to take it over and change it so, or make the program say what is running.",
  );
}

/** Whoever undid an accepted step meanwhile had a reason; doing it again would mail people twice. */
function refuseToRepeat(
  observed: Observed,
  accepted: ReadonlySet<Step["kind"]>,
  steps: readonly Step[],
): void {
  const undone = steps.find(
    (step) => isTransition(step) && (accepted.has(step.kind) || accepted.has("startBetaTest")),
  );
  if (!undone) return;
  throw new LifecycleError(
    `the beta test was changed elsewhere while this ran: it is ${statusOf(observed)} now, after ` +
      `${[...accepted].join(", ")} had been accepted. Nothing was repeated; run again to go on from there.`,
  );
}

/** A growing pause before each further look, until the time is up. */
function pauses({ clock, onProgress, timeoutMs }: Means, desired: Desired) {
  const startedAt = clock.now();
  let pauseMs = firstPauseMs;
  return async (observed: Observed): Promise<void> => {
    const elapsedMs = clock.now() - startedAt;
    const status = statusOf(observed);
    if (elapsedMs + pauseMs > timeoutMs) {
      throw new LifecycleError(
        `the beta test is still ${status} after ${seconds(elapsedMs)} of at most ${seconds(timeoutMs)}. ` +
          "Run again to go on waiting from here, or raise alexa:timeoutSeconds.",
      );
    }
    onProgress(
      `beta test is ${status}, waiting for ${desired.status} (${seconds(elapsedMs)} of at most ${seconds(timeoutMs)})`,
    );
    await clock.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * pauseGrowth, longestPauseMs);
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
