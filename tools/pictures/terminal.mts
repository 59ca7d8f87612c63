/** What a terminal shows, as SVG. A real terminal's buffer decides what that is. */
import xterm, { type IBufferCell } from "@xterm/headless";

export const columns = 124;
export const rows = 40;

const character = { width: 8.4, height: 20 };
const padding = 20;
const ink = "#d6deeb";
/** Of the 256 colours of a terminal, those that Pulumi's own output uses. */
const palette: Readonly<Record<number, string>> = {
  1: "#ff6b6b",
  2: "#7fd88f",
  3: "#e5c07b",
  5: "#c792ea",
  8: "#7f8ea3",
  9: "#ff6b6b",
  12: "#82aaff",
  13: "#d78bf0",
};

/** @param output what a program wrote to a terminal of {@link columns} and {@link rows}. */
export async function drawTerminal(command: string, output: string): Promise<string> {
  const lines = [[`$ ${command}`].map(plain), ...(await linesOf(output))];
  const width = Math.ceil(columns * character.width) + 2 * padding;
  const height = lines.length * character.height + 2 * padding;
  const texts = lines.map((spans, i) => {
    const y = padding + (i + 0.75) * character.height;
    return `<text x="${padding}" y="${y}">${spans.map(drawSpan).join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
  role="img" aria-label="${escapeXml(command)}">
<rect width="100%" height="100%" rx="8" fill="#0f1724"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${ink}" xml:space="preserve">
${texts.join("\n")}
</g>
</svg>
`;
}

interface Span {
  readonly text: string;
  readonly color: number | undefined;
  readonly isBold: boolean;
  /** In which column it begins. */
  readonly column: number;
}

const plain = (text: string): Span => ({ text, color: undefined, isBold: false, column: 0 });

/** The terminal's lines, without the empty ones at the end. */
async function linesOf(output: string): Promise<Span[][]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((written) => terminal.write(output, written));
  const buffer = terminal.buffer.active;
  const lines = Array.from({ length: buffer.length }, (_, row) => {
    const line = buffer.getLine(row);
    const cells = Array.from({ length: columns }, (_, column) => line?.getCell(column));
    return spansOf(cells.filter((cell) => cell !== undefined));
  });
  while (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

/** Cells of one look in a row are one span; what is empty is left out. */
function spansOf(cells: readonly IBufferCell[]): Span[] {
  const spans: Span[] = [];
  cells.forEach((cell, column) => {
    const color = cell.isFgPalette() ? cell.getFgColor() : undefined;
    const span = { text: cell.getChars() || " ", color, isBold: cell.isBold() !== 0, column };
    const last = spans.at(-1);
    if (last && last.color === span.color && last.isBold === span.isBold) {
      spans[spans.length - 1] = { ...last, text: last.text + span.text };
    } else spans.push(span);
  });
  return spans.flatMap(withoutGaps);
}

/** Where there is nothing for two columns or more, as in a table, the next span begins. */
function withoutGaps(span: Span): Span[] {
  return [...span.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({
    ...span,
    text,
    column: span.column + index,
  }));
}

function drawSpan({ text, color, isBold, column }: Span): string {
  const x = (padding + column * character.width).toFixed(1);
  const fill = color === undefined ? "" : ` fill="${palette[color] ?? ink}"`;
  const weight = isBold ? ' font-weight="bold"' : "";
  const length = (text.length * character.width).toFixed(1);
  return `<tspan x="${x}"${fill}${weight} textLength="${length}">${escapeXml(text)}</tspan>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
}
