/** Plans in words, for the people who review a preview: what will happen, and to how many people. */

import { changedDetails } from "./details";
import { distinctEmails } from "./emails";
import { forecast } from "./forecast";
import { type Desired, type Observed, statusOf } from "./model";
import type { Step } from "./plan";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What will become of the beta test, in one line without any address, such as
 * `beta test is ENDED: it will be created and started again; 2 testers will be invited`.
 * Undefined where nothing will.
 */
export function describeForecast(observed: Observed, desired: Desired): string | undefined {
  const { steps } = forecast(observed, desired);
  if (steps.length === 0) return undefined;
  const status = statusOf(observed);
  const there = status === "ABSENT" ? "no beta test yet" : `beta test is ${status}`;
  const becomes = transition(status, steps);
  const differences = describeDifferences(observed, desired);
  return [becomes ? `${there}: ${becomes}` : there, ...differences].join("; ");
}

/** What a new resource does with a running test that is there already. */
export function describeAdoption(observed: Observed, desired: Desired): string {
  const differences = describeDifferences(observed, desired);
  return differences.length === 0
    ? "beta test is already RUNNING and matches the program: it will be adopted as is"
    : `beta test is already RUNNING and will be adopted; ${differences.join("; ")}`;
}

/** How long before a running test's end its reviewers are told of it, in days. */
const warningDays = 14;

/** The end of a running test, where it is near; undefined where it is not, or not a running test. */
export function describeExpiry({ betaTest }: Observed, nowMs: number): string | undefined {
  const endsAtMs = Date.parse(betaTest?.expiryDate ?? "");
  if (betaTest?.status !== "RUNNING" || Number.isNaN(endsAtMs)) return undefined;
  const days = Math.floor((endsAtMs - nowMs) / dayMs);
  if (days >= warningDays) return undefined;
  const left = days < 1 ? "within a day" : days === 1 ? "in 1 day" : `in ${days} days`;
  const day = new Date(endsAtMs).toISOString().slice(0, 10);
  return `beta test expires ${left}, on ${day}; a pulumi up after that creates and starts it again`;
}

/** What will be changed and for how many people, each in a few words. */
export function describeDifferences(observed: Observed, desired: Desired): string[] {
  const { steps, invited, losing } = forecast(observed, desired);
  const does = (kind: Step["kind"]) => steps.some((step) => step.kind === kind);
  const isNew = does("createBetaTest") || does("startBetaTest");
  const edited = does("updateBetaTest") ? changedDetails(observed, desired) : [];
  const removed = countOf("removeTesters", steps);
  // In a draft, an addition mails nobody: it is worth a word where no start follows.
  const added = invited || isNew ? 0 : countOf("addTesters", steps);
  return [
    ...(does("createBetaTest") ? [] : edited.map((name) => `${name} will be changed`)),
    ...(removed > 0 ? [`${people(removed)} will be removed`] : []),
    ...(invited !== 0 ? [describeInvited(invited, does("startBetaTest"))] : []),
    ...(added > 0 ? [`${people(added)} will be added`] : []),
    ...(does("endBetaTest") ? [`${describeLosing(losing)} will lose access`] : []),
  ];
}

function describeInvited(invited: number | undefined, starts: boolean): string {
  if (invited !== undefined) return `${people(invited)} will be invited`;
  return starts ? "its testers will be invited" : "its testers will be compared after that";
}

function describeLosing(losing: number | undefined): string {
  if (losing === undefined) return "all testers";
  return losing === 0 ? "nobody" : people(losing);
}

function transition(status: string, steps: readonly Step[]): string | undefined {
  const does = (kind: Step["kind"]) => steps.some((step) => step.kind === kind);
  const [first] = steps;
  const waits = first?.kind === "awaitBetaTest" ? first.status : undefined;
  if (does("createBetaTest")) {
    const created = does("startBetaTest") ? "it will be created and started" : "it will be created";
    const again = status === "ABSENT" ? "" : " again";
    return `${created}${again}${waits ? " once it has ended" : ""}`;
  }
  if (does("endBetaTest"))
    return waits ? "it will be ended once it is RUNNING" : "it will be ended";
  if (does("startBetaTest")) return "it will be started";
  return waits && `waiting for it to become ${waits}`;
}

function countOf(kind: "addTesters" | "removeTesters", steps: readonly Step[]): number {
  const emails = steps.flatMap((step) => (step.kind === kind ? step.testers : []));
  return distinctEmails(emails).length;
}

export function people(count: number): string {
  return count === 1 ? "1 tester" : `${count} testers`;
}
