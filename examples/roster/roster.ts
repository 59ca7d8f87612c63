import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";

/** A line of the file. The name and the team are for its readers; only the address goes to Amazon. */
interface Tester {
  email: string;
  name: string;
  team: string;
}

/**
 * The addresses in a CSV file, each once: Amazon knows an address, not the teams that its owner belongs to.
 *
 * @throws if the file cannot be read as one, or is empty: that would take everybody's access away. No message contains an address.
 */
export function readRoster(file: string): string[] {
  const emails = new Set(readTesters(file).map(({ email }) => email?.toLowerCase()));
  if (emails.size === 0)
    throw new Error(`${file} has no testers: it begins with "email,name,team".`);
  if (emails.has(undefined)) throw new Error(`${file} has no column "email".`);
  return [...emails] as string[];
}

function readTesters(file: string): Partial<Tester>[] {
  try {
    return parse<Tester>(readFileSync(file), {
      columns: true,
      bom: true,
      comment: "#",
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      // Two quotes that do not belong together would make one tester of several.
      on_record(tester: Tester, { lines }) {
        if (!/[\r\n]/.test(Object.values(tester).join(""))) return tester;
        throw new Error(`${file} has a line break in quotes in line ${lines}.`);
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`${file} is not valid CSV in line ${error.lines}: ${error.code}.`);
  }
}
