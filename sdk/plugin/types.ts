/** The arguments of the provider and its functions; `make schema` generates the schema from them. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * The account, and how to reach Amazon. Omitted settings come from the environment, the credentials only as a
 * whole; in TypeScript and JavaScript, the stack's `alexa:` configuration takes precedence over the environment.
 */
export interface ProviderArgs {
  /** An access token of Login with Amazon; takes precedence over other credentials. Environment: `ASK_ACCESS_TOKEN`. @secret */
  accessToken?: pulumi.Input<string>;
  /** The client id of your own security profile. Environment: `ASK_LWA_CLIENT_ID`. */
  clientId?: pulumi.Input<string>;
  /** The client secret of that profile. Environment: `ASK_LWA_CLIENT_CONFIRMATION`. @secret */
  clientSecret?: pulumi.Input<string>;
  /** A refresh token of that profile, which is exchanged for access tokens. Environment: `ASK_REFRESH_TOKEN`. @secret */
  refreshToken?: pulumi.Input<string>;
  /** The base URL of Amazon's API. Default: `https://api.amazonalexa.com`. Environment: `ASK_SMAPI_SERVER_BASE_URL`. */
  endpoint?: pulumi.Input<string>;
  /** The base URL of Login with Amazon. Default: `https://api.amazon.com`. Environment: `ASK_LWA_TOKEN_HOST`. */
  authEndpoint?: pulumi.Input<string>;
  /** An ask-cli profile, whose access token is used if there are no other credentials. Default: `default`. Environment: `ASK_DEFAULT_PROFILE`. */
  profile?: pulumi.Input<string>;
  /** How long an operation without `customTimeouts` waits for Amazon, in seconds. Default: 600. */
  timeoutSeconds?: pulumi.Input<number>;
}

export interface GetSkillBetaTestArgs {
  /** The id of the skill. */
  skillId: string;
}

/** A skill's current beta test, whether or not a program manages it. An error if the skill has none. */
export interface GetSkillBetaTestResult {
  /** The id of the skill. */
  readonly skillId: string;
  /** IN_DRAFT, STARTING, RUNNING, STOPPING or ENDED. */
  readonly status: string;
  /** The e-mail address where testers send feedback. */
  readonly feedbackEmail?: string;
  /** When the test expires, in ISO 8601; 90 days after its start at the latest. */
  readonly expiryDate?: string;
  /** The URL where testers join. */
  readonly invitationUrl?: string;
  /** How many more testers can be invited, of 500. */
  readonly invitesRemaining?: number;
  /** The testers of a draft or a running test. Omitted in any other status, for which Amazon does not document what it lists. */
  readonly testers?: Tester[];
}

/** A person who has access to the test, or an invitation. */
export interface Tester {
  /** The e-mail address. */
  readonly emailId: string;
  /** Whether the invitation was accepted: ACCEPTED or NOT_ACCEPTED. */
  readonly invitationStatus?: string;
}
