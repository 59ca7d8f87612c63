/** Checks what comes from outside: the options and the bodies. */
import * as v from "valibot";

/** The message is one line that names each property that breaks its rule, and the rule. */
export class InvalidError extends Error {}

/** For an object whose properties can all be missing: Valibot would take a list for it. */
export function noList<T extends v.GenericSchema>(schema: T) {
  const rule = "It must be an object, not a list.";
  return v.pipe(
    v.custom<v.InferInput<T>>((value) => !Array.isArray(value), rule),
    schema,
  );
}

const types: Readonly<Record<string, string>> = {
  Object: "an object",
  Array: "a list",
  string: "text",
  number: "a number",
  boolean: "true or false",
};

/** For the rules that have no words of their own. */
function describe({ expected, received }: v.BaseIssue<unknown>): string {
  if (expected === "never") return "There is no such property.";
  if (received === "undefined") return "It is missing.";
  // Valibot writes a choice as `("a" | "b")`.
  const choice = expected?.replace(/^\((.*)\)$/, "$1").replaceAll(" | ", " or ") ?? "";
  return `It must be ${types[choice] ?? choice}, not ${types[received] ?? received}.`;
}

// One rule is enough for each property.
const config = { abortPipeEarly: true, message: describe };

/** @throws {InvalidError} */
export function check<T>(schema: v.GenericSchema<unknown, T>, given: unknown): T {
  const { success, output, issues } = v.safeParse(noList(schema), given, config);
  if (success) return output;
  const problems = issues.map((issue) =>
    [v.getDotPath(issue), issue.message].filter(Boolean).join(": "),
  );
  throw new InvalidError(problems.join(" "));
}
