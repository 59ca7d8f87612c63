/**
 * The one place where Amazon's JSON becomes our words and back.
 *
 * Source: `v1.skill.betaTest.*`, `v1.skill.SkillStatus` and `v1.vendorManagement.*` in `spec.json` of Amazon's
 * npm package `ask-smapi-model`.
 */
import { z } from "zod";
import type { Details } from "../betaTest/details";
import { type BetaTest, betaTestStatuses, maxTesters, type Tester } from "../betaTest/model";

/** The spec requires no property at all; without a known status nothing can be decided. */
const betaTestResponse = z.object({
  status: z.enum(betaTestStatuses),
  feedbackEmail: z.string().nullish(),
  expiryDate: z.string().nullish(),
  invitationUrl: z.string().nullish(),
  invitesRemaining: z.number().nullish(),
});

const testersPage = z.object({
  testers: list(
    z.object({
      emailId: z.string().min(1),
      invitationStatus: z.enum(["ACCEPTED", "NOT_ACCEPTED"]).nullish(),
    }),
    maxTesters,
  ).nullish(),
  isTruncated: z.boolean().nullish(),
  nextToken: z.string().nullish(),
});

/** One person acts for a few vendors. */
const maxVendors = 1000;

const vendorsResponse = z.object({
  vendors: list(z.object({ id: z.string().min(1) }), maxVendors),
});

/** Errors have a message; only a 400 may leave it out, where it lists violations. */
const errorResponse = z.object({
  message: z.string().nullish(),
  // The first say enough.
  violations: z.preprocess(
    (given) => (Array.isArray(given) ? given.slice(0, 10) : given),
    z.array(z.object({ message: z.string().nullish() })).nullish(),
  ),
});

/** A list whose elements are only looked at where they are not too many: each that is wrong takes its time. */
function list<T extends z.ZodType>(element: T, most: number) {
  return z
    .custom<unknown[]>((given) => Array.isArray(given) && given.length <= most, {
      error: `Expected a list of at most ${most}`,
    })
    .pipe(z.array(element));
}

/** @throws {z.ZodError} where the answer is none that Amazon documents. */
export function betaTestFrom(answer: unknown): BetaTest {
  const { status, feedbackEmail, expiryDate, invitationUrl, invitesRemaining } =
    betaTestResponse.parse(answer);
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

/** @throws {z.ZodError} where the answer is none that Amazon documents: what it holds does not matter. */
export function skillStatusFrom(answer: unknown): true {
  z.object({}).parse(answer);
  return true;
}

/** @throws {z.ZodError} where the answer is none that Amazon documents. */
export function vendorIdsFrom(answer: unknown): string[] {
  return vendorsResponse.parse(answer).vendors.map(({ id }) => id);
}

/** What an error answer says, or undefined where it is not one of Amazon's. */
export function messageFrom(answer: unknown): string | undefined {
  const parsed = errorResponse.safeParse(answer);
  if (!parsed.success) return undefined;
  const { message, violations } = parsed.data;
  const parts = [message, ...(violations ?? []).map((violation) => violation.message)].filter(
    Boolean,
  );
  return parts.length > 0 ? [...new Set(parts)].join("; ") : undefined;
}

export function betaTestBody({ feedbackEmail }: Details): unknown {
  return { feedbackEmail } satisfies Record<keyof Details, unknown>;
}

export function testersBody(emails: readonly string[]): unknown {
  return { testers: emails.map((emailId) => ({ emailId })) };
}
