import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { accountNames } from "./accounts";
import type { World } from "./betaTests";
import { maxOffsetMs } from "./clock";
import { skillRecord, skillRecordSchema } from "./skillRecord";
import type { Skills } from "./skills";

const time = z.number().min(0).max(Date.UTC(9000, 0));
const schema = z.object({
  clockOffsetMs: z.number().min(0).max(maxOffsetMs),
  betaTests: skillRecordSchema(
    z.object({
      feedbackEmail: z.string().optional(),
      startedAtMs: time.optional(),
      runningAtMs: time.optional(),
      endRequestedAtMs: time.optional(),
      endedAtMs: time.optional(),
      testers: z.array(
        z.object({
          emailId: z.string(),
          associationDate: z.string(),
          isReminderAllowed: z.boolean(),
          invitationStatus: z.enum(["ACCEPTED", "NOT_ACCEPTED"]),
        }),
      ),
    }),
  ),
  skills: skillRecordSchema(
    z.object({ account: z.enum(accountNames), deleted: z.boolean() }),
  ).prefault({}),
  mails: z.array(
    z.object({
      at: z.string(),
      skillId: z.string(),
      emailId: z.string(),
      kind: z.enum(["invitation", "access end", "reminder", "feedback request"]),
    }),
  ),
});

export type Saved = World & { clockOffsetMs: number; skills: Skills["known"] };

/** @throws where the file is there but not one of the simulator's. */
export function loadState(file: string | undefined): Saved {
  if (file === undefined || !existsSync(file)) {
    return { clockOffsetMs: 0, betaTests: skillRecord(), skills: skillRecord(), mails: [] };
  }
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(`${file} is not a state file of the simulator: remove it or name another.`);
  }
}

/**
 * Never leaves half a file behind.
 *
 * @throws where it cannot be written.
 */
export function saveState(file: string | undefined, state: Saved): void {
  if (file === undefined) return;
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(draft, file);
  } catch (error) {
    throw new Error(`The state file ${file} cannot be written: ${(error as Error).message}`);
  }
}
