/** The properties of a SkillBetaTester: their types and rules, and how Amazon's tester becomes its outputs. */
import type { Tester } from "../../betaTest/BetaTest";
import { sameEmail } from "../../betaTest/emails";
import type { DiffKind } from "../Resource";
import { checkRules, commonRules, type InputFailure, type Rule } from "../rules";
import { isUnknown, unknownValue } from "../unknown";

export interface Inputs {
  readonly skillId: string;
  readonly email: string;
}

/** What the state keeps. The last two are only there if Amazon has said them. */
export interface Outputs extends Inputs, Pick<Tester, "invitationStatus" | "associationDate"> {
  /** The vendors of the account that invited the tester. Pulumi does not show names that start like this. */
  readonly __vendorIds?: readonly string[];
}

const rules: Record<keyof Inputs, Rule> = {
  skillId: commonRules.skillId,
  email: { ...commonRules.email, required: true },
};

export const inputNames = Object.keys(rules) as (keyof Inputs)[];

export function checkInputs(given: Readonly<Record<string, unknown>>): InputFailure[] {
  return checkRules(rules, given);
}

export function outputsOf(
  { skillId, email }: Inputs,
  { invitationStatus, associationDate }: Partial<Tester>,
  vendorIds?: readonly string[],
): Outputs {
  return {
    skillId,
    email,
    ...(invitationStatus && { invitationStatus }),
    ...(associationDate && { associationDate }),
    ...(vendorIds && { __vendorIds: vendorIds }),
  };
}

/** @param tester undefined if it is not known who is in the test, or the tester is still to be invited. */
export function previewOutputs({ skillId, email }: Inputs, tester: Tester | undefined): object {
  return tester
    ? outputsOf({ skillId, email }, tester)
    : { skillId, email, invitationStatus: unknownValue, associationDate: unknownValue };
}

/** The same address in another spelling is no difference. */
export function diffInputs(olds: Inputs, news: Inputs): Map<string, DiffKind> {
  const diff = new Map<string, DiffKind>();
  // What is not known yet is no replacement: see the diff of a SkillBetaTest.
  if (olds.skillId !== news.skillId)
    diff.set("skillId", isUnknown(news.skillId) ? "update" : "replace");
  if (!sameEmail(olds.email, news.email))
    diff.set("email", isUnknown(news.email) ? "update" : "replace");
  return diff;
}
