/** The chart of a measurement: a line per contender over the sizes, and a bar from its lowest to its highest round. */
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { formatFigure, summaryOf } from "./figures.mts";
import { contendersOf, type Measurement, sizesOf } from "./results.mts";

/** They stand out from white and from black alike, so both modes have the same. */
const colours = ["#1f77d0", "#d4620f", "#18935a", "#9a6bdf", "#d1242f", "#a0741a", "#7f7f7f"];
const shapes = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
];

/** Where the modes differ. A chart is drawn in the light one. */
const light = { background: "#ffffff", text: "#1f2328", axis: "#818b98", grid: "#e4e8ec" };
const dark = { background: "#0d1117", text: "#f0f6fc", axis: "#9198a1", grid: "#2a313a" };

/** Sizes that are further apart than this get logarithmic axes. */
const widestLinear = 20;

/** @param contenders get their colours in this order. */
export async function renderChart(
  measurement: Measurement,
  contenders: readonly string[] = contendersOf([measurement]),
): Promise<string> {
  const { spec } = compile(chartOf(measurement, contenders));
  const svg = await new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
  const head = `${descriptionOf(measurement)}<style>${darkMode()}</style>`;
  return `${svg.replace(/^<svg([^>]*)>/, (_, attributes) => `<svg role="img"${attributes}>${head}`)}\n`;
}

/** The chart in words, for who does not see it: how the contenders compare at the largest size. */
export function describeChart(measurement: Measurement): string {
  const { metric, sizeName } = measurement;
  const largest = sizesOf(measurement).at(-1);
  const figures = pointsOf(measurement)
    .filter(({ size }) => size === largest)
    .sort((a, b) => a.median - b.median)
    .map(({ contender, median }) => `${contender} ${formatFigure(median, metric.unit)}`);
  return `${metric.name} by ${sizeName}; at ${largest}: ${figures.join(", ")}`;
}

interface Point {
  readonly contender: string;
  readonly size: number;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

function pointsOf({ rows }: Measurement): Point[] {
  return rows.flatMap(({ contender, size, values }) =>
    size === undefined ? [] : [{ contender, size, ...summaryOf(values) }],
  );
}

function chartOf(measurement: Measurement, contenders: readonly string[]): TopLevelSpec {
  const { metric, sizeName } = measurement;
  const points = pointsOf(measurement);
  const sizes = sizesOf(measurement);

  // In the order of the lines' right ends, so that the legend reads like their labels.
  const fromTheRight = [...points].sort((a, b) => b.size - a.size || b.median - a.median);
  const shown = [...new Set(fromTheRight.map((it) => it.contender))];
  const scaleOf = (looks: readonly string[]) => ({
    domain: shown,
    range: shown.map((it) => looks[contenders.indexOf(it) % looks.length] ?? ""),
  });
  const legend = { title: null, symbolSize: 80, symbolOpacity: 1, labelLimit: 0 };
  const longestName = Math.max(...shown.map((it) => it.length));

  return {
    // Vega knows no fonts here and would leave too much room for the legend.
    autosize: "none",
    padding: { left: 64, right: 48 + 7 * longestName, top: 36, bottom: 48 },
    width: 520,
    height: 300,
    background: light.background,
    title: metric.unit === "" ? metric.name : `${metric.name} (${metric.unit})`,
    data: { values: points },
    encoding: {
      x: { field: "size", type: "quantitative", title: sizeName, ...axesOf(points, sizes).x },
      y: { type: "quantitative", title: null, ...axesOf(points, sizes).y },
      color: { field: "contender", scale: scaleOf(colours), legend },
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 6, opacity: 0.35 },
        encoding: { y: { field: "minimum" }, y2: { field: "maximum" } },
      },
      { mark: { type: "line", strokeWidth: 2 }, encoding: { y: { field: "median" } } },
      {
        mark: { type: "point", filled: true, size: 50, opacity: 1 },
        encoding: {
          y: { field: "median" },
          shape: { field: "contender", scale: scaleOf(shapes), legend },
        },
      },
    ],
    config: {
      aria: false,
      font: "system-ui, -apple-system, 'Segoe UI', sans-serif",
      view: { stroke: null },
      title: { anchor: "start", color: light.text, fontSize: 12, fontWeight: "normal" },
      axis: {
        labelColor: light.text,
        labelFontSize: 12,
        titleColor: light.text,
        titleFontSize: 12,
        titleFontWeight: "normal",
        domainColor: light.axis,
        tickColor: light.axis,
        gridColor: light.grid,
      },
      axisX: { grid: false, labelFlush: false },
      legend: { labelColor: light.text, labelFontSize: 12 },
    },
  };
}

function axesOf(points: readonly Point[], sizes: readonly number[]) {
  const [smallest = 0, largest = 0] = [sizes.at(0), sizes.at(-1)];
  const lowest = Math.min(...points.map((it) => it.minimum));
  const highest = Math.max(...points.map((it) => it.maximum));
  const x = { values: [...sizes], format: ",~f" };
  const y = { format: highest < 1e6 ? ",~f" : "~s" };

  // A logarithmic axis has no zero.
  const isLinear = largest <= smallest * widestLinear || smallest <= 0 || lowest <= 0;
  if (isLinear) return { x: { axis: x }, y: { axis: y, scale: { zero: true } } };
  const scale = { type: "log" as const, nice: false, padding: 12 };
  return {
    x: { axis: x, scale },
    y: { axis: { ...y, values: logarithmicTicks(lowest, highest) }, scale },
  };
}

/** 1, 2 and 5 of every power of ten, unless that is too few. */
function logarithmicTicks(lowest: number, highest: number): number[] {
  const ticks: number[] = vega.scale("log")().domain([lowest, highest]).ticks();
  const some = ticks.filter((it) => /^[125]e/.test(it.toExponential()));
  return some.length > 2 ? some : ticks;
}

function descriptionOf(measurement: Measurement): string {
  const [title, description] = [measurement.title, describeChart(measurement)].map((text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
  );
  return `<title>${title}</title><desc>${description}</desc>`;
}

/** Of the reader's system: the mode of a page does not reach a picture in it, which is why it has a background. */
function darkMode(): string {
  const rules = Object.entries(dark).flatMap(([part, colour]) =>
    ["fill", "stroke"].map(
      (name) => `[${name}="${light[part as keyof typeof light]}"]{${name}:${colour}}`,
    ),
  );
  return `@media (prefers-color-scheme:dark){${rules.join("")}}`;
}
