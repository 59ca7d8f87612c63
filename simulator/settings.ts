/** How the simulated Amazon behaves: each setting with its rule and its default. */
import * as v from "valibot";
import { apiVariantsSchema } from "./apiVariants";
import { dayMs } from "./clock";
import { between, type Rules, whole } from "./ranges";
import type { SimulatorSettings } from "./types";

const milliseconds = between(0, dayMs);

export const settingsSchema = v.strictObject({
  latencyMs: v.optional(milliseconds, 0),
  transitionDelayMs: v.optional(milliseconds, 2000),
  requestsPerSecond: v.optional(between(0, 1_000_000), 0),
  lifetimeDays: v.optional(between(0, 36_500), 90),
  reminderIntervalHours: v.optional(between(0, 100_000), 24),
  pageSize: v.optional(whole(1, 500), 500),
  ...apiVariantsSchema.entries,
} satisfies Rules<SimulatorSettings>);
export const defaultSettings = v.parse(settingsSchema, {});

export interface SettingField {
  readonly name: string;
  readonly value: string | number | boolean;
  /** The values that there are, if they are few. */
  readonly choices?: readonly string[];
}

/** The settings as a form needs them. */
export function settingFields(settings: SimulatorSettings): SettingField[] {
  return Object.entries(settingsSchema.entries).map(([name, { wrapped }]) => ({
    name,
    value: settings[name as keyof SimulatorSettings],
    ...(wrapped.type === "picklist" && { choices: wrapped.options }),
  }));
}
