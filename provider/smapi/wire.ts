/**
 * The only mapping of Amazon's JSON, in both directions. What Amazon returns and does not document is accepted
 * here, or nowhere.
 *
 * Source: `v1.skill.betaTest.*`, `v1.skill.SkillStatus` and `v1.vendorManagement.*` in `spec.json` of Amazon's
 * npm package `ask-smapi-model`.
 */
import { z } from "zod";
import { type BetaTest, betaTestStatuses, maxTesters, type Tester } from "../betaTest/BetaTest";
import type { Details } from "../betaTest/details";

/** The spec requires no property at all, but nothing can be decided without a known status. */
const betaTestResponse = z.object({
  status: z.enum(betaTestStatuses),
  feedbackEmail: z.string().nullish(),
  expiryDate: z.string().nullish(),
  invitationUrl: z.string().nullish(),
  invitesRemaining: z.number().nullish(),
} satisfies Record<keyof BetaTest, z.ZodType>);

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

/** More than any person has. */
const maxVendors = 1000;

const vendorsResponse = z.object({
  vendors: list(z.object({ id: z.string().min(1) }), maxVendors),
});

/** Errors have a message; only a 400 may list violations instead. */
const errorResponse = z.object({
  message: z.string().nullish(),
  // A response could list thousands.
  violations: z.preprocess(
    (value) => (Array.isArray(value) ? value.slice(0, 10) : value),
    z.array(z.object({ message: z.string().nullish() })).nullish(),
  ),
});

/** A list that is rejected by its length before its elements are parsed, since each invalid one takes time. */
function list<T extends z.ZodType>(element: T, maxLength: number) {
  return z
    .custom<unknown[]>((value) => Array.isArray(value) && value.length <= maxLength, {
      error: `Expected a list of at most ${maxLength}`,
    })
    .pipe(z.array(element));
}

/** @throws {z.ZodError} if Amazon does not document this. */
export function parseBetaTest(content: unknown): BetaTest {
  const { status, ...rest } = betaTestResponse.parse(content);
  // A draft has empty strings for what it does not have yet; Pulumi's wire format takes no undefined.
  const present = Object.entries(rest).filter(([, value]) => (value ?? "") !== "");
  return { status, ...Object.fromEntries(present) };
}

/** @throws if Amazon does not document this, or if the page is truncated without a next one. */
export function parseTestersPage(content: unknown): { testers: Tester[]; nextToken?: string } {
  const { testers, isTruncated, nextToken } = testersPage.parse(content);
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

/** The content does not matter. @throws {z.ZodError} if it is not an object. */
export function parseSkillStatus(content: unknown): true {
  z.object({}).parse(content);
  return true;
}

/** @throws {z.ZodError} if Amazon does not document this. */
export function parseVendorIds(content: unknown): string[] {
  return vendorsResponse.parse(content).vendors.map(({ id }) => id);
}

/** What an error response says, or undefined if it is not one of Amazon's. */
export function parseErrorMessage(content: unknown): string | undefined {
  const parsed = errorResponse.safeParse(content);
  if (!parsed.success) return undefined;
  const { message, violations } = parsed.data;
  const parts = [message, ...(violations ?? []).map((violation) => violation.message)].filter(
    Boolean,
  );
  return parts.length > 0 ? [...new Set(parts)].join("; ") : undefined;
}

export function betaTestBody({ feedbackEmail }: Details): object {
  return { feedbackEmail } satisfies Record<keyof Details, unknown>;
}

export function testersBody(emails: readonly string[]): object {
  return { testers: emails.map((emailId) => ({ emailId })) };
}
