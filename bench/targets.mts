/** What a measurement is held to. */
import { summaryOf } from "./figures.mts";
import type { Row, Target, Unit } from "./results.mts";

export interface TargetOptions {
  readonly rows: readonly Row[];
  readonly contender: string;
  readonly size?: number;
  /** The column: `ratio`, `value`, or one of the others. Its median counts. */
  readonly of: string;
  readonly unit?: Unit;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly text: string;
  /** If it is missed. */
  readonly cause?: string;
}

export function target(options: TargetOptions): Target {
  const { rows, contender, size, of, unit, text, cause } = options;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = options;
  const row = rows.find((each) => each.contender === contender && each.size === size);
  const figures = of === "ratio" ? row?.ratios : of === "value" ? row?.values : row?.others?.[of];
  if (!figures) throw new Error(`${contender} has no ${of}.`);
  const { median: measured } = summaryOf(figures);
  const isMet = measured <= atMost && measured >= atLeast;
  return { text, measured, unit, isMet, ...(!isMet && { cause }) };
}
