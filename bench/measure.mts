/** Runs the sides of a comparison in turns, so that what slows the machine slows all of them. */
import type { Row } from "./results.mts";

export interface Sample {
  readonly value: number;
  /** Further columns. */
  readonly others?: Readonly<Record<string, number>>;
}

export interface Contender {
  readonly name: string;
  /** If it takes too long for as many as the others. */
  readonly maxRounds?: number;
  run(): Promise<Sample>;
}

export interface Comparison {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly size?: number;
  /** The contender that the ratios are over. */
  readonly baseline?: string;
}

/** Each round begins with another contender. */
export async function measure(comparison: Comparison): Promise<Row[]> {
  const { contenders, rounds, size, baseline } = comparison;
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length] as Contender;
      const { name, maxRounds = rounds, run } = contender;
      if (round >= maxRounds) continue;
      const sample = await run();
      samples.get(name)?.push(sample);
      const of = size === undefined ? "" : ` of ${size}`;
      console.error(`  round ${round + 1}, ${name}${of}: ${sample.value.toPrecision(3)}`);
    }
  }
  const base = baseline === undefined ? undefined : samples.get(baseline);
  return [...samples].map(([contender, ofRounds]) => {
    const columns = Object.keys(ofRounds[0]?.others ?? {});
    const columnOf = (column: string) => ofRounds.map(({ others }) => others?.[column] ?? 0);
    return {
      contender,
      size,
      values: ofRounds.map(({ value }) => value),
      ratios: base && ofRounds.map(({ value }, round) => value / (base[round] as Sample).value),
      others: Object.fromEntries(columns.map((column) => [column, columnOf(column)])),
    };
  });
}
