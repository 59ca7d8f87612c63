/**
 * The one place where Amazon's JSON becomes our words and back.
 *
 * Source: `v1.skill.betaTest.*` in `spec.json` of Amazon's npm package `ask-smapi-model`.
 */
import { z } from "zod";
import { type BetaTest, betaTestStatuses, type Tester } from "../lifecycle/betaTest";

/** The spec requires no property at all; without a known status nothing can be decided. */
const betaTestAnswer = z.object({
  status: z.enum(betaTestStatuses),
  feedbackEmail: z.string().nullish(),
  expiryDate: z.string().nullish(),
  invitationUrl: z.string().nullish(),
  invitesRemaining: z.number().nullish(),
});

const testersPage = z.object({
  testers: z
    .array(
      z.object({
        emailId: z.string().min(1),
        invitationStatus: z.enum(["ACCEPTED", "NOT_ACCEPTED"]).nullish(),
      }),
    )
    .nullish(),
  isTruncated: z.boolean().nullish(),
  nextToken: z.string().nullish(),
});

/** Errors have a message; only a 400 may leave it out, where it lists violations. */
const errorAnswer = z.object({
  message: z.string().nullish(),
  violations: z.array(z.object({ message: z.string().nullish() })).nullish(),
});

/** @throws {z.ZodError} where the answer is none that Amazon documents. */
export function betaTestFrom(answer: unknown): BetaTest {
  const { status, feedbackEmail, expiryDate, invitationUrl, invitesRemaining } =
    betaTestAnswer.parse(answer);
  // Amazon answers a draft with empty strings for what it does not have yet.
  return {
    status,
    ...(feedbackEmail && { feedbackEmail }),
    ...(expiryDate && { expiryDate }),
    ...(invitationUrl && { invitationUrl }),
    ...(typeof invitesRemaining === "number" && { invitesRemaining }),
  };
}

/** @throws where the answer is none that Amazon documents, or a part that says of no rest. */
export function testersFrom(answer: unknown): { testers: Tester[]; nextToken: string | undefined } {
  const { testers, isTruncated, nextToken } = testersPage.parse(answer);
  // A part of the list would pass for the whole, and people would be invited again.
  if (isTruncated && !nextToken) throw new Error("isTruncated, but there is no nextToken");
  return {
    testers: (testers ?? []).map(({ emailId, invitationStatus }) => ({
      emailId,
      ...(invitationStatus && { invitationStatus }),
    })),
    nextToken: isTruncated === false ? undefined : nextToken || undefined,
  };
}

/** What an error answer says, or undefined where it is not one of Amazon's. */
export function messageFrom(answer: unknown): string | undefined {
  const parsed = errorAnswer.safeParse(answer);
  if (!parsed.success) return undefined;
  const { message, violations } = parsed.data;
  const parts = [message, ...(violations ?? []).map((violation) => violation.message)].filter(
    Boolean,
  );
  return parts.length > 0 ? [...new Set(parts)].join("; ") : undefined;
}

export function betaTestBody(feedbackEmail: string): unknown {
  return { feedbackEmail };
}

export function testersBody(emails: readonly string[]): unknown {
  return { testers: emails.map((emailId) => ({ emailId })) };
}
