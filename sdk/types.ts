/** The arguments and outputs of the resources, for both front ends; `make schema` generates the schema from them. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * The status that a program asks for.
 *
 * - `RUNNING`: the test is started; its testers are invited and have access.
 * - `IN_DRAFT`: the test exists but is not started; nobody is mailed. A started test never becomes a draft again.
 * - `ENDED`: nobody has access.
 */
export type DesiredStatus = "RUNNING" | "IN_DRAFT" | "ENDED";

/**
 * The status that Amazon returned.
 *
 * - `IN_DRAFT`: it was never started.
 * - `STARTING`: it is being started.
 * - `RUNNING`: its testers are invited and have access.
 * - `STOPPING`: it is being ended.
 * - `ENDED`: nobody has access.
 */
export type BetaTestStatus = "IN_DRAFT" | "STARTING" | "RUNNING" | "STOPPING" | "ENDED";

/**
 * Whether an invitation was accepted.
 *
 * - `ACCEPTED`: the tester has joined.
 * - `NOT_ACCEPTED`: the tester was invited and has not joined yet.
 */
export type InvitationStatus = "ACCEPTED" | "NOT_ACCEPTED";

/** The arguments of a beta test. An invalid value is an error in the preview and changes nothing. */
export interface SkillBetaTestArgs {
  /**
   * The id of the skill, such as `amzn1.ask.skill.12345678-1234-1234-1234-123456789012`: 1 to 255 letters,
   * digits, dots and hyphens. Changing it **replaces** the resource: the new skill's test is created and started
   * first, then the old skill's test ends.
   *
   * @willReplaceOnChanges
   */
  skillId: pulumi.Input<string>;

  /**
   * The e-mail address where testers send feedback. Changing it updates the test; a change of case alone does
   * not. If omitted, it is not managed and stays as it is.
   */
  feedbackEmail?: pulumi.Input<string>;

  /**
   * The e-mail addresses of the testers, 500 at most; order and case do not matter. Changing them updates the
   * test: new testers are invited, those who were removed lose access, and nobody else is mailed. An empty list
   * removes everybody. If omitted, testers are not managed. Pass them as a secret
   * to encrypt the addresses in the state.
   */
  testers?: pulumi.Input<pulumi.Input<string>[]>;

  /**
   * The status to bring the test to. Changing it updates the test; `IN_DRAFT` is an error if the test is
   * running.
   *
   * @default "RUNNING"
   */
  desiredStatus?: pulumi.Input<DesiredStatus>;

  /**
   * Whether creating the resource may take over and change a running test that differs from the program.
   * Otherwise, such a test is an error that says what differs. Changing this later does not affect the test.
   *
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** A beta test after `pulumi up`: its arguments, and the status and details that Amazon last returned. */
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
  /** The test's status. */
  readonly status: pulumi.Output<BetaTestStatus>;
  /** When the test expires, in ISO 8601; 90 days after its start at the latest. Undefined before the first start. */
  readonly expiryDate: pulumi.Output<string | undefined>;
  /** The URL where testers join. Undefined before the first start. */
  readonly invitationUrl: pulumi.Output<string | undefined>;
  /** How many more testers can be invited, out of 500. */
  readonly invitesRemaining: pulumi.Output<number | undefined>;
}

/** The arguments of a tester. An invalid value is an error in the preview and changes nothing. */
export interface SkillBetaTesterArgs {
  /**
   * The id of the skill, such as `amzn1.ask.skill.12345678-1234-1234-1234-123456789012`: 1 to 255 letters,
   * digits, dots and hyphens. If the same program has the SkillBetaTest, pass that resource's `skillId`, so that Pulumi starts
   * the test first. Changing it **replaces** the resource: the tester is added to the new skill's test first, then
   * removed from the old one's.
   *
   * @willReplaceOnChanges
   */
  skillId: pulumi.Input<string>;

  /**
   * The e-mail address. Changing it **replaces** the resource: the new address is invited first, then the old one is
   * removed; a change of case alone does nothing. Pass it as a secret to encrypt it in the state.
   *
   * @willReplaceOnChanges
   */
  email: pulumi.Input<string>;
}

/** A tester after `pulumi up`: the arguments, and what Amazon last returned. */
export interface SkillBetaTesterOutputs {
  /** See {@link SkillBetaTesterArgs.skillId}. */
  readonly skillId: pulumi.Output<string>;
  /** See {@link SkillBetaTesterArgs.email}. */
  readonly email: pulumi.Output<string>;
  /** Whether the tester has joined, when Pulumi last read it: `pulumi refresh` asks again. */
  readonly invitationStatus: pulumi.Output<InvitationStatus | undefined>;
  /**
   * When the tester was added, as Amazon writes it. Amazon says it in its list alone, so it is undefined right after the
   * invitation, and known once Pulumi has read the tester again.
   */
  readonly associationDate: pulumi.Output<string | undefined>;
}
