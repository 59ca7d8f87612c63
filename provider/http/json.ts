/** JSON from elsewhere, which may not be JSON. */
import * as v from "valibot";

/** @returns undefined if `text` is not JSON. */
export function parseJson(text: string): unknown {
  try {
    // Editors of Windows write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** For an object whose properties can all be missing: Valibot would take a list for it. */
export function rejectArrays<T extends v.GenericSchema>(schema: T) {
  const rule = "Expected an object but received a list";
  return v.pipe(
    v.custom<v.InferInput<T>>((value) => !Array.isArray(value), rule),
    schema,
  );
}
