/** Everything that outlives the process, in the form of the state file. */
import { z } from "zod";
import { accountNames } from "./accounts";
import { maxOffsetMs } from "./clock";

/** What a client sets of a beta test: a new input of the API is one more entry. */
export const inputsSchema = z.object({ feedbackEmail: z.email().optional() });
export type BetaTestInputs = z.output<typeof inputsSchema>;

const testerSchema = z.object({
  emailId: z.string(),
  associationDate: z.string(),
  isReminderAllowed: z.boolean(),
  invitationStatus: z.enum(["ACCEPTED", "NOT_ACCEPTED"]),
});
export type Tester = z.output<typeof testerSchema>;

const time = z.number().min(0).max(Date.UTC(9000, 0)).optional();

const betaTestSchema = z.object({
  ...inputsSchema.shape,
  startedAtMs: time,
  runningAtMs: time,
  endRequestedAtMs: time,
  endedAtMs: time,
  testers: z.array(testerSchema),
});
export type BetaTest = z.output<typeof betaTestSchema>;

const mailSchema = z.object({
  at: z.string(),
  skillId: z.string(),
  emailId: z.string(),
  kind: z.enum(["invitation", "access end", "reminder", "feedback request"]),
});
export type Mail = z.output<typeof mailSchema>;

export const skillSchema = z.object({ account: z.enum(accountNames), deleted: z.boolean() });
export type Skill = z.output<typeof skillSchema>;

export const stateSchema = z.object({
  clockOffsetMs: z.number().min(0).max(maxOffsetMs),
  betaTests: bySkillId(betaTestSchema),
  /** Absent in files of the first version. */
  skills: bySkillId(skillSchema).prefault({}),
  mails: z.array(mailSchema),
});
export type State = z.output<typeof stateSchema>;

export function emptyState(): State {
  return stateSchema.parse({ clockOffsetMs: 0, betaTests: {}, mails: [] });
}

/**
 * Skill ids come from outside: without a prototype, `toString` is not an entry and `__proto__` is one like any
 * other. `z.record` would drop the latter.
 */
function bySkillId<T>(value: z.ZodType<T>) {
  return z
    .instanceof(Object)
    .transform((record) => Object.entries(record))
    .pipe(z.array(z.tuple([z.string(), value])))
    .transform(
      (entries): Record<string, T> =>
        Object.assign(Object.create(null), Object.fromEntries(entries)),
    );
}
