import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { World } from "./betaTests";

const schema = z.object({
  clockOffsetMs: z.number(),
  betaTests: z.record(
    z.string(),
    z.object({
      feedbackEmail: z.string().optional(),
      startedAtMs: z.number().optional(),
      runningAtMs: z.number().optional(),
      endRequestedAtMs: z.number().optional(),
      endedAtMs: z.number().optional(),
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
  mails: z.array(
    z.object({
      at: z.string(),
      skillId: z.string(),
      emailId: z.string(),
      kind: z.enum(["invitation", "access end", "reminder", "feedback request"]),
    }),
  ),
});

export type Saved = World & { clockOffsetMs: number };

/** @throws where the file is there but not one of the simulator's. */
export function loadState(file: string | undefined): Saved {
  if (file === undefined || !existsSync(file))
    return { clockOffsetMs: 0, betaTests: {}, mails: [] };
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(`${file} is not a state file of the simulator: remove it or name another.`);
  }
}

/** Never leaves half a file behind. */
export function saveState(file: string | undefined, state: Saved): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, file);
}
