/** The rules for what a program may ask for; what breaks one never reaches the API. */
import { z } from "zod";
import { distinctEmails } from "./emails";
import { desiredStatuses, maxTesters } from "./model";

/** One broken rule, named by the property that breaks it. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

const email = z.string().trim().pipe(z.email());

const emailRule = "must be an e-mail address, such as name@example.com";

/** A rule for each input. Amazon sets the lengths; the characters are those of its skill ids. */
const rules: Record<string, { schema: z.ZodType; rule: string; required?: true }> = {
  skillId: {
    required: true,
    schema: z
      .string()
      .min(1)
      .max(255)
      // A dot in front would be a step in the path: "." and "..".
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/)
      .refine((id) => !id.includes("..")),
    rule:
      "must be the id of a skill, 1 to 255 letters, digits, dots and hyphens such as " +
      '"amzn1.ask.skill.12345678-1234-1234-1234-123456789012", without "/" or ".."',
  },
  feedbackEmail: { schema: email, rule: emailRule },
  testers: { schema: z.array(z.unknown()), rule: "must be a list of e-mail addresses" },
  desiredStatus: {
    schema: z.enum(desiredStatuses),
    rule: `must be one of ${desiredStatuses.map((status) => `"${status}"`).join(", ")}`,
  },
  adopt: { schema: z.boolean(), rule: "must be true or false" },
};

/**
 * @param inputs what the program gave.
 * @param isUnknown tells the values that a preview does not know yet; they pass.
 * @returns the broken rules. No reason repeats a value: it may be secret.
 */
export function check(
  inputs: Readonly<Record<string, unknown>>,
  isUnknown: (value: unknown) => boolean,
): Failure[] {
  const failures: Failure[] = [];
  for (const [property, { schema, rule, required }] of Object.entries(rules)) {
    const value = inputs[property] ?? undefined;
    if (isUnknown(value) || (value === undefined && !required)) continue;
    if (!schema.safeParse(value).success)
      failures.push({ property, reason: `${property} ${rule}` });
    else if (property === "testers") failures.push(...checkTesters(value as unknown[], isUnknown));
  }
  for (const property of Object.keys(inputs)) {
    if (property in rules) continue;
    const known = Object.keys(rules).join(", ");
    failures.push({
      property,
      reason: `${property} is not an argument of SkillBetaTest; these are: ${known}`,
    });
  }
  return failures;
}

function checkTesters(
  testers: readonly unknown[],
  isUnknown: (value: unknown) => boolean,
): Failure[] {
  const known = testers.filter((tester) => !isUnknown(tester));
  const failures = testers.flatMap((tester, index) => {
    if (isUnknown(tester) || email.safeParse(tester).success) return [];
    const property = `testers[${index}]`;
    return [{ property, reason: `${property} ${emailRule}` }];
  });
  if (failures.length > 0) return failures;
  const count = distinctEmails(known as string[]).length;
  if (count <= maxTesters) return [];
  return [
    {
      property: "testers",
      reason: `testers must be at most ${maxTesters}, Amazon's limit; these are ${count}`,
    },
  ];
}
