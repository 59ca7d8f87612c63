/**
 * The words of the lifecycle: what a beta test is, what was observed of one, and what is desired.
 *
 * Source of the names: `v1.skill.betaTest.*` in `spec.json` of Amazon's npm package `ask-smapi-model`.
 */

/** Every status that the API knows. STARTING and STOPPING pass by themselves. */
export const betaTestStatuses = ["IN_DRAFT", "STARTING", "RUNNING", "STOPPING", "ENDED"] as const;
export type BetaTestStatus = (typeof betaTestStatuses)[number];

/** The statuses that a program can ask for: those that last. */
export const desiredStatuses = ["RUNNING", "IN_DRAFT", "ENDED"] as const;
export type DesiredStatus = (typeof desiredStatuses)[number];

/** The most testers that Amazon allows in one beta test. */
export const maxTesters = 500;

/** A beta test as the API tells it. No property but the status is sure to be there. */
export interface BetaTest {
  readonly status: BetaTestStatus;
  readonly feedbackEmail?: string;
  /** ISO 8601; at most 90 days after the start. */
  readonly expiryDate?: string;
  readonly invitationUrl?: string;
  readonly invitesRemaining?: number;
}

/** A person who was given access, or an invitation to it. */
export interface Tester {
  readonly emailId: string;
  readonly invitationStatus?: "ACCEPTED" | "NOT_ACCEPTED";
}

/** What is known of a skill's beta test. */
export interface Observed {
  /** Undefined where the skill has no beta test. */
  readonly betaTest?: BetaTest;
  /** Undefined where nobody looked. */
  readonly testers?: readonly string[];
  /** Set where there is no beta test since the skill itself was deleted. */
  readonly skillIsDeleted?: true;
}

/** What the program asks for; what it leaves out is not managed. */
export interface Desired {
  readonly status: DesiredStatus;
  readonly feedbackEmail?: string;
  readonly testers?: readonly string[];
}

/** Whether people have access to the test, or are about to get it. */
export function isOpen(status: string | undefined): boolean {
  return status === "STARTING" || status === "RUNNING";
}

/** The status of what was observed, with a word for "there is none". */
export function statusOf(observed: Observed): BetaTestStatus | "ABSENT" {
  return observed.betaTest?.status ?? "ABSENT";
}
