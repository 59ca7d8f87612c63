/** Values that a preview does not know yet. */

/** Source: `UnknownStringValue` of Pulumi's wire protocol; importing it would load all of Pulumi's runtime. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi's stand-in for a value that a preview does not know yet, alone or in a list. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue || (Array.isArray(value) && value.some(isUnknown));
}

/** The names of the properties that a preview does not know yet. */
export function unknownIn(properties: object): string[] {
  return Object.entries(properties).flatMap(([name, value]) => (isUnknown(value) ? [name] : []));
}
