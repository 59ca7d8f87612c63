/** The names of a SkillBetaTest's properties, for both front ends; the compiler makes sure that none is missing. */
import type { SkillBetaTestArgs, SkillBetaTestOutputs } from "./types";

const args: Record<keyof SkillBetaTestArgs, undefined> = {
  skillId: undefined,
  feedbackEmail: undefined,
  testers: undefined,
  desiredStatus: undefined,
  adopt: undefined,
};

export const argumentNames = Object.keys(args);

/** Pulumi only sets the outputs that the constructor lists among the inputs. */
export const declaredOutputs = {
  ...args,
  status: undefined,
  expiryDate: undefined,
  invitationUrl: undefined,
  invitesRemaining: undefined,
} satisfies Record<keyof SkillBetaTestOutputs, undefined>;
