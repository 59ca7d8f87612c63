/**
 * The package's entry `pulumi-alexa`: the dynamic resource.
 *
 * @module pulumi-alexa
 */

export { SkillBetaTest } from "./SkillBetaTest";
export type {
  BetaTestStatus,
  DesiredStatus,
  SkillBetaTestArgs,
  SkillBetaTestOutputs,
} from "./types";
