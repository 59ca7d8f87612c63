/**
 * Decides what to do: a pure function from the observed and the desired state to named steps, used by create,
 * update, delete and every preview.
 */

import {
  type Desired,
  type Goal,
  type Membership,
  maxTesters,
  type Observed,
  statusOf,
  type Wanted,
} from "./BetaTest";
import { changedDetails, type Details, detailsOf } from "./details";
import { emailsMissingFrom, everySpellingMissingFrom } from "./emails";
import { ImpossibleError } from "./errors";
import { isOpen, isOver, listsTesters } from "./status";

export const skillIsGone =
  "the skill no longer belongs to this account: it was deleted along with its beta test, or transferred to another account";

export type Step =
  | ({ readonly kind: "createBetaTest" } & Details)
  | ({ readonly kind: "updateBetaTest" } & Details)
  | { readonly kind: "removeTesters"; readonly testers: readonly string[] }
  | { readonly kind: "addTesters"; readonly testers: readonly string[] }
  | { readonly kind: "startBetaTest" }
  | { readonly kind: "endBetaTest" }
  /** A transition is in progress: wait and observe again. */
  | { readonly kind: "awaitBetaTest"; readonly status: "RUNNING" | "ENDED" };

/** A step about testers. */
export type TestersStep = Extract<Step, { readonly testers: readonly string[] }>;

/** How many testers a call has. */
export interface CallSize {
  readonly testers: number;
  /** Whether the next call has twice as many: nothing speaks against it. */
  readonly grows: boolean;
}

export interface ApiLimits {
  /** Amazon does not document how many testers it accepts per call. */
  readonly callSizes?: Readonly<Record<TestersStep["kind"], CallSize>>;
  /** Whether a create may have a body: it has one in Amazon's spec, but not on Amazon's page. */
  readonly createAcceptsDetails?: boolean;
  /** Whether a removed tester's invitation can be used again; undefined until an exchange has shown it. */
  readonly removalReturnsInvitation?: boolean | undefined;
  /** Who Amazon does not add, and who it does not remove. */
  readonly refused?: Readonly<Record<TestersStep["kind"], readonly string[]>>;
}

/**
 * The next steps from `observed` to `desired`, in order; none once they match. They end with the first whose
 * outcome must be observed before the next.
 *
 * @throws {ImpossibleError} if a started test should become a draft, somebody should join a test that nobody can join, or the
 *   account no longer has the skill.
 */
export function plan(observed: Observed, desired: Goal, limits: ApiLimits = {}): Step[] {
  return planAll(observed, desired, limits).flatMap((step) => splitByTesters(step, limits));
}

function planAll(observed: Observed, desired: Goal, limits: ApiLimits): Step[] {
  switch (desired.status) {
    case "ENDED":
      return planToEnd(observed);
    case "AS_IS":
      return planMembership(observed, desired, limits);
    default:
      return planToOpen(observed, desired, limits);
  }
}

/** Whether the testers have to be listed before planning. */
export function needsTesters(
  { betaTest, testers }: Pick<Observed, "betaTest" | "testers">,
  desired: Wanted,
): boolean {
  const isMissing = listsTesters(betaTest?.status) && !testers;
  return desired.status !== "ENDED" && !!desired.testers && isMissing;
}

function planToEnd(observed: Observed): Step[] {
  switch (statusOf(observed)) {
    // Nobody has access to a draft, and the API cannot delete it.
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

function planMembership(observed: Observed, desired: Membership, limits: ApiLimits): Step[] {
  switch (statusOf(observed)) {
    case "ABSENT":
    case "STOPPING":
    case "ENDED":
      if (desired.testers.length > 0) assertCanBeJoined(observed);
      return [];
    case "STARTING":
      return [{ kind: "awaitBetaTest", status: "RUNNING" }];
    case "IN_DRAFT":
    case "RUNNING":
      return exchange(observed, desired, limits);
  }
}

/** @throws {ImpossibleError} if there is no test, or none any more. */
export function assertCanBeJoined(observed: Observed): void {
  assertSkillIsThere(observed);
  const status = statusOf(observed);
  if (status !== "ABSENT" && !isOver(status)) return;
  const problem =
    status === "ABSENT"
      ? "the skill has no beta test that a tester could join"
      : `the beta test is ${status}, so nobody can join it`;
  throw new ImpossibleError(
    `${problem}. Start one with a SkillBetaTest or in Amazon's developer console, then run again.`,
  );
}

/** @throws {ImpossibleError} if the account no longer has the skill. */
export function assertSkillIsThere({ skillIsDeleted }: Observed): void {
  if (!skillIsDeleted) return;
  throw new ImpossibleError(
    `${skillIsGone}. Remove the resource from the program, or give it another skillId.`,
  );
}

function planToOpen(observed: Observed, desired: Desired, limits: ApiLimits): Step[] {
  const status = statusOf(observed);
  assertSkillIsThere(observed);
  const start: Step[] = desired.status === "RUNNING" ? [{ kind: "startBetaTest" }] : [];
  switch (status) {
    case "ABSENT":
      return [
        ...create(desired, limits),
        ...stepFor("addTesters", emailsMissingFrom([], desired.testers ?? [])),
        ...start,
      ];
    case "ENDED":
      // The new test may have the old one's testers (undocumented): observe before inviting.
      return [...create(desired, limits), ...(desired.testers ? [] : start)];
    case "STOPPING":
      return [{ kind: "awaitBetaTest", status: "ENDED" }];
    case "IN_DRAFT":
      return [...sync(observed, desired, limits), ...start];
    case "STARTING":
      assertNotBackToDraft(status, desired);
      return [{ kind: "awaitBetaTest", status: "RUNNING" }];
    case "RUNNING":
      assertNotBackToDraft(status, desired);
      return sync(observed, desired, limits);
  }
}

/** Updates the details and testers of a test that stays. */
function sync(observed: Observed, desired: Desired, limits: ApiLimits): Step[] {
  // A PUT replaces every detail: those that are not managed are sent as they are.
  const details = { ...detailsOf(observed.betaTest ?? {}), ...detailsOf(desired) };
  const update: Step[] =
    changedDetails(observed, desired).length > 0 ? [{ kind: "updateBetaTest", ...details }] : [];
  return desired.testers ? [...update, ...exchange(observed, desired, limits)] : update;
}

/** Who of those present has a place in the test. */
export function stayingIn(desired: Goal, present: readonly string[]): readonly string[] {
  if (desired.status === "AS_IS") return everySpellingMissingFrom(desired.leaving, present);
  return desired.testers ?? present;
}

/** In an open test, nobody has to leave for others who cannot come, and most testers never leave at once. */
function exchange(
  { betaTest, testers: present }: Observed,
  desired: Goal,
  { removalReturnsInvitation: returns, refused }: ApiLimits,
): Step[] {
  if (!present) throw new Error("Testers are managed but were not listed.");
  const { addTesters: unwelcome = [], removeTesters: unremovable = [] } = refused ?? {};
  const staying = stayingIn(desired, present);
  const surplus = everySpellingMissingFrom([...staying, ...unremovable], present);
  const missing = emailsMissingFrom([...present, ...unwelcome], desired.testers ?? []);
  // After each refusal from the other end, so that a few bad addresses side by side do not keep the others out.
  if (unwelcome.length % 2 === 1) missing.reverse();
  const add = (count: number) => stepFor("addTesters", missing.slice(0, count));
  const remove = (count: number) => stepFor("removeTesters", surplus.slice(0, count));
  const all = Number.POSITIVE_INFINITY;

  const places = maxTesters - present.length;
  const room = roomIn({ betaTest, testers: present });
  // Nobody has access to a draft, and no invitation of it is spent.
  if (!isOpen(betaTest?.status)) return [...remove(all), ...add(places + surplus.length || all)];
  // Those who have a place come, even if others have none.
  if (surplus.length === 0 && room === places) return add(room || all);
  // Where there are fewer invitations than places, some were not returned before; then Amazon decides.
  const mayMakeRoom = returns ?? room === places;
  if (missing.length <= room || !mayMakeRoom || surplus.length === 0) {
    return [...add(all), ...remove(all)];
  }
  if (returns) {
    const half = Math.max(1, Math.floor(present.length / 2));
    const leaving = Math.min(missing.length - room, surplus.length, half);
    return [...remove(leaving), ...add(room + leaving)];
  }
  // One who leaves shows whether the others would make room: if somebody can come then.
  return room > 0 ? add(room) : remove(1);
}

/** How many testers can be added, as far as is known. */
export function roomIn({ betaTest, testers = [] }: Observed): number {
  const places = maxTesters - testers.length;
  // No invitation of a draft is spent.
  return isOpen(betaTest?.status) ? Math.min(places, betaTest?.invitesRemaining ?? places) : places;
}

export function testersIn(
  steps: readonly Step[],
  kind: "addTesters" | "removeTesters",
): readonly string[] {
  return steps.flatMap((step) => (step.kind === kind ? step.testers : []));
}

function create(desired: Desired, { createAcceptsDetails = true }: ApiLimits): Step[] {
  const details = detailsOf(desired);
  const hasDetails = Object.keys(details).length > 0;
  return createAcceptsDetails || !hasDetails
    ? [{ kind: "createBetaTest", ...details }]
    : [{ kind: "createBetaTest" }, { kind: "updateBetaTest", ...details }];
}

function stepFor(kind: "addTesters" | "removeTesters", testers: readonly string[]): Step[] {
  return testers.length > 0 ? [{ kind, testers }] : [];
}

function splitByTesters(step: Step, { callSizes }: ApiLimits): Step[] {
  if (step.kind !== "addTesters" && step.kind !== "removeTesters") return [step];
  const { kind, testers } = step;
  const { testers: first, grows } = callSizes?.[kind] ?? { testers: maxTesters, grows: false };
  const parts: Step[] = [];
  for (let from = 0, size = first; from < testers.length; ) {
    parts.push({ kind, testers: testers.slice(from, from + size) });
    from += size;
    if (grows) size *= 2;
  }
  return parts;
}

function assertNotBackToDraft(status: string, desired: Desired): void {
  if (desired.status !== "IN_DRAFT") return;
  throw new ImpossibleError(
    `desiredStatus is "IN_DRAFT", but the beta test is ${status}, and a started test never becomes a draft again: ` +
      `it can only be ended. Set desiredStatus to "ENDED" first; after that, "IN_DRAFT" creates a new draft.`,
  );
}

/** What to expect once the API has accepted `step`. Testers who were not listed stay so. */
export function expectedAfter(observed: Observed, step: Step): Observed {
  switch (step.kind) {
    case "createBetaTest":
      // Amazon may ignore the body, so details count as set only once it reports them or accepts a PUT.
      return statusOf(observed) === "ABSENT"
        ? { betaTest: { status: "IN_DRAFT" }, testers: [] }
        : { betaTest: { status: "IN_DRAFT" } };
    case "updateBetaTest":
      return withBetaTest(observed, detailsOf(step));
    case "removeTesters":
      return {
        ...observed,
        testers: observed.testers && everySpellingMissingFrom(step.testers, observed.testers),
      };
    case "addTesters":
      return {
        ...observed,
        testers: observed.testers && [
          ...observed.testers,
          ...emailsMissingFrom(observed.testers, step.testers),
        ],
      };
    case "startBetaTest":
      return withBetaTest(observed, { status: "STARTING" });
    case "endBetaTest":
      return withBetaTest(observed, { status: "STOPPING" });
    case "awaitBetaTest":
      return observed;
  }
}

export function withBetaTest(observed: Observed, change: Partial<Observed["betaTest"]>): Observed {
  return observed.betaTest
    ? { ...observed, betaTest: { ...observed.betaTest, ...change } }
    : observed;
}
