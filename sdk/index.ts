/** The package's entry `pulumi-alexa`: the dynamic resource. */

export { SkillBetaTest } from "./SkillBetaTest";
export type {
  BetaTestStatus,
  DesiredStatus,
  SkillBetaTestArgs,
  SkillBetaTestOutputs,
} from "./types";
