/** What a screen reader is told. */
import { describeChanges } from "../../../simulator/page/describeChanges";
import type { SkillSummary, Snapshot } from "../../../simulator/snapshot";

const skill = (change: Partial<SkillSummary> = {}): SkillSummary => ({
  skillId: "amzn1.ask.skill.quiz",
  account: "default",
  deleted: false,
  isGone: false,
  status: "RUNNING",
  expiryDate: undefined,
  invitationUrl: "",
  invitesRemaining: 498,
  testers: 2,
  accepted: 0,
  ...change,
});
const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  now: "2026-01-01T00:00:00.000Z",
  aheadMs: 0,
  stateFile: undefined,
  skills: [skill()],
  chosen: undefined,
  mails: { total: 1, latest: [] },
  requests: { total: 1, latest: [] },
  faults: [],
  settings: [{ name: "pageSize", value: 500 }],
  ...change,
});
const total = (count: number) => ({ total: count, latest: [] });

test.each<[what: string, change: Partial<Snapshot>, told: string]>([
  ["nothing", {}, ""],
  ["a move of the clock", { aheadMs: 90 * 86_400_000 }, "The clock was moved by 90 days."],
  ["a status", { skills: [skill({ status: "ENDED" })] }, "quiz is Ended."],
  ["an acceptance", { skills: [skill({ accepted: 1 })] }, "quiz: 1 of 2 testers accepted."],
  ["a tester", { skills: [skill({ testers: 3 })] }, "quiz has 3 testers."],
  [
    "a new test",
    { skills: [skill(), skill({ skillId: "radio", status: "IN_DRAFT" })] },
    "New beta test for radio: In draft.",
  ],
  ["a test that is gone", { skills: [] }, "quiz no longer has a beta test."],
  [
    "mails and requests",
    { mails: total(3), requests: total(2) },
    "2 mails sent. 1 request received.",
  ],
  ["an emptied log", { requests: total(0) }, "The requests were cleared."],
  ["a setting", { settings: [{ name: "pageSize", value: 9 }] }, "pageSize is 9."],
])("%s is told in a line", (_what, change, told) => {
  expect(describeChanges(snapshot(), snapshot(change))).toBe(told);
});

test("many changes are a number, not a list", () => {
  const skills = Array.from({ length: 50 }, (_, i) => skill({ skillId: `s${i}` }));
  expect(describeChanges(snapshot({ skills: [] }), snapshot({ skills }))).toBe(
    "50 beta test changes.",
  );
});
