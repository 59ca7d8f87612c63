/** The kinds of mail, and who gets them. */
import type { Tester } from "../../provider/betaTest/BetaTest";
import { normalize } from "../../provider/betaTest/emails";
import type { SmapiClient } from "../../provider/smapi/client";
import type { FoundTest } from "../skills/ask";
import type { SkillOptions } from "../skills/options";

export interface MailOptions extends SkillOptions {
  readonly all: boolean;
  readonly yes: boolean;
  readonly testers: boolean;
}

export interface MailKind {
  /** What happens to people, as in `12 testers will be reminded`. */
  readonly participle: string;
  /** Who gets it without --all. */
  readonly isFor: (tester: Tester) => boolean;
  /** Why the others are left out, as in `5 accepted already`. */
  readonly others: string;
  /** Whether Amazon limits how often. */
  readonly isLimited: boolean;
  send(api: SmapiClient, skillId: string, emails: readonly string[]): Promise<void>;
}

export const reminder: MailKind = {
  participle: "reminded",
  isFor: ({ invitationStatus }) => invitationStatus === "NOT_ACCEPTED",
  others: "accepted already",
  isLimited: true,
  send: (api, skillId, emails) => api.sendReminder(skillId, emails),
};

/** Somebody who has not accepted has nothing to say about the skill yet. */
export const feedbackRequest: MailKind = {
  participle: "asked for feedback",
  isFor: ({ invitationStatus }) => invitationStatus === "ACCEPTED",
  others: "not accepted yet",
  isLimited: false,
  send: (api, skillId, emails) => api.requestFeedback(skillId, emails),
};

export interface Audience {
  /** Each person once. */
  readonly emails: readonly string[];
  /** Why nobody can be mailed, if that is not about the testers. */
  readonly obstacle?: string;
  /** The number of testers who do not get the mail. */
  readonly others: number;
  /** The number of testers without an invitation status. */
  readonly unknown: number;
  /** The number of testers who Amazon does not allow another reminder yet. */
  readonly notAllowed: number;
}

const nobody = { emails: [], others: 0, unknown: 0, notAllowed: 0 };

/** @param found undefined if the skill has no beta test. @param all whether it is for those, too, who are left out otherwise. */
export function audienceOf(
  found: Pick<FoundTest, "betaTest" | "testers"> | undefined,
  { isFor, isLimited }: MailKind,
  all: boolean,
): Audience {
  if (!found) return { ...nobody, obstacle: "there is no beta test" };
  const { status } = found.betaTest;
  if (status !== "RUNNING") return { ...nobody, obstacle: `the beta test is ${status}` };
  const people = distinctTesters(found.testers);
  const meant = people.filter((tester) => all || isFor(tester));
  const allowed = meant.filter(
    ({ isReminderAllowed }) => !isLimited || isReminderAllowed !== false,
  );
  const unknown = all ? 0 : people.filter((tester) => !tester.invitationStatus).length;
  return {
    emails: allowed.map(({ emailId }) => emailId),
    others: people.length - meant.length - unknown,
    unknown,
    notAllowed: meant.length - allowed.length,
  };
}

/** One for each person: of two spellings of an address, whatever speaks against a mail counts. */
function distinctTesters(testers: readonly Tester[]): Tester[] {
  const people = new Map<string, Tester>();
  for (const tester of testers) {
    const key = normalize(tester.emailId);
    const known = people.get(key);
    people.set(key, known ? combined(known, tester) : tester);
  }
  return [...people.values()];
}

function combined(first: Tester, second: Tester): Tester {
  const statuses = [first.invitationStatus, second.invitationStatus];
  return {
    ...first,
    invitationStatus: statuses.includes("ACCEPTED") ? "ACCEPTED" : first.invitationStatus,
    isReminderAllowed: first.isReminderAllowed !== false && second.isReminderAllowed !== false,
  };
}
