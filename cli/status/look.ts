/** What Amazon says of each skill's beta test, now. */

import type { Tester } from "../../provider/betaTest/BetaTest";
import { distinctEmails } from "../../provider/betaTest/emails";
import { daysLeft } from "../../provider/betaTest/expiry";
import { type BetaTestStatus, isOpen } from "../../provider/betaTest/status";
import { type FoundTest, readBetaTest, type SkillSession } from "../skills/ask";

/** One skill of `status --json`, whose documentation is docs/command-line.md: null is what there is not. */
export interface SkillStatus {
  /** Of the resource in the stack, or the profile in the ask-cli project. */
  readonly name: string | null;
  /** Of the resource in the stack, for `pulumi up --target`. */
  readonly urn: string | null;
  readonly skillId: string;
  /** Why Amazon could not be asked; the following are null then. */
  readonly error: string | null;
  /** Null if there is no beta test. */
  readonly status: BetaTestStatus | null;
  /** ISO 8601. */
  readonly expiryDate: string | null;
  /** Days until then, where a day begun counts as one; null unless people have access. */
  readonly daysLeft: number | null;
  /**
   * Whether it has ended and its date has passed: by itself, unless somebody ended it before, which only a stack that was
   * refreshed in between can tell.
   */
  readonly expired: boolean | null;
  /** How many people are in the test; in a draft, they are not invited yet. Null once it has ended. */
  readonly invited: number | null;
  readonly accepted: number | null;
  readonly invitesRemaining: number | null;
  readonly invitationUrl: string | null;
  /** Only with --testers: nothing else has an address. */
  readonly testers?: readonly Tester[] | null;
}

export interface LookOptions {
  readonly testers: boolean;
  readonly cancelled?: AbortSignal;
}

export async function look(
  { skills, forEachSkill }: SkillSession,
  { testers, cancelled }: LookOptions,
): Promise<SkillStatus[]> {
  const answers = await forEachSkill(
    skills,
    "Asking Amazon about the beta tests",
    readBetaTest,
    cancelled,
  );
  return answers.map(({ skill, ...answer }) => {
    const names = { name: skill.name ?? null, urn: skill.urn ?? null, skillId: skill.skillId };
    if ("error" in answer) {
      return {
        ...names,
        ...nothing,
        error: oneLine(answer.error.message),
        ...(testers && { testers: null }),
      };
    }
    const { value } = answer;
    return { ...names, ...describe(value), ...(testers && { testers: value?.testers ?? null }) };
  });
}

const nothing = {
  error: null,
  status: null,
  expiryDate: null,
  daysLeft: null,
  expired: null,
  invited: null,
  accepted: null,
  invitesRemaining: null,
  invitationUrl: null,
};

function describe(found: FoundTest | undefined): Omit<SkillStatus, "name" | "urn" | "skillId"> {
  if (!found) return nothing;
  const { testers, hasExpired, nowMs } = found;
  const { status, expiryDate = "", invitesRemaining, invitationUrl } = found.betaTest;
  const expiresAtMs = Date.parse(expiryDate);
  const isKnown = !Number.isNaN(expiresAtMs);
  const hasEnded = status === "ENDED";
  const accepted = testers.filter(({ invitationStatus }) => invitationStatus === "ACCEPTED");
  return {
    error: null,
    status,
    expiryDate: isKnown ? new Date(expiresAtMs).toISOString() : null,
    daysLeft: isKnown && isOpen(status) ? daysLeft(expiresAtMs, nowMs) : null,
    expired: hasExpired,
    invited: hasEnded ? null : countOf(testers),
    accepted: hasEnded ? null : countOf(accepted),
    invitesRemaining: hasEnded ? null : (invitesRemaining ?? null),
    invitationUrl: hasEnded ? null : (invitationUrl ?? null),
  };
}

function countOf(testers: readonly Tester[]): number {
  return distinctEmails(testers.map(({ emailId }) => emailId)).length;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
