/** The result as Markdown: the questions with their answers, then every exchange. */
import { markdownTable } from "markdown-table";
import { messageOf } from "./bodies.mts";
import type { Exchange } from "./exchanges.mts";
import type { Row } from "./notebook.mts";
import type { Placeholders } from "./placeholders.mts";
import { bodyOf, headersOf, hideContents } from "./sanitize.mts";

export interface Report {
  readonly rows: readonly Row[];
  readonly exchanges: readonly Exchange[];
  readonly version: string;
  readonly atMs: number;
  /** How the run ended. */
  readonly outcome: string;
  /** What the cleaning up left. */
  readonly remains: string;
}

const maxEvidence = 3;

/** The text of the report, from which everything that {@link Placeholders} know is taken out. */
export function writeReport(report: Report, placeholders: Placeholders): string {
  hideContents(placeholders, report.exchanges);
  const { clean } = placeholders;
  const date = new Date(report.atMs).toISOString().slice(0, 10);
  const table = report.rows.map((row) => cellsOf(row, placeholders));
  const differences = report.rows.filter(({ isDefault }) => isDefault === false);
  return [
    "# What Amazon's beta-test API does",
    `Found by \`make acceptance\` of pulumi-alexa ${report.version} on ${date}. Ids, addresses and tokens are replaced.`,
    `The run: ${escapeText(clean(report.outcome))} Left behind: ${escapeText(clean(report.remains))}`,
    "## Answers",
    markdownTable(
      [["question", "answer", "evidence", "simulator's setting", "its default"], ...table],
      { alignDelimiters: false, padding: true },
    ),
    "## Settings",
    settingsOf(report.rows, differences.length),
    "## Exchanges",
    ...report.exchanges.map((exchange) => describe(exchange, placeholders)),
    "",
  ].join("\n\n");
}

function cellsOf(
  { question, text, evidence, variant, value, isDefault }: Row,
  placeholders: Placeholders,
) {
  const { clean } = placeholders;
  const shown = evidence.length > maxEvidence ? [...evidence.slice(0, maxEvidence)] : evidence;
  const more = evidence.length - shown.length;
  const lines = shown.map((exchange) => evidenceOf(exchange, placeholders));
  if (more > 0) lines.push(`and ${more} more`);
  return [
    question,
    escapeText(clean(text)),
    lines.map(escapeText).join("<br>"),
    variant ? `\`${variant}\`${value === undefined ? "" : `: \`${value}\``}` : "",
    isDefault === undefined ? "" : isDefault ? "yes" : "**no**",
  ];
}

function evidenceOf(exchange: Exchange, { clean }: Placeholders): string {
  const { number, method, path, status } = exchange;
  const message = clean(messageOf(exchange)).slice(0, 120);
  const outcome = status === 0 ? "no response" : `${status}`;
  return `#${number} ${method} ${shorten(clean(path))}: ${outcome}${message ? `, ${message}` : ""}`;
}

const shorten = (path: string) => path.replace(/^\/v1\/skills\/<skill>\/betaTest/, "…");

/** What sets the simulator to the Amazon that was seen. */
function settingsOf(rows: readonly Row[], differences: number): string {
  const decided = rows.filter(({ variant, value }) => variant && value !== undefined);
  const settings = Object.fromEntries(decided.map(({ variant, value }) => [variant, value]));
  const known =
    differences === 0
      ? "No answer differs from the simulator's defaults."
      : `${differences} of the simulator's defaults differ.`;
  return `${known} As settings of the simulator:\n\n    ${JSON.stringify(settings)}`;
}

/** Indented, so that no text in it can be taken for Markdown or HTML. */
function describe(exchange: Exchange, placeholders: Placeholders): string {
  const { number, atMs, durationMs, method, path, requestBody, status, text, json } = exchange;
  const { clean } = placeholders;
  const outcome = status === 0 ? `no response: ${clean(exchange.problem ?? "")}` : `${status}`;
  const lines = [
    `#${number} ${new Date(atMs).toISOString()}, ${Math.round(durationMs)} ms`,
    `${method} ${clean(path)}`,
    ...(requestBody === undefined ? [] : [bodyOf(requestBody, placeholders)]),
    outcome,
    ...headersOf(exchange, placeholders),
    ...(text === "" ? [] : [bodyOf(json ?? text, placeholders)]),
  ];
  return lines.map((line) => `    ${line.replace(/\s+/g, " ")}`).join("\n");
}

/** On one line, and as text: placeholders look like tags of HTML, which a page would not show. */
function escapeText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\<*_[\]`|]/g, "\\$&");
}
