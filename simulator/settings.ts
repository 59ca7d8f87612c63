/** How the simulated Amazon behaves: each setting with its rule and its default. */
import { z } from "zod";
import { apiVariantsSchema } from "./apiVariants";
import { dayMs } from "./clock";
import { between, whole } from "./ranges";

const milliseconds = between(0, dayMs);

/** Each can be changed while the simulator runs. */
export const settingsSchema = z.strictObject({
  /** How long each response takes, in milliseconds. */
  latencyMs: milliseconds.default(0),
  /** How long STARTING and STOPPING last, in milliseconds. */
  transitionDelayMs: milliseconds.default(2000),
  /** How many requests a second get anything but a 429; 0 is no limit. */
  requestsPerSecond: between(0, 1_000_000).default(0),
  /** How long a test runs at most, in days; 90 is Amazon's. */
  lifetimeDays: between(0, 36_500).default(90),
  /** The most testers on a page. */
  pageSize: whole(1, 500).default(500),
  ...apiVariantsSchema.shape,
});
export type SimulatorSettings = z.output<typeof settingsSchema>;
export const defaultSettings = settingsSchema.parse({});
