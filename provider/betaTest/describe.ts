/** Describes plans for the reader of a preview: what will happen, and to how many people. */

import { type BetaTest, type Desired, maxTesters, type Observed, statusOf } from "./BetaTest";
import { changedDetails } from "./details";
import { distinctEmails, emailsMissingFrom } from "./emails";
import { dayOf, daysLeft, describeDaysLeft, warningDays } from "./expiry";
import { type Forecast, forecast } from "./forecast";
import { type Step, testersIn } from "./plan";

/**
 * One line without addresses, such as
 * `beta test is ENDED: a new one will be created and started; 2 testers will be invited`;
 * undefined if nothing will change.
 */
export function describeForecast(observed: Observed, desired: Desired): string | undefined {
  const expected = forecast(observed, desired);
  const { steps } = expected;
  if (steps.length === 0) return undefined;
  const current = describeCurrent(observed);
  const transition = describeTransition(observed, steps);
  const differences = describeDifferences(observed, desired, expected);
  return [transition ? `${current}: ${transition}` : current, ...differences].join("; ");
}

function describeCurrent(observed: Observed): string {
  const { betaTest, end, draftIsGone } = observed;
  if (draftIsGone) return "the draft is gone";
  if (!betaTest) return "no beta test yet";
  if (end === "elsewhere") return "beta test was ended elsewhere";
  const day = end === "expired" ? dayOf(betaTest.expiryDate) : undefined;
  return day ? `beta test expired on ${day} (90 days)` : `beta test is ${betaTest.status}`;
}

/** What a new resource does with a test that is already running. */
export function describeAdoption(observed: Observed, desired: Desired): string {
  const changes = describeChanges(observed, desired);
  return changes.length === 0
    ? "beta test is already RUNNING and matches the program: it will be adopted as is. " +
        "If you renamed its resource, deleting the old one does not end the test"
    : `beta test is already RUNNING and will be adopted; ${changes.join("; ")}`;
}

/** Of a test that was probably started after the one that the state has: elsewhere, or by an up that was cut short. */
export function describeRestart({ betaTest }: Observed): string {
  return `beta test expires on ${dayOf(betaTest?.expiryDate)}, which is not the date in the state, so it may have been restarted since`;
}

export interface ExpiryFacts {
  readonly skillId: string;
  /** Amazon's time. */
  readonly nowMs: number;
  /** The testers who will be invited to the next test; undefined if nobody is known. */
  readonly listed: readonly string[] | undefined;
  /** What makes them so: the program, which removes others anyway; or the state, with `ignoreChanges`; or nothing. */
  readonly listedBy: "program" | "state" | undefined;
  /** Whether the next update starts a new test. */
  readonly isRenewed: boolean;
  /** Where to save the others. */
  readonly rosterFile: string;
}

/** Such as `beta test expires in 9 days, on 2027-02-21`; undefined unless the test is running and expires soon. */
export function describeDueExpiry({ betaTest }: Observed, nowMs: number): string | undefined {
  const day = dayOf(betaTest?.expiryDate);
  if (betaTest?.status !== "RUNNING" || !day) return undefined;
  const expiresAtMs = Date.parse(betaTest.expiryDate ?? "");
  if (daysLeft(expiresAtMs, nowMs) > warningDays) return undefined;
  return expiresAtMs < nowMs
    ? `beta test was to expire on ${day} and can end at any moment`
    : `beta test expires ${describeDaysLeft(expiresAtMs, nowMs)}, on ${day}`;
}

/** With what follows from it; undefined as {@link describeDueExpiry}. */
export function describeExpiry(
  observed: Observed,
  { skillId, nowMs, listed, listedBy, isRenewed, rosterFile }: ExpiryFacts,
): string | undefined {
  const expiry = describeDueExpiry(observed, nowMs);
  if (!expiry) return undefined;
  if (!isRenewed)
    return `${expiry}, and will stay ended, because the program ignores changes to desiredStatus`;
  const renewal = `${expiry}; the first \`pulumi up\` after that creates and starts a new one`;
  const unlisted = listedBy === "program" ? undefined : countUnlisted(observed, listed);
  if (unlisted === undefined) return renewal;
  if (listedBy === "state") {
    return `${renewal}, without the testers who were added since the last refresh (${unlisted}): \`pulumi refresh\` keeps them`;
  }
  return (
    `${renewal}, without the testers that this resource does not list (${unlisted}), unless a SkillBetaTester invites them: ` +
    `\`npx pulumi-alexa import ${skillId} --roster ${rosterFile}\` saves them while Amazon still lists them`
  );
}

/** Exact where the testers were listed; undefined if there is nobody else, as far as Amazon says. */
function countUnlisted(
  { betaTest, testers }: Observed,
  listed: readonly string[] | undefined,
): string | undefined {
  if (testers) {
    const count = emailsMissingFrom(listed ?? [], testers).length;
    return count > 0 ? `${count}` : undefined;
  }
  if (listed || !betaTest) return undefined;
  const most = peopleEverIn(betaTest);
  if (most === undefined) return "Amazon does not say how many";
  return most > 0 ? `up to ${most}` : undefined;
}

/** How many people are in the test, at most: the invitations of those who were removed may be spent, too. */
function peopleEverIn({ invitesRemaining }: BetaTest): number | undefined {
  return invitesRemaining === undefined ? undefined : Math.max(0, maxTesters - invitesRemaining);
}

/** What will change, and for how many people. */
function describeDifferences(
  observed: Observed,
  desired: Desired,
  { steps, invited, losingAccess }: Forecast,
): string[] {
  const creates = has(steps, "createBetaTest");
  const starts = has(steps, "startBetaTest");
  const updates = has(steps, "updateBetaTest") && !creates;
  const edited = updates ? changedDetails(observed, desired) : [];
  const removed = countOf(steps, "removeTesters");
  // Testers of a draft are not mailed: adding them is worth mentioning only if no start follows.
  const added = invited || creates || starts ? 0 : countOf(steps, "addTesters");
  return [
    ...edited.map((name) => `${name} will be changed`),
    ...(removed > 0 ? [`${people(removed)} will be removed`] : []),
    ...(invited !== 0 ? [describeInvited(invited, starts)] : []),
    ...(creates && starts ? describeLost(observed, desired) : describeShortage(observed, invited)),
    ...(added > 0 ? [`${people(added)} will be added`] : []),
    ...(has(steps, "endBetaTest")
      ? [`${describeLosingAccess(losingAccess)} will lose access`]
      : []),
  ];
}

/** Testers that the program does not list are lost when their test ends. */
function describeLost({ betaTest }: Observed, { testers }: Desired): string[] {
  if (!betaTest || testers) return [];
  const count = peopleEverIn(betaTest);
  const lost = count ? ` (that test had up to ${count} when last seen)` : "";
  return [`this resource lists no testers, so it invites no one${lost}`];
}

/** Invitations are limited, and those of removed testers may be spent. */
function describeShortage({ betaTest }: Observed, needed: number | undefined): string[] {
  const left = betaTest?.invitesRemaining;
  if (left === undefined || needed === undefined || needed <= left) return [];
  return [`${describeInvitations(left, needed)}, so Amazon may refuse`];
}

export function describeInvitations(left: number, needed: number): string {
  const are = left === 1 ? "1 invitation is" : `${left} invitations are`;
  return `only ${are} left, but ${needed} ${needed === 1 ? "is" : "are"} needed`;
}

/** What will change about a running test that is not this resource's yet. */
export function describeChanges(observed: Observed, desired: Desired): string[] {
  const expected = forecast(observed, desired);
  const end = has(expected.steps, "endBetaTest") ? ["it will be ended"] : [];
  return [...end, ...describeDifferences(observed, desired, expected)];
}

function describeInvited(invited: number | undefined, starts: boolean): string {
  if (invited !== undefined) return `${people(invited)} will be invited`;
  return starts
    ? "its testers will be invited"
    : "its testers will then be compared with the program";
}

function describeLosingAccess(count: number | undefined): string {
  if (count === undefined) return "all testers";
  return count === 0 ? "nobody" : people(count);
}

function describeTransition(observed: Observed, steps: readonly Step[]): string | undefined {
  const [first] = steps;
  const starts = has(steps, "startBetaTest");
  const waits = first?.kind === "awaitBetaTest" ? first.status : undefined;
  if (has(steps, "createBetaTest")) {
    const isFirst = statusOf(observed) === "ABSENT" && !observed.draftIsGone;
    const what = isFirst ? "it" : "a new one";
    const created = starts ? "created and started" : "created";
    return `${what} will be ${created}${waits ? " once it has ended" : ""}`;
  }
  if (has(steps, "endBetaTest")) return `it will be ended${waits ? " once it is RUNNING" : ""}`;
  if (starts) return "it will be started";
  return waits && `waiting for it to become ${waits}`;
}

function has(steps: readonly Step[], kind: Step["kind"]): boolean {
  return steps.some((step) => step.kind === kind);
}

function countOf(steps: readonly Step[], kind: "addTesters" | "removeTesters"): number {
  return distinctEmails(testersIn(steps, kind)).length;
}

export function people(count: number): string {
  return count === 1 ? "1 tester" : `${count} testers`;
}
