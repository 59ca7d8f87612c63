/**
 * The one place that decides what to do: a pure function from what is and what should be to named steps.
 * Create, update, delete and every preview go through it.
 */
import { type Desired, maxTesters, type Observed, statusOf } from "./betaTest";
import { emailsMissingFrom, everySpellingMissingFrom, sameEmail } from "./emails";

export type Step =
  | { readonly kind: "createBetaTest"; readonly feedbackEmail?: string }
  | { readonly kind: "updateBetaTest"; readonly feedbackEmail: string }
  | { readonly kind: "removeTesters"; readonly testers: readonly string[] }
  | { readonly kind: "addTesters"; readonly testers: readonly string[] }
  | { readonly kind: "startBetaTest" }
  | { readonly kind: "endBetaTest" }
  /** The API is under way by itself; nothing to do but look again. */
  | { readonly kind: "awaitBetaTest"; readonly status: "RUNNING" | "ENDED" };

export interface Limits {
  /** How many testers go into one step. How many Amazon takes in a call is settled nowhere. */
  readonly testersPerCall?: number;
}

/** The program asks for what no step of Amazon's API can bring about. */
export class ImpossibleError extends Error {
  override readonly name = "ImpossibleError";
}

/**
 * The steps from `observed` towards `desired`, in order; none when it is there already.
 * Where the outcome of a step has to be seen before one can go on, the steps end there.
 *
 * @throws {ImpossibleError} for a draft where a test is running: the API can only end it.
 */
export function plan(
  observed: Observed,
  desired: Desired,
  { testersPerCall = maxTesters }: Limits = {},
): Step[] {
  const steps = desired.status === "ENDED" ? planToEnd(observed) : planToOpen(observed, desired);
  return steps.flatMap((step) => inParts(step, testersPerCall));
}

function planToEnd(observed: Observed): Step[] {
  switch (statusOf(observed)) {
    // Nobody has access to a draft, and no operation deletes one.
    case "ABSENT":
    case "IN_DRAFT":
    case "ENDED":
      return [];
    case "STARTING":
      return [{ kind: "awaitBetaTest", status: "RUNNING" }];
    case "RUNNING":
      return [{ kind: "endBetaTest" }];
    case "STOPPING":
      return [{ kind: "awaitBetaTest", status: "ENDED" }];
  }
}

function planToOpen(observed: Observed, desired: Desired): Step[] {
  const status = statusOf(observed);
  const start: Step[] = desired.status === "RUNNING" ? [{ kind: "startBetaTest" }] : [];
  switch (status) {
    case "ABSENT":
      return [create(desired), ...addTesters([], desired), ...start];
    case "ENDED":
      // Whether the new test starts with the old one's testers is settled nowhere: look before inviting.
      return desired.testers ? [create(desired)] : [create(desired), ...start];
    case "STOPPING":
      return [{ kind: "awaitBetaTest", status: "ENDED" }];
    case "IN_DRAFT":
      return [...sync(observed, desired), ...start];
    case "STARTING":
      refuseToGoBack(status, desired);
      return [{ kind: "awaitBetaTest", status: "RUNNING" }];
    case "RUNNING":
      refuseToGoBack(status, desired);
      return sync(observed, desired);
  }
}

/** What differs in a test that stays: its feedback address and its testers. */
function sync(observed: Observed, desired: Desired): Step[] {
  const { feedbackEmail } = desired;
  const update: Step[] =
    feedbackEmail === undefined || sameEmail(feedbackEmail, observed.betaTest?.feedbackEmail)
      ? []
      : [{ kind: "updateBetaTest", feedbackEmail }];
  if (!desired.testers) return update;
  if (!observed.testers) throw new Error("Testers are managed but were not looked at.");
  const surplus = everySpellingMissingFrom(desired.testers, observed.testers);
  // Removing comes first: it makes room under Amazon's limit.
  const remove: Step[] = surplus.length > 0 ? [{ kind: "removeTesters", testers: surplus }] : [];
  return [...update, ...remove, ...addTesters(observed.testers, desired)];
}

function create({ feedbackEmail }: Desired): Step {
  return feedbackEmail === undefined
    ? { kind: "createBetaTest" }
    : { kind: "createBetaTest", feedbackEmail };
}

function addTesters(present: readonly string[], desired: Desired): Step[] {
  const testers = emailsMissingFrom(present, desired.testers ?? []);
  return testers.length > 0 ? [{ kind: "addTesters", testers }] : [];
}

function inParts(step: Step, testersPerCall: number): Step[] {
  if (step.kind !== "addTesters" && step.kind !== "removeTesters") return [step];
  const parts: Step[] = [];
  for (let from = 0; from < step.testers.length; from += testersPerCall) {
    parts.push({ kind: step.kind, testers: step.testers.slice(from, from + testersPerCall) });
  }
  return parts;
}

function refuseToGoBack(status: string, desired: Desired): void {
  if (desired.status !== "IN_DRAFT") return;
  throw new ImpossibleError(
    `desiredStatus is "IN_DRAFT", but the beta test is ${status}, and a started test never becomes a draft again: ` +
      `it can only be ended. Set desiredStatus to "ENDED" first; afterwards "IN_DRAFT" creates a new draft.`,
  );
}

/** What is to be expected once the API has accepted `step`, before anyone looked again. */
export function after(observed: Observed, step: Step): Observed {
  switch (step.kind) {
    case "createBetaTest":
      // The feedback address counts as set only when the API reports it or has accepted a PUT of it:
      // Amazon's page has create without a body.
      return statusOf(observed) === "ABSENT"
        ? { betaTest: { status: "IN_DRAFT" }, testers: [] }
        : { betaTest: { status: "IN_DRAFT" } };
    case "updateBetaTest":
      return withBetaTest(observed, { feedbackEmail: step.feedbackEmail });
    case "removeTesters":
      return {
        ...observed,
        testers: everySpellingMissingFrom(step.testers, observed.testers ?? []),
      };
    case "addTesters":
      return { ...observed, testers: [...(observed.testers ?? []), ...step.testers] };
    case "startBetaTest":
      return withBetaTest(observed, { status: "STARTING" });
    case "endBetaTest":
      return withBetaTest(observed, { status: "STOPPING" });
    case "awaitBetaTest":
      return observed;
  }
}

function withBetaTest(observed: Observed, change: Partial<Observed["betaTest"]>): Observed {
  return observed.betaTest
    ? { ...observed, betaTest: { ...observed.betaTest, ...change } }
    : observed;
}
