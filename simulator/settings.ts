import { z } from "zod";
import { dayMs } from "./clock";

/** Whatever is wrong with a number, the error says the whole rule. */
function between(min: number, max: number) {
  const rule = `It must be a number, ${min} to ${max}.`;
  return z.number(rule).min(min, rule).max(max, rule);
}

export function whole(min: number, max: number) {
  const rule = `It must be a whole number, ${min} to ${max}.`;
  return z.int(rule).min(min, rule).max(max, rule);
}

const milliseconds = between(0, dayMs);

/** What no public source settles; each answer can be chosen. The first of each is the default. */
export const apiVariantsSchema = z.strictObject({
  /** A create where a draft is there already: 409, or 201 and the draft stays. */
  draftCreate: z.enum(["conflict", "accepted"]),
  /** A start of an ended test: 409, or it starts once more. */
  startAfterEnd: z.enum(["refused", "accepted"]),
  /** A GET after the end: 200 ENDED, or 404. */
  afterEnd: z.enum(["ended", "absent"]),
  /** An addition of a tester who is there: nothing, an error, or another mail. */
  knownTester: z.enum(["ignored", "refused", "mailed"]),
  /** Whether an addition that fails has added nobody, or those before the failure. */
  addIsAtomic: z.boolean(),
  /** Whether two spellings of an address are two testers. */
  emailsAreCaseSensitive: z.boolean(),
  /** The most testers in one call. */
  testersPerCall: whole(1, 500),
  /** Whatever is asked about a skill of another account: 404, 403 or 401. */
  foreignSkill: z.enum(["notFound", "forbidden", "unauthorized"]),
});
export type ApiVariants = z.output<typeof apiVariantsSchema>;

export const defaultApiVariants: ApiVariants = {
  draftCreate: "conflict",
  startAfterEnd: "refused",
  afterEnd: "ended",
  knownTester: "ignored",
  addIsAtomic: true,
  emailsAreCaseSensitive: false,
  testersPerCall: 500,
  foreignSkill: "notFound",
};

/** How the simulated Amazon behaves; each can be changed while it runs. */
export const settingsSchema = z.strictObject({
  /** How long each answer takes, in milliseconds. */
  latencyMs: milliseconds,
  /** How long STARTING and STOPPING last, in milliseconds. */
  transitionDelayMs: milliseconds,
  /** How many requests a second are answered with anything but 429; 0 is no limit. */
  requestsPerSecond: between(0, 1_000_000),
  /** How long a test runs at most, in days; Amazon's is 90. */
  lifetimeDays: between(0, 36_500),
  /** The most testers on one page. */
  pageSize: whole(1, 500),
  ...apiVariantsSchema.shape,
});
export type SimulatorSettings = z.output<typeof settingsSchema>;

export const defaultSettings: SimulatorSettings = {
  latencyMs: 0,
  transitionDelayMs: 2000,
  requestsPerSecond: 0,
  lifetimeDays: 90,
  pageSize: 500,
  ...defaultApiVariants,
};
