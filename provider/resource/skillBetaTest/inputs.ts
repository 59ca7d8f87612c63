/** The inputs of a SkillBetaTest: their types, defaults and rules. */

import * as v from "valibot";
import { type Desired, maxTesters } from "../../betaTest/BetaTest";
import { distinctEmails, emailRule } from "../../betaTest/emails";
import { type DesiredStatus, desiredStatuses } from "../../betaTest/status";
import {
  checkRules,
  commonRules,
  emailSchema,
  givenInputs,
  type InputFailure,
  type Rule,
} from "../rules";
import { isUnknown } from "../unknown";

/** Checked, and with their defaults. An undefined property is not managed. */
export interface Inputs extends Omit<Desired, "status"> {
  readonly skillId: string;
  readonly desiredStatus: DesiredStatus;
  readonly adopt: boolean;
}

export const defaults = { desiredStatus: "RUNNING", adopt: false } as const;

const rules: Record<keyof Inputs, Rule> = {
  skillId: commonRules.skillId,
  feedbackEmail: commonRules.email,
  testers: { schema: v.array(v.unknown()), rule: "must be a list of e-mail addresses" },
  desiredStatus: {
    schema: v.picklist(desiredStatuses),
    rule: `must be one of ${desiredStatuses.map((status) => `"${status}"`).join(", ")}`,
  },
  adopt: { schema: v.boolean(), rule: "must be true or false" },
};

export const inputNames = Object.keys(rules) as (keyof Inputs)[];

export function checkInputs(given: Readonly<Record<string, unknown>>): InputFailure[] {
  const failures = checkRules(rules, given);
  const isList = !failures.some(({ property }) => property === "testers");
  return isList ? [...failures, ...checkTesters(given.testers)] : failures;
}

function checkTesters(testers: unknown): InputFailure[] {
  if (!Array.isArray(testers) || isUnknown(testers)) return [];
  const failures = testers.flatMap((tester, index) => {
    if (v.is(emailSchema, tester)) return [];
    const property = `testers[${index}]`;
    return [{ property, reason: `${property} ${emailRule}` }];
  });
  if (failures.length > 0) return failures;
  const count = distinctEmails(testers).length;
  if (count <= maxTesters) return [];
  const reason = `testers must have at most ${maxTesters} addresses, Amazon's limit; there are ${count}`;
  return [{ property: "testers", reason }];
}

export function withDefaults(given: object): Record<string, unknown> {
  return { ...defaults, ...givenInputs(given) };
}
