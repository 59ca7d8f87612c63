/** What `make bench` prints and writes: figures, targets and charts. Run as a command, because Jest cannot load Vega. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Measurement, Results, Row, Target, Unit } from "../../bench/results.mts";
import { run } from "../helpers/command";

const root = resolve(__dirname, "../..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly printed: string;
  readonly page: string;
  readonly chart: (id: string) => string;
}

async function report(...measurements: Measurement[]): Promise<Report> {
  const file = join(folder, "results.json");
  writeFileSync(file, JSON.stringify(resultsOf(measurements)));
  const printed = await run(process.execPath, ["bench/report.mts", file, folder], { cwd: root });
  const page = readFileSync(join(folder, "benchmarks.md"), "utf8");
  return {
    printed,
    page,
    chart: (id) => readFileSync(join(folder, `benchmarks/${id}.svg`), "utf8"),
  };
}

const resultsOf = (measurements: readonly Measurement[]): Results => ({
  startedAt: "2026-01-31T23:59:58.999Z",
  commit: "0a1b2c3",
  machine: {
    cpu: "Some CPU",
    cores: 2,
    memoryGb: 7.76,
    os: "Some Linux",
    versions: { Node: "24.21.0", "Pulumi CLI": "3.250.0" },
  },
  measurements,
});

const measurement = (rows: readonly Row[], more: Partial<Measurement> = {}): Measurement => ({
  id: "preview",
  title: "A preview",
  about: "Nothing has changed.",
  metric: { name: "time", unit: "s" },
  sizeName: "skills",
  baseline: "nothing",
  rows,
  targets: [],
  ...more,
});

/** Of each contender, its time in seconds per size; the largest size first, because a report has to sort them. */
const growing = (times: Record<string, Record<number, number>>): Row[] =>
  Object.entries(times).flatMap(([contender, bySize]) =>
    Object.entries(bySize)
      .map(([size, time]) => ({ contender, size: Number(size), values: [time] }))
      .reverse(),
  );

/** The cells of the table that begins with this title. */
function tableIn(text: string, title: string): string[][] {
  const lines = text.split("\n");
  const first = lines.findIndex((it) => it.startsWith(`| ${title}`));
  const length = lines.slice(first).findIndex((it) => !it.startsWith("|"));
  const rows = lines.slice(first, first + length).map((it) => it.split("|").slice(1, -1));
  return rows.filter((_, i) => i !== 1).map((row) => row.map((it) => it.trim()));
}

test("a figure is the median of its rounds, with the minimum and the maximum", async () => {
  const { page, printed } = await report(
    measurement([
      {
        contender: "odd",
        values: [1.3, 9, 1.1],
        others: { requests: [3, 3, 3], logins: [2, 1, 4] },
      },
      { contender: "even", values: [10, 1, 4, 2], others: { requests: [7, 7, 8, 8] } },
    ]),
  );
  const table = [
    ["contender", "time", "requests", "logins", "rounds"],
    ["odd", "1.30 s (1.10–9.00)", "3", "2 (1–4)", "3"],
    ["even", "3.00 s (1.00–10.00)", "7.50 (7.00–8.00)", "–", "4"],
  ];
  expect(tableIn(page, "contender")).toEqual(table);
  expect(tableIn(printed, "contender")).toEqual(table);
});

test("a ratio is the median of the rounds' ratios, not the ratio of the medians", async () => {
  const { page } = await report(
    measurement([
      { contender: "nothing", values: [1, 2, 4], ratios: [1, 1, 1] },
      { contender: "plugin", values: [3, 2, 5], ratios: [3, 1, 1.25] },
    ]),
  );
  expect(tableIn(page, "contender").map((row) => row[2])).toEqual([
    "ratio to nothing",
    "1.00 ×",
    "1.25 × (1.00–3.00)",
  ]);
});

test("figures have their unit and three digits, and counts and large numbers all of theirs", async () => {
  const figures: [value: number, unit: Unit, text: string][] = [
    [0, "s", "0 s"],
    [0.0012345, "s", "0.00123 s"],
    [0.98765, "s", "0.988 s"],
    [12.345, "s", "12.3 s"],
    [123.45, "ms", "123 ms"],
    [12_345.6, "ms", "12,346 ms"],
    [64, "MB", "64.0 MB"],
    [1_234_567, "bytes", "1,234,567 bytes"],
    [12, "requests", "12 requests"],
    [12.5, "requests", "12.5 requests"],
    [1.2, "×", "1.20 ×"],
    [7, "", "7"],
  ];
  const { page } = await report(
    ...figures.map(([value, unit], i) =>
      measurement([{ contender: "plugin", values: [value] }], {
        id: `m${i}`,
        metric: { name: `figure ${i}`, unit },
      }),
    ),
  );
  const shown = [...page.matchAll(/\| plugin +\| +(.+?) \|/g)].map(([, figure]) => figure);
  expect(shown).toEqual(figures.map(([, , text]) => text));
});

test("those who are compared at a size stand together, the sizes from the smallest", async () => {
  const names = ["nothing", "plugin", "dynamic resource", "script", "by hand"];
  const times = { 1000: 4, 1: 1, 10: 2, 100: 3 };
  const { page } = await report(
    measurement(growing(Object.fromEntries(names.map((name) => [name, times])))),
  );
  const [titles, ...rows] = tableIn(page, "skills");
  expect(titles).toEqual(["skills", "contender", "time", "rounds"]);
  expect(rows.map(([size, name]) => [size, name])).toEqual(
    ["1", "10", "100", "1,000"].flatMap((size) =>
      names.map((name, i) => [i === 0 ? size : "", name]),
    ),
  );
});

test("a target that is missed shows its cause, above all measurements and at its own", async () => {
  const targets: Target[] = [
    {
      text: "at most 1.25 × nothing",
      measured: 1.6249,
      isMet: false,
      cause: "Two processes start.",
    },
    { text: "at most 100 MB", measured: 64.04, unit: "MB", isMet: true, cause: "It was quick." },
    { text: "at most 9 requests", measured: 10, unit: "requests", isMet: false },
  ];
  const { page, printed } = await report(
    measurement([{ contender: "plugin", values: [1] }], { targets }),
  );
  expect(page).toContain("Met: 1 of 3.");
  const link = "[A preview](#preview)";
  expect(tableIn(page, "measurement").slice(1)).toEqual([
    [link, "at most 1.25 × nothing", "1.62 ×", "✗ not met", "Two processes start."],
    [link, "at most 100 MB", "64.0 MB", "✓ met", ""],
    [link, "at most 9 requests", "10 requests", "✗ not met", "The cause is not known."],
  ]);
  const lines = `- ✗ not met: at most 1.25 × nothing; measured: 1.62 ×. Two processes start.
- ✓ met: at most 100 MB; measured: 64.0 MB
- ✗ not met: at most 9 requests; measured: 10 requests. The cause is not known.
`;
  expect(page.slice(page.indexOf("## A preview"))).toContain(lines);
  expect(printed).toContain(lines);
});

test("the page says when, of which commit and on which machine it was made", async () => {
  const { page } = await report();
  expect(page).toContain("2026-01-31 23:59 UTC, commit `0a1b2c3`");
  expect(page).toContain("Some CPU, 2 cores, 7.8 GB, Some Linux");
  expect(page).toContain("Node 24.21.0, Pulumi CLI 3.250.0");
});

test("every link of the page leads somewhere, and only measurements of several sizes have a chart", async () => {
  const targets = [{ text: "at most 2 ×", measured: 1, isMet: true }];
  const several = growing({ nothing: { 1: 1, 10: 2 } });
  await report(measurement(several, { id: "of-the-last-run" }));
  const { page } = await report(
    measurement(several, { targets }),
    measurement(growing({ nothing: { 1: 1 } }), { id: "one-size", targets }),
  );
  const images = [...page.matchAll(/\]\(benchmarks\/(.+?)\)/g)].map(([, file]) => file);
  expect(images).toEqual(["preview.svg"]);
  expect(readdirSync(join(folder, "benchmarks"))).toEqual(images);
  const anchors = [...page.matchAll(/\]\(#(.+?)\)/g)].map(([, id]) => id);
  expect(anchors).toEqual(["preview", "one-size"]);
  for (const id of anchors) expect(page).toContain(`<a id="${id}"></a>\n\n## `);
});

describe("a chart", () => {
  const growth = { nothing: { 1: 20, 10: 25, 100: 30 }, plugin: { 1: 25, 10: 30, 100: 90 } };
  const wide = measurement(growing(growth));
  const draw = async (of: Measurement) => (await report(of)).chart(of.id);

  test("is the same for the same results, whatever was drawn before it", async () => {
    const first = await report(wide);
    const again = await report(wide);
    expect([again.page, again.chart("preview")]).toEqual([first.page, first.chart("preview")]);
    const second = await report({ ...wide, id: "another" }, wide);
    expect(second.chart("preview")).toBe(first.chart("preview"));
  });

  test.each([
    ["logarithmic axes if its sizes are far apart", { 1: 20, 10: 25, 100: 30 }],
    ["linear axes if its sizes are close", { 5: 1, 50: 2, 95: 3 }],
    ["linear axes if a figure is zero", { 1: 0, 51: 20, 101: 30 }],
  ])("has %s", async (_, bySize) => {
    const svg = await draw(measurement(growing({ nothing: bySize })));
    const [left = 0, middle = 0, right = 0] = Object.keys(bySize).map((it) => placeOf(svg, it).x);
    expect(left).toBeLessThan(middle);
    expect(right - middle).toBeCloseTo(middle - left, 0);
  });

  test("shows how far the rounds of each point are apart", async () => {
    const [contender, values] = ["plugin", [10, 50, 100]];
    const svg = await draw(measurement([1, 2].map((size) => ({ contender, values, size }))));
    const bars = [...svg.matchAll(/<line [^>]*y2="(-[\d.]+)"[^>]*stroke-width="6"/g)];
    const from10To100 = placeOf(svg, "100").y - placeOf(svg, "10").y;
    expect(bars.map(([, length]) => Math.round(Number(length)))).toEqual([
      Math.round(from10To100),
      Math.round(from10To100),
    ]);
  });

  test("has a legend in the order of the lines' right ends", async () => {
    const texts = [...(await draw(wide)).matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
    expect(texts.filter((it) => it === "plugin" || it === "nothing")).toEqual([
      "plugin",
      "nothing",
    ]);
  });

  test("gives a contender the colour that it has in the whole report", async () => {
    const { chart } = await report(
      wide,
      ...Object.entries(growth).map(([id, bySize]) =>
        measurement(growing({ [id]: bySize }), { id }),
      ),
    );
    const [nothing, plugin] = [chart("nothing"), chart("plugin")].map(lineColours);
    expect(nothing).not.toEqual(plugin);
    expect(lineColours(chart("preview"))).toEqual([nothing, plugin].flat());
  });

  test("has a title and a description for who does not see it", async () => {
    const svg = await draw({ ...wide, title: "A & B < C" });
    expect(svg).toMatch(/^<svg role="img"/);
    expect(svg).toContain("<title>A &amp; B &lt; C</title>");
    expect(svg).toContain("<desc>time by skills; at 100: nothing 30.0 s, plugin 90.0 s</desc>");
  });

  test("can be read in light and in dark mode", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const times = Object.fromEntries(names.map((name) => [name, { 1: 1, 2: 2 }]));
    const svg = await draw(measurement(growing(times)));
    const replaced = [...svg.matchAll(/\[fill="(#\w+)"\]\{fill:(#\w+)\}/g)];
    const dark = new Map(replaced.map(([, before, after]) => [before, after]));
    const [background = ""] = coloursOf(svg, /<rect [^>]*fill="(#\w+)"/g);
    const texts = coloursOf(svg, /<text [^>]*fill="(#\w+)"/g);
    const lines = lineColours(svg);
    expect(texts.length).toBeGreaterThan(names.length);
    expect(new Set(lines).size).toBe(names.length);
    for (const inMode of [(it: string) => it, (it: string) => dark.get(it) ?? it]) {
      const contrasts = (colours: string[]) =>
        colours.map((it) => contrast(inMode(it), inMode(background)));
      expect(Math.min(...contrasts(texts))).toBeGreaterThan(7);
      expect(Math.min(...contrasts(lines))).toBeGreaterThan(3);
    }
    expect(dark.get(background)).not.toBe(background);
  });
});

/** Where a label of an axis stands. */
function placeOf(svg: string, label: string): { x: number; y: number } {
  const text = `<text [^>]*translate\\(([-\\d.]+),([-\\d.]+)\\)[^>]*>${label}</text>`;
  const [, x, y] = new RegExp(text).exec(svg) ?? [];
  return { x: Number(x), y: Number(y) };
}

function lineColours(svg: string): string[] {
  return coloursOf(svg, /<path d="M[^"]*L[^"]*" stroke="(#\w+)"/g);
}

function coloursOf(svg: string, pattern: RegExp): string[] {
  return [...svg.matchAll(pattern)].map(([, colour = ""]) => colour);
}

/** Of two colours, as WCAG defines it: 1 to 21. */
function contrast(one: string, other: string): number {
  const [lower = 0, higher = 0] = [one, other].map(luminance).sort((a, b) => a - b);
  return (higher + 0.05) / (lower + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("docs/benchmarks.md and its charts are what the last results say", async () => {
  await run(process.execPath, ["bench/report.mts", "bench/results.json", folder], { cwd: root });
  const written = (parent: string) =>
    readdirSync(parent, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /benchmarks/.test(join(entry.parentPath, entry.name)))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(written(folder).length).toBeGreaterThan(3);
  expect(written(join(root, "docs")).sort()).toEqual(written(folder).sort());
});
