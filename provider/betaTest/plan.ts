/**
 * The one place that decides what to do: a pure function from what is and what should be to named steps.
 * Create, update, delete and every preview go through it.
 */

import { distinctEmails, emailsMissingFrom, everySpellingMissingFrom, sameEmail } from "./emails";
import { ImpossibleError } from "./errors";
import { type Desired, isOpen, maxTesters, type Observed, statusOf } from "./model";

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
  /** Whether a create may say the feedback address: Amazon's spec has it there, Amazon's page does not. */
  readonly createTakesFeedbackEmail?: boolean;
}

/**
 * The steps from `observed` towards `desired`, in order; none when it is there already.
 * Where the outcome of a step has to be seen before one can go on, the steps end there.
 *
 * @throws {ImpossibleError} for a draft where a test is running: the API can only end it; and for a test of a
 *   skill that was deleted.
 */
export function plan(observed: Observed, desired: Desired, limits: Limits = {}): Step[] {
  const { testersPerCall = maxTesters } = limits;
  const steps =
    desired.status === "ENDED" ? planToEnd(observed) : planToOpen(observed, desired, limits);
  return steps.flatMap((step) => inParts(step, testersPerCall));
}

/** What will become of the beta test where nobody else touches it. */
export interface Forecast {
  /** Every step, up to the end. */
  readonly steps: readonly Step[];
  /** How many people will be mailed an invitation; undefined where only a later look can tell. */
  readonly invited: number | undefined;
  /** How many people will lose the access that they have; undefined likewise. */
  readonly losing: number | undefined;
}

/**
 * Plays {@link plan} through, as far as one look can tell: for previews, which say how many people a
 * command will reach.
 */
export function forecast(observed: Observed, desired: Desired): Forecast {
  const steps: Step[] = [];
  const mails: Mails[] = [];
  let expected = observed;
  for (;;) {
    if (needsTesters(expected, desired)) return { steps, invited: undefined, losing: undefined };
    const next = plan(expected, desired);
    if (next.length === 0) break;
    for (const step of next) {
      steps.push(step);
      mails.push(mailsOf(step, expected));
      expected = settled(expected, step);
    }
  }
  return {
    steps,
    invited: sum(mails.map(({ invited = 0 }) => invited)),
    losing: sum(mails.map(({ losing = 0 }) => losing)),
  };
}

/** How many people a step reaches; "unknown" where nobody has listed them. */
interface Mails {
  readonly invited?: number | "unknown";
  readonly losing?: number | "unknown";
}

function mailsOf(step: Step, observed: Observed): Mails {
  const present = observed.testers ? countOf(observed.testers) : "unknown";
  const reaches = isOpen(statusOf(observed));
  switch (step.kind) {
    case "startBetaTest":
      return { invited: present };
    case "endBetaTest":
      return { losing: present };
    case "addTesters":
      return reaches ? { invited: countOf(step.testers) } : {};
    case "removeTesters":
      return reaches ? { losing: countOf(step.testers) } : {};
    default:
      return {};
  }
}

/** As {@link after}, with what takes its time done, and a new test without the testers of the old one. */
function settled(observed: Observed, step: Step): Observed {
  if (step.kind === "awaitBetaTest") return withBetaTest(observed, { status: step.status });
  if (step.kind !== "createBetaTest") return after(observed, step);
  const { feedbackEmail } = step;
  return { ...withBetaTest(after(observed, step), { feedbackEmail }), testers: [] };
}

/** Whether only a list of the testers can tell what is to be done with them. */
export function needsTesters(observed: Observed, desired: Desired): boolean {
  const status = statusOf(observed);
  const isSynced = status === "IN_DRAFT" || status === "RUNNING";
  return desired.status !== "ENDED" && !!desired.testers && isSynced && !observed.testers;
}

function countOf(emails: readonly string[]): number {
  return distinctEmails(emails).length;
}

function sum(counts: readonly (number | "unknown")[]): number | undefined {
  return counts.reduce<number | undefined>(
    (all, count) => (all === undefined || count === "unknown" ? undefined : all + count),
    0,
  );
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

function planToOpen(observed: Observed, desired: Desired, limits: Limits): Step[] {
  const status = statusOf(observed);
  if (observed.skillIsDeleted) {
    throw new ImpossibleError(
      "the skill is not the account's any more: it was deleted, and its beta test with it, or given to another account. " +
        "Take the resource out of the program, or give it another skillId.",
    );
  }
  const start: Step[] = desired.status === "RUNNING" ? [{ kind: "startBetaTest" }] : [];
  switch (status) {
    case "ABSENT":
      return [...create(desired, limits), ...addTesters([], desired), ...start];
    case "ENDED":
      // Whether the new test starts with the old one's testers is settled nowhere: look before inviting.
      return [...create(desired, limits), ...(desired.testers ? [] : start)];
    case "STOPPING":
      return [{ kind: "awaitBetaTest", status: "ENDED" }];
    case "IN_DRAFT":
      return [...sync(observed, desired), ...start];
    case "STARTING":
      assertNotBackToDraft(status, desired);
      return [{ kind: "awaitBetaTest", status: "RUNNING" }];
    case "RUNNING":
      assertNotBackToDraft(status, desired);
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

function create({ feedbackEmail }: Desired, { createTakesFeedbackEmail = true }: Limits): Step[] {
  if (feedbackEmail === undefined) return [{ kind: "createBetaTest" }];
  if (createTakesFeedbackEmail) return [{ kind: "createBetaTest", feedbackEmail }];
  return [{ kind: "createBetaTest" }, { kind: "updateBetaTest", feedbackEmail }];
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

function assertNotBackToDraft(status: string, desired: Desired): void {
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
