import type * as pulumi from "@pulumi/pulumi";

/**
 * Whose account, and how to reach Amazon. What is left out comes from the environment, the credentials as a
 * whole; in TypeScript and JavaScript, from the stack's `alexa:` configuration before that.
 */
export interface ProviderArgs {
  /** An access token of Login with Amazon; used first. Environment: `ASK_ACCESS_TOKEN`. @secret */
  accessToken?: pulumi.Input<string>;
  /** The client id of a security profile of your own. Environment: `ASK_LWA_CLIENT_ID`. */
  clientId?: pulumi.Input<string>;
  /** The client secret of that profile. Environment: `ASK_LWA_CLIENT_CONFIRMATION`. @secret */
  clientSecret?: pulumi.Input<string>;
  /** A refresh token for that profile; it gets access tokens. Environment: `ASK_REFRESH_TOKEN`. @secret */
  refreshToken?: pulumi.Input<string>;
  /** Amazon's API. Default: `https://api.amazonalexa.com`. Environment: `ASK_SMAPI_SERVER_BASE_URL`. */
  endpoint?: pulumi.Input<string>;
  /** Login with Amazon. Default: `https://api.amazon.com`. Environment: `ASK_LWA_TOKEN_HOST`. */
  authEndpoint?: pulumi.Input<string>;
  /** An ask-cli profile, whose access token is used where no other credential is given. Default: `default`. Environment: `ASK_DEFAULT_PROFILE`. */
  profile?: pulumi.Input<string>;
  /** How long an operation waits for Amazon, in seconds, where it has no `customTimeouts`. Default: 600. */
  timeoutSeconds?: pulumi.Input<number>;
}

export interface GetSkillBetaTestArgs {
  /** The id of the skill. */
  skillId: string;
}

/** A beta test as Amazon has it, whoever manages it. */
export interface GetSkillBetaTestResult {
  /** The id of the skill. */
  readonly skillId: string;
  /** IN_DRAFT, STARTING, RUNNING, STOPPING or ENDED. */
  readonly status: string;
  /** Where testers send their feedback. */
  readonly feedbackEmail?: string;
  /** When the beta test ends by itself, in ISO 8601. */
  readonly expiryDate?: string;
  /** Where a tester joins. */
  readonly invitationUrl?: string;
  /** How many more testers can be invited, of 500. */
  readonly invitesRemaining?: number;
  /** Who was given access. Left out while the test starts or stops, and after its end: Amazon is asked for drafts and running tests only. */
  readonly testers?: Tester[];
}

/** A person who was given access, or an invitation to it. */
export interface Tester {
  /** The e-mail address. */
  readonly emailId: string;
  /** Whether the invitation was accepted: ACCEPTED or NOT_ACCEPTED. */
  readonly invitationStatus?: string;
}
