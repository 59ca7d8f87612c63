/** How Amazon might behave where it documents nothing: each variant with its rule and its default. */
import { z } from "zod";
import { whole } from "./ranges";

/** A new one is one more entry, and a name in docs/reliability.md. */
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
