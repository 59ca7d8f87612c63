export type { DesiredStatus, SkillBetaTestArgs } from "./args";
export { SkillBetaTest } from "./SkillBetaTest";
