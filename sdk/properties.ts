/** The names of the resources' properties, for both front ends; the compiler makes sure that none is missing. */
import type {
  SkillBetaTestArgs,
  SkillBetaTesterArgs,
  SkillBetaTesterOutputs,
  SkillBetaTestOutputs,
} from "./types";

const ofBetaTest: Record<keyof SkillBetaTestArgs, undefined> = {
  skillId: undefined,
  feedbackEmail: undefined,
  testers: undefined,
  desiredStatus: undefined,
  adopt: undefined,
};

export const betaTestArguments = Object.keys(ofBetaTest);

/** Pulumi only sets the outputs that the constructor lists among the inputs. */
export const betaTestOutputs = {
  ...ofBetaTest,
  status: undefined,
  expiryDate: undefined,
  invitationUrl: undefined,
  invitesRemaining: undefined,
} satisfies Record<keyof SkillBetaTestOutputs, undefined>;

const ofTester: Record<keyof SkillBetaTesterArgs, undefined> = {
  skillId: undefined,
  email: undefined,
};

export const testerArguments = Object.keys(ofTester);

export const testerOutputs = {
  ...ofTester,
  invitationStatus: undefined,
  associationDate: undefined,
} satisfies Record<keyof SkillBetaTesterOutputs, undefined>;
