/** Everything that outlives the process, in the form of the state file. */
import * as v from "valibot";
import { accountNames } from "./accounts";
import { maxOffsetMs } from "./clock";
import { atLeast, type Rules } from "./ranges";
import type { Skill } from "./types";

/** Dots only between other characters, and a domain with a dot; Amazon's spec does not say. */
export const email = v.pipe(
  v.string(),
  v.regex(
    /^[\w'+-]+(\.[\w'+-]+)*(?<!')@([a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i,
    "It must be an e-mail address.",
  ),
);

/** What a client sets of a beta test: a new input of the API is one more entry. */
export const inputsSchema = v.object({ feedbackEmail: v.optional(email) });
export type BetaTestInputs = v.InferOutput<typeof inputsSchema>;

const time = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(Date.UTC(9000, 0))));

const testerSchema = v.object({
  emailId: v.string(),
  associationDate: v.string(),
  invitationStatus: v.picklist(["ACCEPTED", "NOT_ACCEPTED"]),
  remindedAtMs: time,
});
export type Tester = v.InferOutput<typeof testerSchema>;

const betaTestSchema = v.object({
  ...inputsSchema.entries,
  startedAtMs: time,
  runningAtMs: time,
  endRequestedAtMs: time,
  endedAtMs: time,
  /** Testers whose invitations may be spent for good. */
  removedWhileOpen: v.optional(atLeast(0)),
  testers: v.array(testerSchema),
});
export type BetaTest = v.InferOutput<typeof betaTestSchema>;

const mailSchema = v.object({
  at: v.string(),
  skillId: v.string(),
  emailId: v.string(),
  kind: v.picklist(["invitation", "access end", "reminder", "feedback request"]),
});
export type Mail = v.InferOutput<typeof mailSchema>;

export const skillSchema = v.object({
  account: v.picklist(accountNames),
  deleted: v.boolean(),
} satisfies Rules<Skill>);

export const stateSchema = v.object({
  clockOffsetMs: v.pipe(v.number(), v.minValue(0), v.maxValue(maxOffsetMs)),
  betaTests: bySkillId(betaTestSchema),
  /** Absent in files of the first version. */
  skills: v.optional(bySkillId(skillSchema), {}),
  mails: v.array(mailSchema),
});
export type State = v.InferOutput<typeof stateSchema>;

export function emptyState(): State {
  return v.parse(stateSchema, { clockOffsetMs: 0, betaTests: {}, mails: [] });
}

/**
 * Skill ids come from outside: without a prototype, `toString` is not an entry and `__proto__` is one like any
 * other. `v.record` would drop the latter.
 */
function bySkillId<T>(value: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.instance(Object),
    v.transform((record) => Object.entries(record)),
    v.array(v.tuple([v.string(), value])),
    v.transform(
      (entries): Record<string, T> =>
        Object.assign(Object.create(null), Object.fromEntries(entries)),
    ),
  );
}
