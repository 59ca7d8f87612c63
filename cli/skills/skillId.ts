/** The ids of skills, by the rule of the resource. */
import { checkInputs } from "../../provider/resource/skillBetaTest/inputs";

/** @returns undefined if it can be the id of a skill. */
export function problemOfSkillId(skillId: string): string | undefined {
  return checkInputs({ skillId })[0]?.reason;
}
