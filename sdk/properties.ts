/** The names of a SkillBetaTest's properties, for both front ends: the compiler misses what is missing here. */
import type { SkillBetaTestArgs, SkillBetaTestOutputs } from "./args";

const args: Record<keyof SkillBetaTestArgs, undefined> = {
  skillId: undefined,
  feedbackEmail: undefined,
  testers: undefined,
  desiredStatus: undefined,
  adopt: undefined,
};

export const argumentNames = Object.keys(args);

/** Pulumi gives a resource the outputs that its constructor names, whether or not they are inputs. */
export const declaredOutputs = {
  ...args,
  status: undefined,
  expiryDate: undefined,
  invitationUrl: undefined,
  invitesRemaining: undefined,
} satisfies Record<keyof SkillBetaTestOutputs, undefined>;
