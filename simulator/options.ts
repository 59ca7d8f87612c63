import { z } from "zod";
import { defaultSettings, type SimulatorSettings, settingsSchema, whole } from "./settings";

export const defaultPort = 8257;

export interface SimulatorOptions extends Partial<SimulatorSettings> {
  /**
   * The port on 127.0.0.1; 0 takes any that is free.
   * @default 8257
   */
  readonly port?: number;
  /** Where the beta tests, the mails and the clock outlive the process; nowhere, where left out. */
  readonly stateFile?: string;
}

export const optionsSchema = settingsSchema.extend({
  port: whole(0, 65_535),
  stateFile: z.string().min(1, "It must be the name of a file.").optional(),
});

export const defaultOptions = { ...defaultSettings, port: defaultPort };

/** @throws with one line that names what breaks its rule, and the rule. */
export function checkOptions(options: SimulatorOptions): z.output<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse({ ...defaultOptions, ...options });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new Error(`The simulator's options: ${problems.join(" ")}`);
}
