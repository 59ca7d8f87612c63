/**
 * Observes a skill's beta test. Once a test has ended, Amazon either reports ENDED or has no test at all (404): both
 * are observed as ENDED. A 404 for an open test is believed only if nothing else can explain it.
 */

import type { BetaTestApi } from "./api";
import type { BetaTest, Desired, End, Goal, Observed, Tester, Wanted } from "./BetaTest";
import { type Details, detailsOf } from "./details";
import { NotFoundError } from "./errors";
import { areDifferentDates, hasPassed, laterOf } from "./expiry";
import { canFollow, isOpen, isOver, listsTesters } from "./status";

/** What is known of the beta test already. Its details are used if the API does not report them. */
export interface LastKnown extends Details, Pick<BetaTest, "expiryDate" | "invitesRemaining"> {
  readonly status?: string;
  /** Whether there was a test, of whatever status. */
  readonly wasThere?: true;
  readonly end?: End;
  /** If present, the testers are not listed again. */
  readonly testers?: readonly string[];
  /** The vendors of the account that created the test. */
  readonly vendorIds?: readonly string[];
  /** This run has seen it end: only then may it be gone without further questions. */
  readonly wasSeenEnding?: boolean;
}

/** What Amazon said, and nothing concluded from it. */
export interface Fetched {
  readonly betaTest?: BetaTest;
  /** Undefined if they were not listed. */
  readonly testers?: readonly Tester[];
}

/** Whether somebody ended the test that was known and started another: a start sets the date, and nothing moves it. */
export function wasRestarted(
  now: { readonly status?: string; readonly expiryDate?: string } = {},
  before: Pick<LastKnown, "expiryDate">,
): boolean {
  return isOpen(now.status) && areDifferentDates(now.expiryDate, before.expiryDate);
}

/** One GET, unless it is known, and a list of the testers if they are managed. */
export async function fetchBetaTest(
  api: BetaTestApi,
  skillId: string,
  desired: Pick<Desired, "testers">,
  known?: Fetched,
): Promise<Fetched> {
  const betaTest = known ? known.betaTest : await api.getBetaTest(skillId);
  return { betaTest, testers: betaTest && (await managedTesters(api, skillId, desired, betaTest)) };
}

/** @param fetched a moment ago: it is not asked for again. */
export async function observe(
  api: BetaTestApi,
  skillId: string,
  desired: Wanted,
  lastKnown: LastKnown = {},
  fetched?: Fetched,
): Promise<Observed> {
  const found = fetched ? fetched.betaTest : await api.getBetaTest(skillId);
  const { skillIsDeleted, betaTest = endedTest(lastKnown) } = found
    ? { betaTest: found }
    : await confirmMissing(api, skillId, lastKnown);
  if (skillIsDeleted) return { skillIsDeleted };
  if (!betaTest) return lastKnown.status === "IN_DRAFT" ? { draftIsGone: true } : {};
  const listed = async () =>
    (fetched?.testers ?? (await managedTesters(api, skillId, desired, betaTest)))?.map(emailOf);
  const testers = lastKnown.testers ?? (await listed());
  const isSame = canBeSameTest(lastKnown, betaTest);
  const known = isSame ? detailsOf(lastKnown) : {};
  // A start sets the date, and nothing moves it: neither does an end, whatever Amazon reports then.
  const expiryDate = laterOf(betaTest.expiryDate, isSame ? lastKnown.expiryDate : undefined);
  const current = {
    ...betaTest,
    ...known,
    ...detailsOf(betaTest),
    ...(expiryDate && { expiryDate }),
  };
  return {
    betaTest: current,
    testers,
    end: endOf(current, desired.status, lastKnown, api.now()),
  };
}

/** A test that was started and is gone has ended; undefined if none was started. */
function endedTest(lastKnown: LastKnown): BetaTest | undefined {
  const { status, end, expiryDate, invitesRemaining } = lastKnown;
  const wasStarted = isOpen(status) || isOver(status);
  // For a program, no test is the same as one that has ended: only of the latter there is a date, or word of its end.
  const wasThere = status !== "ENDED" || expiryDate !== undefined || end !== undefined;
  return wasStarted && wasThere ? { status: "ENDED", expiryDate, invitesRemaining } : undefined;
}

function endOf(
  { status, expiryDate }: BetaTest,
  desired: Goal["status"] | undefined,
  before: LastKnown,
  nowMs: number,
): End | undefined {
  if (status !== "ENDED") return undefined;
  const isKnown = !isOpen(before.status) && !areDifferentDates(expiryDate, before.expiryDate);
  if (isKnown) return before.end;
  if (hasPassed(expiryDate, nowMs)) return "expired";
  // The program may have ended it.
  if (desired === "ENDED") return before.end;
  return expiryDate === undefined ? "unknown" : "elsewhere";
}

/** Undefined where they do not matter: Amazon documents the list of a draft and of a running test alone. */
async function managedTesters(
  api: BetaTestApi,
  skillId: string,
  desired: Pick<Desired, "testers">,
  { status }: BetaTest,
): Promise<Tester[] | undefined> {
  return desired.testers && listsTesters(status) ? api.listTesters(skillId) : undefined;
}

/** No test goes back to an earlier status: if it seems to, it is a new one, about which nothing is known. */
function canBeSameTest(before: LastKnown, now: BetaTest): boolean {
  return canFollow(before.status, now.status) && !wasRestarted(now, before);
}

export async function listTesters(api: BetaTestApi, skillId: string): Promise<string[]> {
  return (await api.listTesters(skillId)).map(emailOf);
}

function emailOf({ emailId }: Tester): string {
  return emailId;
}

/**
 * A single 404 does not mean that a test is gone: a gateway, a wrong endpoint and another account answer 404 as well,
 * and a running test would keep running with nobody to end it. One that had ended when last seen may run again.
 *
 * @throws {NotFoundError} if these may be another account's credentials.
 */
async function confirmMissing(
  api: BetaTestApi,
  skillId: string,
  { status, wasThere, wasSeenEnding, vendorIds = [] }: LastKnown,
): Promise<{ betaTest?: BetaTest; skillIsDeleted?: true }> {
  const isUnexpected = status !== undefined || wasThere;
  if (!isUnexpected || wasSeenEnding) return {};
  const isVisible = await api.skillIsVisible(skillId);
  const isOurs = isVisible || (await isAccountOf(vendorIds, api));
  if (isOurs) {
    const betaTest = await api.getBetaTest(skillId, { strict: true });
    if (betaTest) return { betaTest };
    return isVisible ? {} : { skillIsDeleted: true };
  }
  throw new NotFoundError(
    `the beta test was ${status ?? "there"} when last seen, but Amazon now returns 404 for it and for the skill ${skillId} itself. ` +
      "Nothing was changed, because these may be another account's credentials: check the credentials and alexa:endpoint. " +
      "If the skill was deleted, its beta test went with it: `pulumi state delete URN` removes it from the state.",
  );
}

/** All of its vendors: two accounts can share one. */
async function isAccountOf(vendorIds: readonly string[], api: BetaTestApi): Promise<boolean> {
  const ours = await api.listVendorIds();
  return vendorIds.length > 0 && vendorIds.every((id) => ours.includes(id));
}
