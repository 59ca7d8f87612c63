import type * as pulumi from "@pulumi/pulumi";

/**
 * - `RUNNING`: the test is started, its testers are invited and have access.
 * - `IN_DRAFT`: the test is there but not started; nobody is mailed. A started test never becomes a draft again.
 * - `ENDED`: nobody has access.
 */
export type DesiredStatus = "RUNNING" | "IN_DRAFT" | "ENDED";

/** What a program says of a beta test. What breaks a rule is an error of the preview, and changes nothing. */
export interface SkillBetaTestArgs {
  /**
   * The id of the skill, such as `amzn1.ask.skill.12345678-1234-1234-1234-123456789012`: 1 to 255 letters,
   * digits, dots and hyphens. Changing it **replaces** the resource: a test for the new skill is created
   * and started, then the old skill's is ended.
   */
  skillId: pulumi.Input<string>;

  /**
   * Where testers send their feedback: an e-mail address. Changing it updates the test. Left out, it is not
   * managed: what is set stays. Addresses that differ by case alone are the same.
   */
  feedbackEmail?: pulumi.Input<string>;

  /**
   * The e-mail addresses of the testers, 500 at most. Changing it updates the test: those who are new are
   * invited, those who are gone lose access, nobody else is mailed. Order and case make no difference. An
   * empty list removes everybody; left out, testers are not managed here. Wrap it in `pulumi.secret` to keep
   * the addresses encrypted in the state.
   */
  testers?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * What the test should be. Changing it updates the test; `"IN_DRAFT"` on a running test is an error.
   *
   * @default "RUNNING"
   */
  desiredStatus?: pulumi.Input<DesiredStatus>;

  /**
   * Whether a test that is running already when the resource is created, and differs from what the program
   * says, is taken over and changed. Otherwise that is an error which says what differs. Changing it later
   * does nothing to the test.
   *
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a beta test is, after `pulumi up`: its arguments, and what Amazon said last. */
export interface SkillBetaTestOutputs {
  /** See {@link SkillBetaTestArgs.skillId}. */
  readonly skillId: pulumi.Output<string>;
  /** See {@link SkillBetaTestArgs.feedbackEmail}. */
  readonly feedbackEmail: pulumi.Output<string | undefined>;
  /** See {@link SkillBetaTestArgs.testers}. */
  readonly testers: pulumi.Output<string[] | undefined>;
  /** See {@link SkillBetaTestArgs.desiredStatus}. */
  readonly desiredStatus: pulumi.Output<DesiredStatus>;
  /** See {@link SkillBetaTestArgs.adopt}. */
  readonly adopt: pulumi.Output<boolean>;
  /** What Amazon said last: IN_DRAFT, STARTING, RUNNING, STOPPING or ENDED. */
  readonly status: pulumi.Output<string>;
  /** When the beta test ends by itself, in ISO 8601. Without a value before the first start. */
  readonly expiryDate: pulumi.Output<string | undefined>;
  /** Where a tester joins. Without a value before the first start. */
  readonly invitationUrl: pulumi.Output<string | undefined>;
  /** How many more testers can be invited, of 500. */
  readonly invitesRemaining: pulumi.Output<number | undefined>;
}
