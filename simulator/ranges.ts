/** Rules for numbers. */
import { z } from "zod";

/** Whatever is wrong with a number, the error states the whole rule. */
export function between(min: number, max: number) {
  const rule = `It must be a number, ${min} to ${max}.`;
  return z.number(rule).min(min, rule).max(max, rule);
}

export function whole(min: number, max: number) {
  const rule = `It must be a whole number, ${min} to ${max}.`;
  return z.int(rule).min(min, rule).max(max, rule);
}
