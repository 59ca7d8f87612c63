/** What the simulator is started with: its settings, its port and its state file. */
import * as v from "valibot";
import { check } from "./check";
import { whole } from "./ranges";
import { type SimulatorSettings, settingsSchema } from "./settings";

export const defaultPort = 8257;

export interface SimulatorOptions extends Partial<SimulatorSettings> {
  /**
   * The port on 127.0.0.1; 0 picks a free one.
   * @default 8257
   */
  readonly port?: number;
  /** Where the beta tests, the mails and the clock are kept between runs; nowhere, if left out. */
  readonly stateFile?: string;
}

export const optionsSchema = v.strictObject({
  ...settingsSchema.entries,
  port: v.optional(whole(0, 65_535), defaultPort),
  stateFile: v.optional(v.pipe(v.string(), v.minLength(1, "It must be the name of a file."))),
});

/** @throws with one line that names each option that breaks its rule, and the rule. */
export function checkOptions(options: SimulatorOptions): v.InferOutput<typeof optionsSchema> {
  try {
    return check(optionsSchema, options);
  } catch (error) {
    throw new Error(`The simulator's options: ${(error as Error).message}`);
  }
}
