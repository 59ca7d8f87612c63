/** Pulumi's types of the resource in its two front ends, and how to recognise one. */

export const dynamicType = "pulumi-nodejs:dynamic/alexa:SkillBetaTest";
export const pluginType = "alexa:index:SkillBetaTest";

/** Not by its class: there may be two copies of the package. */
export function isOfType(obj: unknown, type: string): boolean {
  return (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === type;
}
