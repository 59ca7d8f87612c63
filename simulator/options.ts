/** What the simulator is started with: its settings, its port and its state file. */
import { z } from "zod";
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

export const optionsSchema = settingsSchema.extend({
  port: whole(0, 65_535).default(defaultPort),
  stateFile: z.string().min(1, "It must be the name of a file.").optional(),
});

/** @throws with one line that names each option that breaks its rule, and the rule. */
export function checkOptions(options: SimulatorOptions): z.output<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new Error(`The simulator's options: ${problems.join(" ")}`);
}
