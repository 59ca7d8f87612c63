/** What a screen reader is told of a change, in one line. */
import type { SkillSummary, Snapshot } from "../snapshot";
import { duration, plural, secondMs, shortId, words } from "./format";

/** With more than this many of a kind, a number says more than a list. */
const manySkills = 3;

export function describeChanges(before: Snapshot, after: Snapshot): string {
  return [
    ...clock(before, after),
    ...skills(before.skills, after.skills),
    ...counted(before.mails.total, after.mails.total, "mail", "sent"),
    ...counted(before.requests.total, after.requests.total, "request", "received"),
    ...faults(before, after),
    ...settings(before, after),
  ].join(" ");
}

function clock({ aheadMs: before }: Snapshot, { aheadMs: after }: Snapshot): string[] {
  if (after - before < secondMs) return [];
  return [`The clock was moved by ${duration(after - before)}.`];
}

function skills(before: readonly SkillSummary[], after: readonly SkillSummary[]): string[] {
  const known = new Map(before.map((skill) => [skill.skillId, skill]));
  const present = new Set(after.map(({ skillId }) => skillId));
  const news = after.flatMap((skill) => newsOf(known.get(skill.skillId), skill));
  const gone = before.filter(({ skillId }) => !present.has(skillId));
  news.push(...gone.map(({ skillId }) => `${shortId(skillId)} no longer has a beta test.`));
  return news.length > manySkills ? [`${news.length} beta test changes.`] : news;
}

function newsOf(before: SkillSummary | undefined, after: SkillSummary): string[] {
  const name = shortId(after.skillId);
  if (!before) return [`New beta test for ${name}: ${words(after.status)}.`];
  const news: string[] = [];
  if (before.status !== after.status) news.push(`${name} is ${words(after.status)}.`);
  if (before.testers !== after.testers)
    news.push(`${name} has ${plural(after.testers, "tester")}.`);
  if (before.accepted !== after.accepted) {
    news.push(`${name}: ${after.accepted} of ${plural(after.testers, "tester")} accepted.`);
  }
  return news;
}

function counted(before: number, after: number, noun: string, verb: string): string[] {
  if (after > before) return [`${plural(after - before, noun)} ${verb}.`];
  return after < before ? [`The ${noun}s were cleared.`] : [];
}

function faults({ faults: before }: Snapshot, { faults: after }: Snapshot): string[] {
  if (before.length === after.length) return [];
  return [after.length === 0 ? "No faults are left." : `${plural(after.length, "fault")} to come.`];
}

function settings({ settings: before }: Snapshot, { settings: after }: Snapshot): string[] {
  const changed = after.filter(({ value }, i) => before[i]?.value !== value);
  return changed.map(({ name, value }) => `${name} is ${value}.`);
}
