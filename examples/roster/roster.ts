import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** A line of the file. The name and the team are for its readers; only the address goes to Amazon. */
interface Tester {
  email: string;
  name: string;
  team: string;
}

/** The addresses in a CSV file, each once: Amazon knows an address, not the teams that its owner belongs to. */
export function readRoster(file: string): string[] {
  const testers = parse<Tester>(readFileSync(file), {
    columns: true,
    bom: true,
    comment: "#",
    comment_no_infix: true,
    skip_empty_lines: true,
    trim: true,
  });
  return [...new Set(testers.map(({ email }) => email.toLowerCase()))];
}
