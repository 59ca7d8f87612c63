/** The inputs of a SkillBetaTest: their types, defaults and rules. Invalid inputs never reach Amazon. */

import * as v from "valibot";
import { type Desired, maxTesters } from "../../betaTest/BetaTest";
import { distinctEmails, emailPattern, emailRule } from "../../betaTest/emails";
import { type DesiredStatus, desiredStatuses } from "../../betaTest/status";
import { isUnknown } from "../unknown";

/** Checked, and with their defaults. An undefined property is not managed. */
export interface Inputs extends Omit<Desired, "status"> {
  readonly skillId: string;
  readonly desiredStatus: DesiredStatus;
  readonly adopt: boolean;
}

export const defaults = { desiredStatus: "RUNNING", adopt: false } as const;

const email = v.pipe(v.string(), v.trim(), v.regex(emailPattern));

/** The length is Amazon's limit, the characters are those of its skill ids. */
const rules: Record<keyof Inputs, { schema: v.GenericSchema; rule: string; required?: true }> = {
  skillId: {
    required: true,
    schema: v.pipe(
      v.string(),
      v.maxLength(255),
      // No leading dot: "." and ".." would be path segments.
      v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/),
      v.excludes(".."),
    ),
    rule:
      "must be the id of a skill: 1 to 255 letters, digits, dots and hyphens, such as " +
      '"amzn1.ask.skill.12345678-1234-1234-1234-123456789012", without "/" or ".."',
  },
  feedbackEmail: { schema: email, rule: emailRule },
  testers: { schema: v.array(v.unknown()), rule: "must be a list of e-mail addresses" },
  desiredStatus: {
    schema: v.picklist(desiredStatuses),
    rule: `must be one of ${desiredStatuses.map((status) => `"${status}"`).join(", ")}`,
  },
  adopt: { schema: v.boolean(), rule: "must be true or false" },
};

export const inputNames = Object.keys(rules) as (keyof Inputs)[];

export interface InputFailure {
  readonly property: string;
  readonly reason: string;
}

/** Unknown values pass. No reason quotes a value, since it may be secret. */
export function checkInputs(given: Readonly<Record<string, unknown>>): InputFailure[] {
  const failures: InputFailure[] = [];
  for (const [property, { schema, rule, required }] of Object.entries(rules)) {
    const value = given[property] ?? undefined;
    if (isUnknown(value) || (value === undefined && !required)) continue;
    const problem = value === undefined ? "is missing: it" : "";
    const reason = [property, problem, rule].filter(Boolean).join(" ");
    if (!v.is(schema, value)) failures.push({ property, reason });
    else if (property === "testers") failures.push(...checkTesters(value as unknown[]));
  }
  for (const property of Object.keys(given)) {
    if (Object.hasOwn(rules, property)) continue;
    const reason = `unknown argument ${property}; valid: ${inputNames.join(", ")}`;
    failures.push({ property, reason });
  }
  return failures;
}

function checkTesters(testers: readonly unknown[]): InputFailure[] {
  const failures = testers.flatMap((tester, index) => {
    if (isUnknown(tester) || v.is(email, tester)) return [];
    const property = `testers[${index}]`;
    return [{ property, reason: `${property} ${emailRule}` }];
  });
  if (failures.length > 0) return failures;
  const known = testers.filter((tester) => !isUnknown(tester));
  const count = distinctEmails(known as string[]).length;
  if (count <= maxTesters) return [];
  const reason = `testers must have at most ${maxTesters} addresses, Amazon's limit; there are ${count}`;
  return [{ property: "testers", reason }];
}

/**
 * Adds the defaults, trims addresses, and removes Pulumi's own properties, such as `__provider`, which the engine
 * carries over from a dynamic resource with `ignoreChanges: ["*"]`.
 */
export function withDefaults(given: object): Record<string, unknown> {
  const present = Object.entries(given).filter(
    ([name, value]) => !name.startsWith("__") && value !== undefined && value !== null,
  );
  const trimmed = present.map(([name, value]) => [name, name === "skillId" ? value : trim(value)]);
  return { ...defaults, ...Object.fromEntries(trimmed) };
}

function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  return typeof value === "string" ? value.trim() : value;
}
