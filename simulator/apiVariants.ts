/** How Amazon might behave where it documents nothing: each variant with its rule and its default. */
import * as v from "valibot";
import { type Rules, whole } from "./ranges";
import type { ApiVariants } from "./types";

/** A new one is one more entry, a property of {@link ApiVariants}, and a name in docs/reliability.md. */
export const apiVariantsSchema = v.strictObject({
  draftCreate: v.optional(v.picklist(["conflict", "accepted"]), "conflict"),
  startAfterEnd: v.optional(v.picklist(["refused", "accepted"]), "refused"),
  afterEnd: v.optional(v.picklist(["absent", "ended"]), "absent"),
  knownTester: v.optional(v.picklist(["ignored", "refused", "mailed"]), "ignored"),
  addIsAtomic: v.optional(v.boolean(), true),
  removalReturnsInvitation: v.optional(v.boolean(), false),
  emailsAreCaseSensitive: v.optional(v.boolean(), false),
  testersPerCall: v.optional(whole(1, 500), 500),
  foreignSkill: v.optional(v.picklist(["notFound", "forbidden", "unauthorized"]), "notFound"),
} satisfies Rules<ApiVariants>);
export const defaultApiVariants = v.parse(apiVariantsSchema, {});
