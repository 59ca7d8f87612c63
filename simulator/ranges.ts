/** Rules for numbers. */
import * as v from "valibot";

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
