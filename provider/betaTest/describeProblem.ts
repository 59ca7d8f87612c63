/** Says why the testers of a test are not as desired, what was done all the same, and what to do. */
import type { ApiError } from "./api";
import { type Goal, maxTesters, type Observed, statusOf } from "./BetaTest";
import { describeInvitations, people } from "./describe";
import { emailsMissingFrom, everySpellingMissingFrom, sameEmail } from "./emails";
import { LifecycleError } from "./errors";
import { stayingIn } from "./plan";
import { isOpen } from "./status";

export type Refusals = readonly (readonly [email: string, error: ApiError])[];

/** The testers are not as desired. */
export class TestersError extends LifecycleError {
  override readonly name = "TestersError";

  constructor(
    message: string,
    /** Those that Amazon did not add, and those that it did not remove. */
    readonly refusals: Refusals,
  ) {
    super(message);
  }
}

export interface ProblemFacts {
  /** Who Amazon did not add, and who it did not remove. */
  readonly rejected: Refusals;
  readonly kept: Refusals;
  /** Who was in the test at first. */
  readonly before: readonly string[];
  /** Amazon's error, if it refused more people than there is room for. */
  readonly refusedForRoom: ApiError | undefined;
  /** Whether Amazon has accepted nobody since it rejected the last. */
  readonly nobodySince: boolean;
}

export function describeProblem(
  observed: Observed,
  desired: Goal,
  { rejected, kept, before, refusedForRoom, nobodySince }: ProblemFacts,
): string {
  const { testers: present = [] } = observed;
  const missing = emailsMissingFrom(present, desired.testers ?? []).length;
  const surplus = everySpellingMissingFrom(stayingIn(desired, present), present).length;
  const lack = describeLack(observed, desired, missing, kept.length > 0);
  // Where there is no room, the numbers of those who could not come are in that sentence.
  const unexplained = lack ? 0 : missing;
  const [first] = [...rejected, ...kept];
  return [
    lack,
    rejected.length > 0 && describeRejected(rejected, desired, unexplained),
    kept.length > 0 && describeKept(kept.length, desired, unexplained - rejected.length),
    describeDone(observed, desired, before, surplus - kept.length),
    rejected.length > 0 &&
      !lack &&
      adviceOnRejected(observed, desired, rejected.length, nobodySince),
    kept.length > 0 &&
      `Remove ${kept.length === 1 ? "that tester" : "those testers"} in Amazon's developer console, or run again.`,
    (first?.[1] ?? refusedForRoom)?.message,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Undefined if there are enough invitations, as far as Amazon says. */
function describeLack(
  observed: Observed,
  desired: Goal,
  missing: number,
  areSomeKept: boolean,
): string | undefined {
  const { betaTest, testers = [] } = observed;
  const left = isOpen(statusOf(observed)) ? betaTest?.invitesRemaining : undefined;
  if (left === undefined || missing === 0) return undefined;
  const areSpent = left < Math.min(missing, maxTesters - testers.length);
  // In a full test, those who could not be removed may be why nobody can come.
  if (!areSpent && (left > 0 || areSomeKept)) return undefined;
  return (
    `${describeInvitations(left, missing)}, and Amazon refused: ` +
    `Amazon allows a beta test ${maxTesters} invitations, and may not give back those of removed testers. ` +
    `From the program, remove ${missing - left} of the testers who are not in the test yet, or end the test ` +
    `${renewal(desired)}: a new test has all its invitations, and mails everybody again.`
  );
}

/** How the program has a new test, once it has ended the current one. */
function renewal({ status }: Goal): string {
  return status === "AS_IS"
    ? "and start a new one"
    : '(desiredStatus: "ENDED"), then remove that setting and run again';
}

/** @param missing how many of the program are not in the test. */
function describeRejected(rejected: Refusals, desired: Goal, missing: number): string {
  const { status, testers = [] } = desired;
  // In a list, each has a place.
  const who =
    status === "AS_IS"
      ? people(rejected.length)
      : rejected
          .map(([email]) => `testers[${testers.findIndex((tester) => sameEmail(tester, email))}]`)
          .join(", ");
  const others = missing - rejected.length;
  const more = others > 0 ? `; ${others} more ${were(others)} not added` : "";
  return `Amazon rejected ${who}${more}.`;
}

/** They are not in the program, so there is no place to name. @param without how many of the program have no room. */
function describeKept(count: number, { status }: Goal, without: number): string {
  if (status === "AS_IS") return `Amazon refused to remove ${people(count)}.`;
  const room = without > 0 ? `, so there was no room for ${people(without)} in the program` : "";
  return `Amazon refused to remove ${people(count)} that the program does not list${room}.`;
}

/** @param staying how many could leave, and did not have to. */
function describeDone(
  observed: Observed,
  { status }: Goal,
  before: readonly string[],
  staying: number,
): string | undefined {
  const { testers: present = [] } = observed;
  const added = emailsMissingFrom(before, present).length;
  const removed = emailsMissingFrom(present, before).length;
  const results = [
    ...(added > 0 ? [`${people(added)} ${were(added)} added`] : []),
    ...(removed > 0 ? [`${people(removed)} ${were(removed)} removed`] : []),
    ...(staying > 0
      ? [
          `${people(staying)} that the program ${status === "AS_IS" ? "removes" : "does not list"} ${staying === 1 ? "is" : "are"} still in the test`,
        ]
      : []),
    ...(status === "RUNNING" && !isOpen(statusOf(observed)) ? ["nothing was started"] : []),
  ];
  const text = inEnglish.format(results);
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const inEnglish = new Intl.ListFormat("en");

function adviceOnRejected(
  observed: Observed,
  desired: Goal,
  count: number,
  nobodySince: boolean,
): string {
  const fix = `Correct or remove ${count === 1 ? "it" : "those addresses"}.`;
  // Where Amazon does not say how many invitations are left, there may be none.
  const isCounted = observed.betaTest?.invitesRemaining !== undefined;
  if (!nobodySince || isCounted || !isOpen(statusOf(observed))) return fix;
  return (
    `${fix} If the reason is the number of invitations rather than the addresses, ` +
    `end the test ${renewal(desired)}.`
  );
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}
