/** What the inputs of all resources have in common: their rules, and how they are checked. Invalid inputs never reach Amazon. */
import * as v from "valibot";
import { emailPattern, emailRule } from "../betaTest/emails";
import { isUnknown } from "./unknown";

export interface Rule {
  readonly schema: v.GenericSchema;
  /** Follows the property's name in an error. */
  readonly rule: string;
  readonly required?: true;
}

export interface InputFailure {
  readonly property: string;
  readonly reason: string;
}

export const emailSchema = v.pipe(v.string(), v.trim(), v.regex(emailPattern));

/** The length is Amazon's limit, the characters are those of its skill ids. */
const skillId: Rule = {
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
};

const email: Rule = { schema: emailSchema, rule: emailRule };

export const commonRules = { skillId, email };

/** Unknown values pass. No reason quotes a value, since it may be secret. */
export function checkRules(
  rules: Readonly<Record<string, Rule>>,
  given: Readonly<Record<string, unknown>>,
): InputFailure[] {
  const failures: InputFailure[] = [];
  for (const [property, { schema, rule, required }] of Object.entries(rules)) {
    const value = given[property] ?? undefined;
    if (isUnknown(value) || (value === undefined && !required)) continue;
    const problem = value === undefined ? "is missing: it" : "";
    const reason = [property, problem, rule].filter(Boolean).join(" ");
    if (!v.is(schema, value)) failures.push({ property, reason });
  }
  for (const property of Object.keys(given)) {
    if (Object.hasOwn(rules, property)) continue;
    const valid = Object.keys(rules).join(", ");
    failures.push({ property, reason: `unknown argument ${property}; valid: ${valid}` });
  }
  return failures;
}

export function checkSkillId(value: unknown): InputFailure[] {
  return checkRules({ skillId }, { skillId: value });
}

/**
 * Trims everything but the skill's id, and removes Pulumi's own properties, such as `__provider`, which the engine carries
 * over from a dynamic resource with `ignoreChanges: ["*"]`.
 */
export function givenInputs(given: object): Record<string, unknown> {
  const present = Object.entries(given).filter(
    ([name, value]) => !name.startsWith("__") && value !== undefined && value !== null,
  );
  return Object.fromEntries(
    present.map(([name, value]) => [name, name === "skillId" ? value : trim(value)]),
  );
}

function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trim);
  return typeof value === "string" ? value.trim() : value;
}
