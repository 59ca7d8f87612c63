/** All that there is to see, in one response of bounded size: what the simulator's page shows. */
import * as v from "valibot";
import type { BetaTests } from "./betaTests";
import type { SimulatorParts } from "./parts";
import { whole } from "./ranges";
import { settingFields } from "./settings";
import type { BetaTest } from "./state";

/** How many of the newest to list; the total is always there. */
const latest = v.pipe(v.optional(v.string(), "100"), v.transform(Number), whole(0, 10_000));

export const snapshotQuery = v.strictObject({
  /** The skill whose testers are listed; the first, if it is left out or has no beta test. */
  skill: v.optional(v.string()),
  requests: latest,
  mails: latest,
});

export type Snapshot = ReturnType<typeof snapshotOf>;
export type SkillSummary = Snapshot["skills"][number];
export type ListedTester = NonNullable<Snapshot["chosen"]>["testers"][number];

export function snapshotOf(
  context: SimulatorParts,
  { skill, requests, mails }: v.InferOutput<typeof snapshotQuery>,
) {
  const { betaTests, clock, faults, log, settings, skills, stateFile } = context;
  const sent = betaTests.mails();
  const present = betaTests.all();
  const chosen = present.find(([skillId]) => skillId === skill) ?? present[0];
  return {
    now: new Date(clock.now()).toISOString(),
    /** How far the clock is ahead of the machine's. */
    aheadMs: clock.offsetMs,
    stateFile,
    skills: present.map(([skillId, betaTest]) => {
      const testers = betaTests.testersOf(betaTest);
      return {
        skillId,
        ...skills.get(skillId),
        ...betaTests.describe(skillId, betaTest),
        isGone: betaTests.isGone(betaTest),
        testers: testers.length,
        accepted: testers.filter(({ invitationStatus }) => invitationStatus === "ACCEPTED").length,
      };
    }),
    chosen: chosen && listTesters(betaTests, ...chosen),
    mails: { total: sent.length, latest: sent.slice(sent.length - Math.min(mails, sent.length)) },
    requests: { total: log.size, latest: log.latest(requests) },
    faults: faults.list(),
    settings: settingFields(settings),
  };
}

function listTesters(betaTests: BetaTests, skillId: string, betaTest: BetaTest) {
  const testers = betaTests.testersOf(betaTest);
  return { skillId, testers: testers.map((tester) => betaTests.describeTester(tester)) };
}
