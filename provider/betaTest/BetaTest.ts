/**
 * The types of the lifecycle: a beta test, what was observed of it, and what is desired.
 *
 * Source of the names: `v1.skill.betaTest.*` in `spec.json` of Amazon's npm package `ask-smapi-model`.
 */

import type { BetaTestStatus, DesiredStatus } from "./status";

/** Amazon's limit for one beta test. */
export const maxTesters = 500;

/** A beta test as the API returns it. Only the status is always there. */
export interface BetaTest {
  readonly status: BetaTestStatus;
  readonly feedbackEmail?: string;
  /** ISO 8601; at most 90 days after the start. */
  readonly expiryDate?: string;
  readonly invitationUrl?: string;
  readonly invitesRemaining?: number;
}

export interface Tester {
  readonly emailId: string;
  /** ISO 8601, by the spec. */
  readonly associationDate?: string;
  readonly isReminderAllowed?: boolean;
  readonly invitationStatus?: "ACCEPTED" | "NOT_ACCEPTED";
}

export interface Observed {
  /** Undefined if the skill has no beta test. */
  readonly betaTest?: BetaTest;
  /** Undefined if they were not listed. */
  readonly testers?: readonly string[];
  /** Set if there is no beta test because the account no longer has the skill. */
  readonly skillIsDeleted?: true;
  /** Set if there is no beta test because the draft that was known has been deleted. */
  readonly draftIsGone?: true;
  /** How a test that was open when last seen has ended; undefined for any other. */
  readonly end?: End;
}

/** Whether the test's time was over, or it ended before: by hand, or by another program. Without a date, nobody can tell. */
export const ends = ["expired", "elsewhere", "unknown"] as const;
export type End = (typeof ends)[number];

/** What the program asks for. A property without a value is not managed. */
export interface Desired {
  readonly status: DesiredStatus;
  readonly feedbackEmail?: string;
  readonly testers?: readonly string[];
}

/** What a resource for some of the testers asks for: the test and everybody else in it stay as they are. */
export interface Membership {
  readonly status: "AS_IS";
  /** Who is to be in the test. */
  readonly testers: readonly string[];
  /** Who is not. */
  readonly leaving: readonly string[];
}

export type Goal = Desired | Membership;

/** What of a goal decides what has to be looked at. */
export type Wanted = Partial<Pick<Goal, "status" | "testers">>;

export function statusOf(observed: Observed): BetaTestStatus | "ABSENT" {
  return observed.betaTest?.status ?? "ABSENT";
}
