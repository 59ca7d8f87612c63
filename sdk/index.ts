export type { DesiredStatus, SkillBetaTestArgs, SkillBetaTestOutputs } from "./args";
export { SkillBetaTest } from "./SkillBetaTest";
