/** How the simulated Amazon behaves: each setting with its rule and its default. */
import { z } from "zod";
import { dayMs } from "./clock";

/** Whatever is wrong with a number, the error states the whole rule. */
function between(min: number, max: number) {
  const rule = `It must be a number, ${min} to ${max}.`;
  return z.number(rule).min(min, rule).max(max, rule);
}

export function whole(min: number, max: number) {
  const rule = `It must be a whole number, ${min} to ${max}.`;
  return z.int(rule).min(min, rule).max(max, rule);
}

const milliseconds = between(0, dayMs);

/** What Amazon does not document: a new one is one more entry, and a name in docs/reliability.md. */
export const apiVariantsSchema = z.strictObject({
  /** Creating what is already a draft: 409, or 201 and the draft stays. */
  draftCreate: z.enum(["conflict", "accepted"]).default("conflict"),
  /** Starting an ended test: 409, or it starts again. */
  startAfterEnd: z.enum(["refused", "accepted"]).default("refused"),
  /** A GET after the end: 200 ENDED, or 404. */
  afterEnd: z.enum(["ended", "absent"]).default("ended"),
  /** Adding a tester again: nothing, an error, or another mail. */
  knownTester: z.enum(["ignored", "refused", "mailed"]).default("ignored"),
  /** Whether an addition that fails adds nobody, or those before the failure. */
  addIsAtomic: z.boolean().default(true),
  /** Whether two spellings of an address are two testers. */
  emailsAreCaseSensitive: z.boolean().default(false),
  /** The most testers in one call. */
  testersPerCall: whole(1, 500).default(500),
  /** Any request about a skill of another account: 404, 403 or 401. */
  foreignSkill: z.enum(["notFound", "forbidden", "unauthorized"]).default("notFound"),
});
export type ApiVariants = z.output<typeof apiVariantsSchema>;
export const defaultApiVariants = apiVariantsSchema.parse({});

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
