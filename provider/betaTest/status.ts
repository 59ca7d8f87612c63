/**
 * The statuses of a beta test, and everything that follows from one: whoever decides by a status asks this table.
 *
 * Source of the names: `v1.skill.betaTest.Status` in `spec.json` of Amazon's npm package `ask-smapi-model`.
 */

interface Facts {
  /** Whether people have access to the test or are about to get it, or have not had it yet, or no longer have it. */
  readonly access: "before" | "open" | "over";
  /** Amazon changes a transitional status to this one by itself. */
  readonly becomes?: "RUNNING" | "ENDED";
  /** Whether Amazon documents the list of testers. */
  readonly listsTesters: boolean;
}

/** In the order of a test's life: none goes back to an earlier status. */
const facts = {
  IN_DRAFT: { access: "before", listsTesters: true },
  STARTING: { access: "open", becomes: "RUNNING", listsTesters: false },
  RUNNING: { access: "open", listsTesters: true },
  STOPPING: { access: "over", becomes: "ENDED", listsTesters: false },
  ENDED: { access: "over", listsTesters: false },
} as const satisfies Readonly<Record<string, Facts>>;

export type BetaTestStatus = keyof typeof facts;
export const betaTestStatuses = Object.keys(facts) as BetaTestStatus[];

/** The statuses that Amazon does not change by itself. */
type Lasting = {
  [Status in BetaTestStatus]: (typeof facts)[Status] extends { becomes: string } ? never : Status;
}[BetaTestStatus];

/** The statuses that a program can ask for. */
export const desiredStatuses = ["RUNNING", "IN_DRAFT", "ENDED"] as const satisfies Lasting[];
export type DesiredStatus = (typeof desiredStatuses)[number];

export function isBetaTestStatus(status: string | undefined): status is BetaTestStatus {
  return status !== undefined && Object.hasOwn(facts, status);
}

// A state can have any string, or none.
const factsOf = (status: string | undefined): Partial<Facts> =>
  isBetaTestStatus(status) ? facts[status] : {};

/** Whether people have access to the test, or are about to get it. */
export const isOpen = (status: string | undefined) => factsOf(status).access === "open";

/** Whether people had access to the test, and no longer have it. */
export const isOver = (status: string | undefined) => factsOf(status).access === "over";

/** Undefined if the test stays as it is. */
export const nextStatusOf = (status: string | undefined) => factsOf(status).becomes;

/** What a program asks for if a test is to stay as it is: once a transition has finished, it does. */
export function desiredStatusFor(status: BetaTestStatus): DesiredStatus {
  const { becomes }: Facts = facts[status];
  return becomes ?? (status as Lasting);
}

/** Whether Amazon documents the list of testers. */
export const listsTesters = (status: string | undefined) => factsOf(status).listsTesters === true;

/** Whether a test can have changed from `before` to `now`; an unknown status comes before all others. */
export function canFollow(before: string | undefined, now: BetaTestStatus): boolean {
  const order: readonly (string | undefined)[] = betaTestStatuses;
  return order.indexOf(before) <= order.indexOf(now);
}
