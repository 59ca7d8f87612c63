/** Plans in words, for the people who review a preview: what will happen, and to how many people. */
import { type Desired, type Observed, statusOf } from "./betaTest";
import { distinctEmails } from "./emails";
import type { Step } from "./plan";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What `steps` will do, in one line without any address, such as
 * `beta test is ENDED, will be created and started again; 2 testers will be invited`.
 */
export function describeSteps(
  observed: Observed,
  desired: Desired,
  steps: readonly Step[],
): string {
  const status = statusOf(observed);
  const there = status === "ABSENT" ? "there is no beta test" : `beta test is ${status}`;
  const becomes = transition(observed, desired);
  return [
    becomes ? `${there}, ${becomes}` : there,
    ...describeEdits(observed, desired, steps),
  ].join("; ");
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
  return `beta test ends by itself ${left}, on ${day}; a pulumi up after that creates and starts it again`;
}

/** The differences that `steps` would remove from a test that stays as it is, each in a few words. */
export function describeEdits(
  observed: Observed,
  desired: Desired,
  steps: readonly Step[],
): string[] {
  const update = steps.some((step) => step.kind === "updateBetaTest");
  const removed = countTesters("removeTesters", steps);
  const invited = countInvited(observed, desired, steps);
  return [
    ...(update ? ["feedbackEmail will be changed"] : []),
    ...(removed > 0 ? [`${people(removed)} will be removed`] : []),
    ...(invited > 0 ? [`${people(invited)} will be invited`] : []),
    ...(steps.some((step) => step.kind === "endBetaTest") ? ["all testers will lose access"] : []),
  ];
}

function transition(observed: Observed, desired: Desired): string | undefined {
  const created = desired.status === "RUNNING" ? "will be created and started" : "will be created";
  switch (statusOf(observed)) {
    case "ABSENT":
      return created;
    case "ENDED":
      return `${created} again`;
    case "IN_DRAFT":
      return desired.status === "RUNNING" ? "will be started" : undefined;
    case "STARTING":
      return desired.status === "ENDED" ? "will be ended once it is RUNNING" : "will be waited for";
    case "RUNNING":
      return desired.status === "ENDED" ? "will be ended" : undefined;
    case "STOPPING":
      return desired.status === "ENDED"
        ? "will be waited for"
        : `${created} again once it has ended`;
  }
}

/** How many people a start mails, or an addition to a running test; drafts mail nobody. */
function countInvited(observed: Observed, desired: Desired, steps: readonly Step[]): number {
  if (desired.status !== "RUNNING") return 0;
  switch (statusOf(observed)) {
    case "RUNNING":
      return countTesters("addTesters", steps);
    case "STARTING":
      return 0;
    default:
      return distinctEmails(desired.testers ?? []).length;
  }
}

function countTesters(kind: "addTesters" | "removeTesters", steps: readonly Step[]): number {
  const counts = steps.map((step) => (step.kind === kind ? step.testers.length : 0));
  return counts.reduce((sum, count) => sum + count, 0);
}

function people(count: number): string {
  return count === 1 ? "1 tester" : `${count} testers`;
}
