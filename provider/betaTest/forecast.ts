/** Plays a plan through, for previews: what will be done, and how many people it will reach. */
import { detailsOf } from "./details";
import { distinctEmails } from "./emails";
import { type Desired, isOpen, type Observed, statusOf } from "./model";
import { after, needsTesters, plan, type Step, withBetaTest } from "./plan";

/** What will become of the beta test where nobody else touches it. */
export interface Forecast {
  /** Every step, up to the end. */
  readonly steps: readonly Step[];
  /** How many people will be mailed an invitation; undefined where only a later look can tell. */
  readonly invited: number | undefined;
  /** How many people will lose the access that they have; undefined likewise. */
  readonly losing: number | undefined;
}

/**
 * Plays {@link plan} through, as far as one look can tell: for previews, which say how many people a
 * command will reach.
 */
export function forecast(observed: Observed, desired: Desired): Forecast {
  const steps: Step[] = [];
  const mails: Mails[] = [];
  let expected = observed;
  for (;;) {
    if (needsTesters(expected, desired)) return { steps, invited: undefined, losing: undefined };
    const next = plan(expected, desired);
    if (next.length === 0) break;
    for (const step of next) {
      steps.push(step);
      mails.push(mailsOf(step, expected));
      expected = settled(expected, step);
    }
  }
  return {
    steps,
    invited: sum(mails.map(({ invited = 0 }) => invited)),
    losing: sum(mails.map(({ losing = 0 }) => losing)),
  };
}

/** How many people a step reaches; "unknown" where nobody has listed them. */
interface Mails {
  readonly invited?: number | "unknown";
  readonly losing?: number | "unknown";
}

function mailsOf(step: Step, observed: Observed): Mails {
  const present = observed.testers ? countOf(observed.testers) : "unknown";
  const reaches = isOpen(statusOf(observed));
  switch (step.kind) {
    case "startBetaTest":
      return { invited: present };
    case "endBetaTest":
      return { losing: present };
    case "addTesters":
      return reaches ? { invited: countOf(step.testers) } : {};
    case "removeTesters":
      return reaches ? { losing: countOf(step.testers) } : {};
    default:
      return {};
  }
}

/** As {@link after}, with what takes its time done, and a new test without the testers of the old one. */
function settled(observed: Observed, step: Step): Observed {
  if (step.kind === "awaitBetaTest") return withBetaTest(observed, { status: step.status });
  if (step.kind !== "createBetaTest") return after(observed, step);
  return { ...withBetaTest(after(observed, step), detailsOf(step)), testers: [] };
}

function countOf(emails: readonly string[]): number {
  return distinctEmails(emails).length;
}

function sum(counts: readonly (number | "unknown")[]): number | undefined {
  return counts.reduce<number | undefined>(
    (all, count) => (all === undefined || count === "unknown" ? undefined : all + count),
    0,
  );
}
