/** The rounds of a measurement in one figure, and figures as people write them. */
import type { Unit } from "./results.mts";

export interface Summary {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** @throws if there was no round. */
export function summaryOf(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number) => {
    const value = sorted[index];
    if (value === undefined) throw new Error("no round was measured");
    return value;
  };
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    minimum: at(0),
    maximum: at(sorted.length - 1),
  };
}

/** `1.24 s (1.19–1.31)`, or `12` if all rounds had that. */
export function formatSummary(values: readonly number[], unit: Unit): string {
  const { median, minimum, maximum } = summaryOf(values);
  const digits = fractionDigits(median, unit);
  const [low, high] = [minimum, maximum].map((it) => formatNumber(it, digits));
  const figure = formatFigure(median, unit);
  return low === high ? figure : `${figure} (${low}–${high})`;
}

/** `1.24 s`, `12,345 bytes`, `1.08 ×`. */
export function formatFigure(value: number, unit: Unit): string {
  return `${formatNumber(value, fractionDigits(value, unit))} ${unit}`.trimEnd();
}

/** Three significant digits, but no digit of a whole number is left out, and none added to what was counted. */
function fractionDigits(value: number, unit: Unit): number {
  const isCount = ["", "bytes", "requests"].includes(unit) && Number.isInteger(value);
  if (isCount || value === 0) return 0;
  return Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
}

function formatNumber(value: number, digits: number): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
