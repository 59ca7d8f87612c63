/** Plans in words, for the people who review a preview: what will happen, and to how many people. */
import { type Desired, type Observed, statusOf } from "./betaTest";
import { distinctEmails } from "./emails";
import type { Step } from "./plan";

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

/** The differences that `steps` would remove from a test that stays as it is, each in a few words. */
export function describeEdits(
  observed: Observed,
  desired: Desired,
  steps: readonly Step[],
): string[] {
  const update = steps.some((step) => step.kind === "updateBetaTest");
  const removed = steps.find((step) => step.kind === "removeTesters")?.testers.length ?? 0;
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
      return steps.find((step) => step.kind === "addTesters")?.testers.length ?? 0;
    case "STARTING":
      return 0;
    default:
      return distinctEmails(desired.testers ?? []).length;
  }
}

function people(count: number): string {
  return count === 1 ? "1 tester" : `${count} testers`;
}
