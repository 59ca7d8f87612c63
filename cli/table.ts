/** Columns of text: as a table, or one field a line where a terminal is too narrow for that. */
import { stripVTControlCharacters } from "node:util";
import type { Output, Style } from "./console";

export interface Column {
  readonly title: string;
  readonly isNumber?: true;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** A row that is shorter than the columns ends with a text that may reach over the rest of them. */
export type Row = readonly Cell[];

const gap = "  ";

/** Profiles' names and Amazon's answers can have anything in them, which would take the table or the terminal apart. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

export function formatTable(
  columns: readonly Column[],
  given: readonly Row[],
  output: Output,
): string {
  const rows = given.map((row) => row.map((cell) => ({ ...cell, text: printable(cell.text) })));
  const widths = columns.map(({ title }, index) =>
    Math.max(
      title.length,
      ...rows.map((row) => (isOpenEnd(columns, row, index) ? 0 : (row[index]?.text.length ?? 0))),
    ),
  );
  const width = widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
  if (width > (output.columns ?? width)) return formatRecords(columns, rows, output);

  const format = (row: Row) =>
    row
      .map(({ text, style }, index) => {
        const isLast = index === row.length - 1;
        const padded = columns[index]?.isNumber
          ? text.padStart(widths[index] ?? 0)
          : text.padEnd(isLast ? 0 : (widths[index] ?? 0));
        return style ? output.style(style, padded) : padded;
      })
      .join(gap);
  const header = columns.map(({ title }): Cell => ({ text: title, style: "bold" }));
  return [header, ...rows].map((row) => `${format(row).trimEnd()}\n`).join("");
}

function isOpenEnd(columns: readonly Column[], row: Row, index: number): boolean {
  return row.length < columns.length && index === row.length - 1;
}

function formatRecords(columns: readonly Column[], rows: readonly Row[], output: Output): string {
  const titleWidth = Math.max(...columns.map(({ title }) => title.length));
  const records = rows.map((row) =>
    row
      .map(({ text, style }, index) => {
        const title = output.style("bold", (columns[index]?.title ?? "").padEnd(titleWidth));
        return `${title}${gap}${style ? output.style(style, text) : text}\n`;
      })
      .join(""),
  );
  return records.join("\n");
}
