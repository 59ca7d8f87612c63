/**
 * The only mapping of Amazon's JSON, in both directions. What Amazon returns and does not document is accepted
 * here, or nowhere.
 *
 * Source: `v1.skill.betaTest.*`, `v1.skill.SkillStatus` and `v1.vendorManagement.*` in `spec.json` of Amazon's
 * npm package `ask-smapi-model`.
 */
import * as v from "valibot";
import { type BetaTest, betaTestStatuses, maxTesters, type Tester } from "../betaTest/BetaTest";
import type { Details } from "../betaTest/details";
import { noList } from "../http/json";

/** The spec requires no property at all, but nothing can be decided without a known status. */
const betaTestResponse = v.object({
  status: v.picklist(betaTestStatuses),
  feedbackEmail: v.nullish(v.string()),
  expiryDate: v.nullish(v.string()),
  invitationUrl: v.nullish(v.string()),
  invitesRemaining: v.nullish(v.pipe(v.number(), v.finite())),
} satisfies Record<keyof BetaTest, v.GenericSchema>);

const tester = v.object({
  emailId: v.pipe(v.string(), v.minLength(1)),
  // Nothing is decided by these two: of any other type, they are left out.
  associationDate: v.fallback(v.nullish(v.string()), undefined),
  isReminderAllowed: v.fallback(v.nullish(v.boolean()), undefined),
  invitationStatus: v.nullish(v.picklist(["ACCEPTED", "NOT_ACCEPTED"])),
} satisfies Record<keyof Tester, v.GenericSchema>);
const testersPage = v.pipe(
  noList(
    v.object({
      testers: v.nullish(list(tester, maxTesters)),
      isTruncated: v.nullish(v.boolean()),
      nextToken: v.nullish(v.string()),
    }),
  ),
  // A gateway's JSON would pass for a list of nobody, and everybody would be invited again.
  v.check((page) => "testers" in page || "isTruncated" in page, "Expected testers or isTruncated"),
);

const skillStatus = noList(v.object({}));

/** More than any person has. */
const maxVendors = 1000;

const vendor = v.object({ id: v.pipe(v.string(), v.minLength(1)) });
const vendorsResponse = v.object({ vendors: list(vendor, maxVendors) });

/** Errors have a message; only a 400 may list violations instead. */
const errorResponse = v.object({
  message: v.nullish(v.string()),
  violations: v.nullish(
    v.pipe(
      v.array(v.unknown()),
      // A response could list thousands.
      v.transform((violations) => violations.slice(0, 10)),
      v.array(noList(v.object({ message: v.nullish(v.string()) }))),
    ),
  ),
});

/** A list that is rejected by its length before its elements are parsed, since each invalid one takes time. */
function list<T extends v.GenericSchema>(element: T, maxLength: number) {
  const rule = `Expected a list of at most ${maxLength}`;
  return v.pipe(v.array(v.unknown(), rule), v.maxLength(maxLength, rule), v.array(element));
}

/** @throws an error that names the first property that is not as Amazon documents it. */
function read<T>(schema: v.GenericSchema<unknown, T>, content: unknown): T {
  const { success, output, issues } = v.safeParse(schema, content, { abortEarly: true });
  if (success) return output;
  throw new Error([v.getDotPath(issues[0]), issues[0].message].filter(Boolean).join(": "));
}

/** @throws if Amazon does not document this. */
export function parseBetaTest(content: unknown): BetaTest {
  const { status, ...rest } = read(betaTestResponse, content);
  return { status, ...present(rest) };
}

/** A draft has empty strings for what it does not have yet; Pulumi's wire format takes no undefined. */
function present(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => (value ?? "") !== ""));
}

/** @throws if Amazon does not document this, or if the page is truncated without a next one. */
export function parseTestersPage(content: unknown): { testers: Tester[]; nextToken?: string } {
  const { testers, isTruncated, nextToken } = read(testersPage, content);
  // A part of the list would pass for the whole, and people would be invited again.
  if (isTruncated && !nextToken) throw new Error("isTruncated, but there is no nextToken");
  return {
    testers: (testers ?? []).map(({ emailId, ...rest }) => ({ emailId, ...present(rest) })),
    nextToken: isTruncated === false ? undefined : nextToken || undefined,
  };
}

/** The content does not matter. @throws if it is not an object. */
export function parseSkillStatus(content: unknown): true {
  read(skillStatus, content);
  return true;
}

/** @throws if Amazon does not document this. */
export function parseVendorIds(content: unknown): string[] {
  return read(vendorsResponse, content).vendors.map(({ id }) => id);
}

/** What an error response says, or undefined if it is not one of Amazon's. */
export function parseErrorMessage(content: unknown): string | undefined {
  const { success, output } = v.safeParse(errorResponse, content);
  if (!success) return undefined;
  const { message, violations } = output;
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
