/**
 * The only mapping of Amazon's JSON, in both directions. What Amazon returns and does not document is accepted
 * here, or nowhere.
 *
 * Source: `v1.skill.betaTest.*`, `v1.skill.SkillStatus` and `v1.vendorManagement.*` in `spec.json` of Amazon's
 * npm package `ask-smapi-model`.
 */

import * as v from "valibot";
import { type BetaTest, maxTesters, type Tester } from "../betaTest/BetaTest";
import type { Details } from "../betaTest/details";
import { isBetaTestStatus } from "../betaTest/status";
import { rejectArrays } from "../http/json";

/** The spec requires no property at all, but nothing can be decided without a known status. */
const betaTestResponse = v.looseObject({ status: v.string() });

const date = v.pipe(
  v.string(),
  // Alone, the check would take "9" for a month.
  v.regex(/^\d{4}-\d\d-\d\d/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

/** What decides nothing: any other type or value is as if it were not there. */
type Optional<T> = { readonly [Name in keyof T]-?: v.GenericSchema<T[Name]> };

const betaTestDetails: Optional<Omit<BetaTest, "status">> = {
  feedbackEmail: v.string(),
  expiryDate: date,
  // Pulumi prints it: a terminal obeys other characters.
  invitationUrl: v.pipe(v.string(), v.regex(/^https?:\/\/[!-~]+$/)),
  invitesRemaining: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
};

const testerDetails: Optional<Omit<Tester, "emailId">> = {
  associationDate: v.string(),
  isReminderAllowed: v.boolean(),
  invitationStatus: v.picklist(["ACCEPTED", "NOT_ACCEPTED"]),
};

const tester = v.looseObject({ emailId: v.pipe(v.string(), v.minLength(1)) });
const testersPage = v.pipe(
  rejectArrays(
    v.object({
      testers: v.nullish(list(tester, maxTesters)),
      isTruncated: v.nullish(v.boolean()),
      nextToken: v.optional(v.unknown()),
    }),
  ),
  // A gateway's JSON would pass for a list of nobody, and everybody would be invited again.
  v.check((page) => "testers" in page || "isTruncated" in page, "Expected testers or isTruncated"),
);

const skillStatus = rejectArrays(v.object({}));

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
      v.array(rejectArrays(v.object({ message: v.nullish(v.string()) }))),
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

/** What Amazon says is newer than this version. */
export class UnknownStatusError extends Error {
  override readonly name = "UnknownStatusError";
}

type Note = (line: string) => void;

/** @throws if Amazon does not document this. */
export function parseBetaTest(content: unknown, note: Note = () => {}): BetaTest {
  const { status, ...rest } = read(betaTestResponse, content);
  if (!isBetaTestStatus(status)) {
    throw new UnknownStatusError(
      `this version of pulumi-alexa does not know the status "${status}"`,
    );
  }
  return { status, ...present(betaTestDetails, rest, note) };
}

/** A draft has empty strings for what it does not have yet; Pulumi's wire format takes no undefined. */
function present(
  schemas: Readonly<Record<string, v.GenericSchema>>,
  properties: Readonly<Record<string, unknown>>,
  note: Note,
): object {
  const entries = Object.entries(schemas).flatMap(([name, schema]) => {
    const value = properties[name] ?? "";
    if (value === "") return [];
    if (v.is(schema, value)) return [[name, value]];
    note(`${name} has a type or value that Amazon does not document; it is ignored`);
    return [];
  });
  return Object.fromEntries(entries);
}

/** @throws if Amazon does not document this, or if the page is truncated without a next one. */
export function parseTestersPage(
  content: unknown,
  note: Note = () => {},
): { testers: Tester[]; nextToken?: string } {
  const { testers, isTruncated, nextToken } = read(testersPage, content);
  const hasMore = isTruncated ?? !!nextToken;
  const token = typeof nextToken === "string" && nextToken !== "" ? nextToken : undefined;
  // A part of the list would pass for the whole, and people would be invited again.
  if (hasMore && !token) throw new Error("isTruncated, but there is no nextToken");
  // What is odd about one tester mostly is about all.
  const noted = new Set<string>();
  const noteOnce = (line: string) => {
    if (!noted.has(line)) note(line);
    noted.add(line);
  };
  return {
    testers: (testers ?? []).map(({ emailId, ...rest }) => ({
      emailId,
      ...present(testerDetails, rest, noteOnce),
    })),
    nextToken: hasMore ? token : undefined,
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
