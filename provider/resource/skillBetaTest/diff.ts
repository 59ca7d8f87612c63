/** Which inputs differ, and how. */
import { sameDetails } from "../../betaTest/details";
import { emailsMissingFrom, sameEmail } from "../../betaTest/emails";
import type { DiffKind } from "../Resource";
import { isUnknown } from "../unknown";
import type { Inputs } from "./inputs";

/** All but the testers, which are compared one by one. */
const isSame: {
  [Name in Exclude<keyof Inputs, "testers">]-?: (a: Inputs[Name], b: Inputs[Name]) => boolean;
} = { skillId: Object.is, desiredStatus: Object.is, adopt: Object.is, ...sameDetails };

/** By path, such as `testers[2]`. The same people in another order or spelling are no difference. */
export function diffInputs(olds: Inputs, news: Inputs): Map<string, DiffKind> {
  const diff = diffTesters(olds.testers, news.testers);
  for (const [name, same] of Object.entries(isSame)) {
    const [before, after] = [olds[name as keyof Inputs], news[name as keyof Inputs]];
    if ((same as typeof Object.is)(before, after)) continue;
    // A skillId that is not known yet is no replacement: the engine would delete this resource before the program has
    // declared it again, if a neighbour is deleted first. One that has changed is asked about again once it is known.
    const isOtherSkill = name === "skillId" && !isUnknown(after);
    diff.set(name, isOtherSkill ? "replace" : kindOf(before, after));
  }
  return diff;
}

function diffTesters(olds: Inputs["testers"], news: Inputs["testers"]): Map<string, DiffKind> {
  const diff = new Map<string, DiffKind>();
  if (isUnknown(news)) return diff.set("testers", kindOf(olds, news));
  if (!olds || !news) return olds === news ? diff : diff.set("testers", kindOf(olds, news));
  for (const email of emailsMissingFrom(news, olds)) diff.set(pathOf(olds, email), "delete");
  for (const email of emailsMissingFrom(olds, news)) {
    const path = pathOf(news, email);
    diff.set(path, diff.has(path) ? "update" : "add");
  }
  return diff;
}

function pathOf(emails: readonly string[], email: string): string {
  return `testers[${emails.findIndex((other) => sameEmail(other, email))}]`;
}

function kindOf(olds: unknown, news: unknown): DiffKind {
  if (olds === undefined) return "add";
  return news === undefined ? "delete" : "update";
}
