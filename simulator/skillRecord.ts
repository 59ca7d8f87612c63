import { z } from "zod";

/** Keyed by skill ids from outside: without a prototype `toString` is no entry, and `__proto__` is one like any other. */
export function skillRecord<T>(entries: Iterable<[string, T]> = []): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** In place of `z.record`, which drops `__proto__`. */
export function skillRecordSchema<T>(value: z.ZodType<T>) {
  return z
    .instanceof(Object)
    .transform((content) => Object.entries(content))
    .pipe(z.array(z.tuple([z.string(), value])))
    .transform((entries) => skillRecord(entries));
}
