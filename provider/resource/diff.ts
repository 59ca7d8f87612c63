/** Which properties differ, and how, for the preview of the plugin. */
import { emailsMissingFrom, sameEmail } from "../betaTest/emails";
import { type Inputs, isUnknown } from "./properties";

/** `output` is what differs in what was seen, and in no input. */
export type DiffKind = "add" | "delete" | "update" | "replace" | "output";

/**
 * @param olds the inputs that would leave the beta test as it is.
 * @returns a kind for each path that differs, such as `testers[2]`. People who are the same in another order
 *   or spelling do not differ.
 */
export function detailedDiff(olds: Inputs, news: Inputs): Map<string, DiffKind> {
  const diff = new Map<string, DiffKind>();
  if (olds.skillId !== news.skillId) diff.set("skillId", "replace");
  if (olds.desiredStatus !== news.desiredStatus) diff.set("desiredStatus", "update");
  if (olds.adopt !== news.adopt) diff.set("adopt", "update");
  if (!sameEmail(olds.feedbackEmail, news.feedbackEmail)) {
    diff.set("feedbackEmail", kindOf(olds.feedbackEmail, news.feedbackEmail));
  }
  for (const [path, kind] of testersDiff(olds.testers, news.testers)) diff.set(path, kind);
  return diff;
}

function testersDiff(olds: Inputs["testers"], news: Inputs["testers"]): Map<string, DiffKind> {
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
