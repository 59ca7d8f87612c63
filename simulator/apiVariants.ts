/** How Amazon might behave where it documents nothing: each variant with its rule and its default. */
import * as v from "valibot";
import { whole } from "./ranges";

/** A new one is one more entry, and a name in docs/reliability.md. */
export const apiVariantsSchema = v.strictObject({
  /** Creating what is already a draft: 409, or 201 and the draft stays. */
  draftCreate: v.optional(v.picklist(["conflict", "accepted"]), "conflict"),
  /** Starting an ended test: 409, or it starts again. */
  startAfterEnd: v.optional(v.picklist(["refused", "accepted"]), "refused"),
  /** A GET after the end: 200 ENDED, or 404. */
  afterEnd: v.optional(v.picklist(["ended", "absent"]), "ended"),
  /** Adding a tester again: nothing, an error, or another mail. */
  knownTester: v.optional(v.picklist(["ignored", "refused", "mailed"]), "ignored"),
  /** Whether an addition that fails adds nobody, or those before the failure. */
  addIsAtomic: v.optional(v.boolean(), true),
  /** Whether two spellings of an address are two testers. */
  emailsAreCaseSensitive: v.optional(v.boolean(), false),
  /** The most testers in one call. */
  testersPerCall: v.optional(whole(1, 500), 500),
  /** Any request about a skill of another account: 404, 403 or 401. */
  foreignSkill: v.optional(v.picklist(["notFound", "forbidden", "unauthorized"]), "notFound"),
});
export type ApiVariants = v.InferOutput<typeof apiVariantsSchema>;
export const defaultApiVariants = v.parse(apiVariantsSchema, {});
