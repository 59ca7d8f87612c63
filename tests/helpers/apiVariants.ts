/** Every way in which Amazon may be where it documents nothing: one by one, or at random. */
import fc from "fast-check";
import { apiVariantsSchema } from "../../simulator/apiVariants";
import type { ApiVariants } from "../../simulator/types";

type Name = keyof ApiVariants;

/** Every value that a variant can have; of a number, its bounds. */
export function valuesOf<K extends Name>(name: K): readonly ApiVariants[K][];
export function valuesOf(name: Name): readonly ApiVariants[Name][] {
  const rule = apiVariantsSchema.entries[name].wrapped;
  if (rule.type === "picklist") return rule.options;
  if (rule.type === "boolean") return [true, false];
  const [, , least, most] = rule.pipe;
  return [most.requirement, least.requirement];
}

export const variantArbitraries = Object.fromEntries(
  (Object.keys(apiVariantsSchema.entries) as Name[]).map((name) => [
    name,
    fc.constantFrom(...valuesOf(name)),
  ]),
) as { [K in Name]: fc.Arbitrary<ApiVariants[K]> };
