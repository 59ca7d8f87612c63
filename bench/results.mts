/** What a run of the benchmarks measured, as `results.json` keeps it and the report shows it. */

export interface Results {
  /** When the run began, in ISO 8601. */
  readonly startedAt: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly measurements: readonly Measurement[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  /** By name: Node, the Pulumi CLI, @pulumi/pulumi, ask-cli, and so on. */
  readonly versions: Readonly<Record<string, string>>;
}

/** One comparison: a table of the report, and a chart if there are several sizes. */
export interface Measurement {
  /** For file names and links: `unchanged-preview`. */
  readonly id: string;
  readonly title: string;
  /** What is compared and how, in Markdown. */
  readonly about: string;
  /** What the first figure of a row is. */
  readonly metric: { readonly name: string; readonly unit: Unit };
  /** What {@link Row.size} counts: `skills`. Undefined if there is one size. */
  readonly sizeName?: string;
  /** The contender that the ratios are over. */
  readonly baseline?: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

/** `×` is a ratio's. */
export type Unit = "s" | "ms" | "MB" | "bytes" | "requests" | "×" | "";

export interface Row {
  readonly contender: string;
  readonly size?: number;
  /** One per round. */
  readonly values: readonly number[];
  /** To the baseline of the same round and size. */
  readonly ratios?: readonly number[];
  /** Further columns, one figure per round: `requests`. */
  readonly others?: Readonly<Record<string, readonly number[]>>;
}

export interface Target {
  /** `plugin, 100 skills: at most 1.25 × nothing`. */
  readonly text: string;
  readonly measured: number;
  /** Of `measured`. Default: `×`. */
  readonly unit?: Unit;
  readonly isMet: boolean;
  /** Why it is not met. */
  readonly cause?: string;
}

/** In the order of their first rows. */
export function contendersOf(measurements: readonly Measurement[]): string[] {
  return [...new Set(measurements.flatMap(({ rows }) => rows.map((it) => it.contender)))];
}

/** From the smallest; empty if the rows have none. */
export function sizesOf({ rows }: Measurement): number[] {
  const sizes = rows.flatMap(({ size }) => (size === undefined ? [] : [size]));
  return [...new Set(sizes)].sort((a, b) => a - b);
}
