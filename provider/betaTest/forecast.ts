/** Plays a plan through to its end, for previews: what will be done, and how many people it will reach. */

import { type Desired, type Observed, statusOf } from "./BetaTest";
import { detailsOf } from "./details";
import { distinctEmails } from "./emails";
import { expectedAfter, needsTesters, plan, type Step, withBetaTest } from "./plan";
import { isOpen } from "./status";

/** A number of people; undefined if only a later observation can tell. */
type Count = number | undefined;

export interface Forecast {
  /** Every step to the end, as far as this observation can tell. */
  readonly steps: readonly Step[];
  /** How many people will be mailed an invitation. */
  readonly invited: Count;
  /** How many people will lose their access. */
  readonly losingAccess: Count;
}

/** What a command will do if nothing else changes the beta test. */
export function forecast(observed: Observed, desired: Desired): Forecast {
  const steps: Step[] = [];
  let expected = observed;
  let invited: Count = 0;
  let losingAccess: Count = 0;
  for (;;) {
    if (needsTesters(expected, desired)) {
      return { steps, invited: undefined, losingAccess: undefined };
    }
    const next = plan(expected, desired, { removalReturnsInvitation: true });
    if (next.length === 0) return { steps, invited, losingAccess };
    for (const step of next) {
      steps.push(step);
      invited = add(invited, countInvited(step, expected));
      losingAccess = add(losingAccess, countLosingAccess(step, expected));
      expected = expectedOnceDone(expected, step);
    }
  }
}

function countInvited(step: Step, observed: Observed): Count {
  if (step.kind === "startBetaTest") return countOf(observed.testers);
  return step.kind === "addTesters" && isOpen(statusOf(observed)) ? countOf(step.testers) : 0;
}

function countLosingAccess(step: Step, observed: Observed): Count {
  if (step.kind === "endBetaTest") return countOf(observed.testers);
  return step.kind === "removeTesters" && isOpen(statusOf(observed)) ? countOf(step.testers) : 0;
}

/** Like {@link expectedAfter}, once transitions have finished, and assuming that a new test has no testers. */
function expectedOnceDone(observed: Observed, step: Step): Observed {
  if (step.kind === "awaitBetaTest") return withBetaTest(observed, { status: step.status });
  const expected = expectedAfter(observed, step);
  if (step.kind !== "createBetaTest") return expected;
  return { ...withBetaTest(expected, detailsOf(step)), testers: [] };
}

function countOf(emails: readonly string[] | undefined): Count {
  return emails && distinctEmails(emails).length;
}

function add(a: Count, b: Count): Count {
  return a === undefined || b === undefined ? undefined : a + b;
}
