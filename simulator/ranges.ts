/** Rules for numbers, and one for rules. */
import * as v from "valibot";

/** Exactly the properties of a type that is written out, each with a rule that gives its type. */
export type Rules<T> = { [Property in keyof Required<T>]: v.GenericSchema<unknown, T[Property]> };

/** Whatever is wrong with a number, the error states the whole rule. */
export function between(min: number, max: number) {
  const rule = `It must be a number, ${min} to ${max}.`;
  return v.pipe(v.number(rule), v.minValue(min, rule), v.maxValue(max, rule));
}

export function whole(min: number, max: number) {
  const rule = `It must be a whole number, ${min} to ${max}.`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(min, rule), v.maxValue(max, rule));
}

export function atLeast(min: number) {
  const rule = `It must be a whole number, at least ${min}.`;
  return v.pipe(v.number(rule), v.safeInteger(rule), v.minValue(min, rule));
}
