/**
 * The package's entry `pulumi-alexa`: the dynamic resources.
 *
 * @module pulumi-alexa
 */

export { SkillBetaTest } from "./SkillBetaTest";
export { SkillBetaTester } from "./SkillBetaTester";
export type {
  BetaTestStatus,
  DesiredStatus,
  InvitationStatus,
  SkillBetaTestArgs,
  SkillBetaTesterArgs,
  SkillBetaTesterOutputs,
  SkillBetaTestOutputs,
} from "./types";
