/**
 * What `make bench` prints and writes. `node bench/report.mts [RESULTS [FOLDER]]` does it once more, without measuring.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { describeChart, renderChart } from "./chart.mts";
import { formatFigure, formatSummary } from "./figures.mts";
import {
  contendersOf,
  type Measurement,
  type Results,
  type Row,
  sizesOf,
  type Target,
} from "./results.mts";

interface Column {
  readonly title: string;
  readonly isText?: boolean;
  readonly cell: (row: Row, above?: Row) => string | undefined;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const root = join(import.meta.dirname, "..");
  const [file, folder] = process.argv.slice(2);
  const results: Results = JSON.parse(
    readFileSync(file ?? join(root, "bench/results.json"), "utf8"),
  );
  for (const measurement of results.measurements) console.log(`${renderText(measurement)}\n`);
  await writeReport(results, folder ?? join(root, "docs"));
}

/** Writes `benchmarks.md`, and `benchmarks/ID.svg` for each chart, replacing those of the last run. */
export async function writeReport(results: Results, folder: string): Promise<void> {
  const charts = join(folder, "benchmarks");
  rmSync(charts, { recursive: true, force: true });
  mkdirSync(charts, { recursive: true });
  // A contender looks the same in all charts.
  const contenders = contendersOf(results.measurements);
  for (const measurement of results.measurements.filter(hasChart)) {
    const svg = await renderChart(measurement, contenders);
    writeFileSync(join(charts, `${measurement.id}.svg`), svg);
  }
  writeFileSync(join(folder, "benchmarks.md"), renderMarkdown(results));
}

/** A measurement for the terminal. */
export function renderText(measurement: Measurement): string {
  return paragraphs(measurement.title, tableOf(measurement), targetsOf(measurement));
}

export function renderMarkdown(results: Results): string {
  const page = paragraphs(
    "# Benchmarks",
    `What pulumi-alexa costs in time, memory and requests, compared with other ways to do the same. \`make bench\` measures it
against the simulator and writes this page.`,
    runOf(results),
    "How to read it:",
    `- \`1.24 s (1.19–1.31)\` is the median of all rounds, with the minimum and maximum in parentheses. A figure without
  them came out the same in every round. Smaller is better.
- A ratio is between the two sides of the same round, so that what slows the machine slows both. The median is that of
  the rounds' ratios, which may differ from the ratio of the medians.
- In a chart, the bar behind a point reaches from the minimum to the maximum. Both axes are logarithmic if the largest
  size is more than 20 times the smallest.`,
    "## Targets",
    summaryOfTargets(results.measurements),
    ...results.measurements.map(sectionOf),
  );
  return `${page}\n`;
}

function runOf({ startedAt, commit, machine }: Results): string {
  const time = new Date(startedAt).toISOString().slice(0, 16).replace("T", " ");
  const { cpu, cores, memoryGb, os } = machine;
  const versions = Object.entries(machine.versions).map((it) => it.join(" "));
  return [
    `- Run: ${time} UTC, commit \`${commit}\``,
    `- Machine: ${cpu}, ${cores} cores, ${Number(memoryGb.toFixed(1))} GB, ${os}`,
    `- Versions: ${versions.join(", ")}`,
  ].join("\n");
}

function summaryOfTargets(measurements: readonly Measurement[]): string {
  const rows = measurements.flatMap(({ id, title, targets }) =>
    targets.map((target) => [
      `[${title}](#${id})`,
      target.text,
      measuredOf(target),
      verdictOf(target),
      causeOf(target),
    ]),
  );
  const titles = ["measurement", "target", "measured", "result", "cause"];
  const met = measurements.flatMap((it) => it.targets).filter((it) => it.isMet);
  return paragraphs(
    `Met: ${met.length} of ${rows.length}.`,
    // Unaligned, for the causes are sentences.
    markdownTable([titles, ...rows], { alignDelimiters: false }),
  );
}

function sectionOf(measurement: Measurement): string {
  const { id, title, about } = measurement;
  return paragraphs(
    // The link of the summary does not depend on how the title is written.
    `<a id="${id}"></a>`,
    `## ${title}`,
    about,
    tableOf(measurement),
    hasChart(measurement) ? `![${describeChart(measurement)}](benchmarks/${id}.svg)` : "",
    targetsOf(measurement),
  );
}

/** By size, so that those who are compared stand together. */
function tableOf(measurement: Measurement): string {
  const { rows, metric, sizeName, baseline } = measurement;
  const contenders = contendersOf([measurement]);
  const others = [...new Set(rows.flatMap((it) => Object.keys(it.others ?? {})))];
  const columns: Column[] = [
    {
      title: sizeName ?? "",
      cell: ({ size }, above) => (size === above?.size ? "" : size?.toLocaleString("en")),
    },
    { title: "contender", isText: true, cell: ({ contender }) => contender },
    { title: metric.name, cell: ({ values }) => formatSummary(values, metric.unit) },
    {
      title: `ratio to ${baseline}`,
      cell: ({ ratios }) => ratios && formatSummary(ratios, "×"),
    },
    ...others.map((title) => ({
      title,
      cell: (row: Row) => row.others?.[title] && formatSummary(row.others[title], ""),
    })),
    { title: "rounds", cell: ({ values }) => `${values.length}` },
  ];
  const sorted = [...rows].sort(
    (a, b) =>
      (a.size ?? 0) - (b.size ?? 0) ||
      contenders.indexOf(a.contender) - contenders.indexOf(b.contender),
  );
  const shown = columns.filter(({ cell }) => sorted.some((row) => cell(row)));
  const cells = sorted.map((row, i) => shown.map(({ cell }) => cell(row, sorted[i - 1]) ?? "–"));
  return markdownTable([shown.map((it) => it.title), ...cells], {
    align: shown.map(({ isText }) => (isText ? "left" : "right")),
  });
}

function targetsOf({ targets }: Measurement): string {
  return targets
    .map((it) =>
      [`- ${verdictOf(it)}: ${it.text}; measured: ${measuredOf(it)}`, causeOf(it)]
        .filter((part) => part !== "")
        .join(". "),
    )
    .join("\n");
}

function hasChart(measurement: Measurement): boolean {
  return sizesOf(measurement).length > 1;
}

function verdictOf({ isMet }: Target): string {
  return isMet ? "✓ met" : "✗ not met";
}

function measuredOf({ measured, unit = "×" }: Target): string {
  return formatFigure(measured, unit);
}

function causeOf({ isMet, cause }: Target): string {
  return isMet ? "" : (cause ?? "The cause is not known.");
}

function paragraphs(...texts: readonly string[]): string {
  return texts.filter((it) => it !== "").join("\n\n");
}
