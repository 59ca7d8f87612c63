/** Reads and writes the state file. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { emptyState, type State, stateSchema } from "./state";

/** @throws if the file exists but is not one of the simulator's. */
export function loadState(file: string | undefined): State {
  if (file === undefined || !existsSync(file)) return emptyState();
  try {
    return v.parse(stateSchema, JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(`${file} is not a state file of the simulator: remove it or name another.`);
  }
}

/**
 * Never leaves half a file behind.
 *
 * @throws if it cannot be written.
 */
export function saveState(file: string | undefined, state: State): void {
  if (file === undefined) return;
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(draft, file);
  } catch (error) {
    throw new Error(`The state file ${file} cannot be written: ${(error as Error).message}`);
  }
}
