import { z } from "zod";

const milliseconds = z
  .number()
  .min(0)
  .max(24 * 60 * 60 * 1000);

/** How the simulated Amazon behaves; each can be changed while it runs. */
export const settingsSchema = z.strictObject({
  /** How long each answer takes, in milliseconds. */
  latencyMs: milliseconds,
  /** How long STARTING and STOPPING last, in milliseconds. */
  transitionDelayMs: milliseconds,
  /** How many requests a second are answered with anything but 429; 0 is no limit. */
  requestsPerSecond: z.number().min(0),
  /** The most testers on one page. */
  pageSize: z.int().min(1).max(500),
});
export type SimulatorSettings = z.output<typeof settingsSchema>;

export const defaultSettings: SimulatorSettings = {
  latencyMs: 0,
  transitionDelayMs: 2000,
  requestsPerSecond: 0,
  pageSize: 500,
};
