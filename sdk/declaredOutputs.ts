/** Pulumi gives a resource the outputs that its constructor names, whether or not they are inputs. */
export const declaredOutputs = {
  feedbackEmail: undefined,
  testers: undefined,
  desiredStatus: undefined,
  adopt: undefined,
  status: undefined,
  expiryDate: undefined,
  invitationUrl: undefined,
  invitesRemaining: undefined,
};
