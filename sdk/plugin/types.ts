/** The arguments of the provider and its functions; `make schema` generates the schema from them. */
import type * as pulumi from "@pulumi/pulumi";
import type { BetaTestStatus, InvitationStatus } from "../types";

/**
 * The account, and how to reach Amazon. Omitted settings come from the environment; credentials are taken from it only as a
 * whole. In TypeScript and JavaScript, the stack's `alexa:` configuration takes precedence over the environment.
 */
export interface ProviderArgs {
  /**
   * An access token of Login with Amazon; takes precedence over other credentials.
   *
   * @environment ASK_ACCESS_TOKEN
   * @credential
   * @secret
   */
  accessToken?: pulumi.Input<string>;
  /**
   * The client id of your own security profile.
   *
   * @environment ASK_LWA_CLIENT_ID
   * @credential
   */
  clientId?: pulumi.Input<string>;
  /**
   * The client secret of that profile.
   *
   * @environment ASK_LWA_CLIENT_CONFIRMATION
   * @credential
   * @secret
   */
  clientSecret?: pulumi.Input<string>;
  /**
   * A refresh token of that profile, which is exchanged for access tokens.
   *
   * @environment ASK_REFRESH_TOKEN
   * @credential
   * @secret
   */
  refreshToken?: pulumi.Input<string>;
  /**
   * The base URL of Amazon's API. Default: `https://api.amazonalexa.com`.
   *
   * @environment ASK_SMAPI_SERVER_BASE_URL
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The base URL of Login with Amazon. Default: `https://api.amazon.com`.
   *
   * @environment ASK_LWA_TOKEN_HOST
   */
  authEndpoint?: pulumi.Input<string>;
  /**
   * An ask-cli profile, whose access token is used if there are no other credentials. Default: `default`.
   *
   * @environment ASK_DEFAULT_PROFILE
   * @credential
   */
  profile?: pulumi.Input<string>;
  /** How long an operation without `customTimeouts` waits for Amazon, in seconds. Default: 600. */
  timeoutSeconds?: pulumi.Input<number>;
}

export interface GetSkillBetaTestArgs {
  /** The id of the skill. */
  skillId: string;
}

/** The arguments of `getSkillBetaTestOutput`. */
export interface GetSkillBetaTestOutputArgs {
  /** The id of the skill. */
  skillId: pulumi.Input<string>;
}

/** A skill's current beta test. */
export interface GetSkillBetaTestResult {
  /** The id of the skill. */
  readonly skillId: string;
  /** The test's status. */
  readonly status: BetaTestStatus;
  /** The e-mail address where testers send feedback. */
  readonly feedbackEmail?: string;
  /** When the test expires, in ISO 8601; 90 days after its start at the latest. */
  readonly expiryDate?: string;
  /** The URL where testers join. */
  readonly invitationUrl?: string;
  /** How many more testers can be invited, out of 500. */
  readonly invitesRemaining?: number;
  /** The testers of a draft or a running test. Omitted in any other status, because Amazon does not document what it lists then. */
  readonly testers?: Tester[];
}

/** A person who has access to the test, or an invitation. */
export interface Tester {
  /** The e-mail address. */
  readonly emailId: string;
  /** When the tester was added, as Amazon writes it. */
  readonly associationDate?: string;
  /** Whether Amazon would send the tester a reminder now. */
  readonly isReminderAllowed?: boolean;
  /** Whether the invitation was accepted. */
  readonly invitationStatus?: InvitationStatus;
}
