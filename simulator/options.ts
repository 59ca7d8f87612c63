/** What the simulator is started with: its settings, its port and its state file. */
import * as v from "valibot";
import { check } from "./check";
import { type Rules, whole } from "./ranges";
import { settingsSchema } from "./settings";
import { defaultPort, type SimulatorOptions } from "./types";

export const optionsSchema = v.strictObject({
  ...settingsSchema.entries,
  port: v.optional(whole(0, 65_535), defaultPort),
  stateFile: v.optional(v.pipe(v.string(), v.minLength(1, "It must be the name of a file."))),
} satisfies Rules<SimulatorOptions>);

/** @throws with one line that names each option that breaks its rule, and the rule. */
export function checkOptions(options: SimulatorOptions): v.InferOutput<typeof optionsSchema> {
  try {
    return check(optionsSchema, options);
  } catch (error) {
    throw new Error(`The simulator's options: ${(error as Error).message}`);
  }
}
