/** How the simulated Amazon behaves: each setting with its rule and its default. */
import * as v from "valibot";
import { apiVariantsSchema } from "./apiVariants";
import { dayMs } from "./clock";
import { between, whole } from "./ranges";

const milliseconds = between(0, dayMs);

/** Each can be changed while the simulator runs. */
export const settingsSchema = v.strictObject({
  /** How long each response takes, in milliseconds. */
  latencyMs: v.optional(milliseconds, 0),
  /** How long STARTING and STOPPING last, in milliseconds. */
  transitionDelayMs: v.optional(milliseconds, 2000),
  /** How many requests a second get anything but a 429; 0 is no limit. */
  requestsPerSecond: v.optional(between(0, 1_000_000), 0),
  /** How long a test runs at most, in days; 90 is Amazon's. */
  lifetimeDays: v.optional(between(0, 36_500), 90),
  /** The most testers on a page. */
  pageSize: v.optional(whole(1, 500), 500),
  ...apiVariantsSchema.entries,
});
export type SimulatorSettings = v.InferOutput<typeof settingsSchema>;
export const defaultSettings = v.parse(settingsSchema, {});
