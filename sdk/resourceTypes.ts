/** Pulumi's types of the resources in their two front ends, and how to recognise one. */

export const dynamicTypes = {
  SkillBetaTest: "pulumi-nodejs:dynamic/alexa:SkillBetaTest",
  SkillBetaTester: "pulumi-nodejs:dynamic/alexa:SkillBetaTester",
} as const;

export const pluginTypes = {
  SkillBetaTest: "alexa:index:SkillBetaTest",
  SkillBetaTester: "alexa:index:SkillBetaTester",
} as const;

/** Not by its class: there may be two copies of the package. */
export function isOfType(obj: unknown, type: string): boolean {
  return (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === type;
}
