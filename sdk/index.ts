/** The package's entry `pulumi-alexa`: the dynamic resource. */
export type { DesiredStatus, SkillBetaTestArgs, SkillBetaTestOutputs } from "./args";
export { SkillBetaTest } from "./SkillBetaTest";
