/** Pulumi's placeholder for values that a preview does not know yet. */

/** Source: `UnknownStringValue` of Pulumi's wire protocol; importing it would load all of Pulumi's runtime. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or an element of a list, is unknown. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue || (Array.isArray(value) && value.some(isUnknown));
}

/** The names of the unknown properties. */
export function unknownIn(properties: object): string[] {
  return Object.entries(properties).flatMap(([name, value]) => (isUnknown(value) ? [name] : []));
}
