import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa";

export interface TestedSkillArgs {
  skillId: pulumi.Input<string>;
  /** The team that owns the skill: feedback goes to its mailbox. */
  team: string;
  testers: pulumi.Input<pulumi.Input<string>[]>;
  /** The name that the beta test had outside of a component, if it is older than this one. */
  movedFrom?: string;
}

/** A skill and its beta test, as this company wants each: testers are secret, and feedback goes to a team. */
export class TestedSkill extends pulumi.ComponentResource {
  readonly skillId: pulumi.Output<string>;
  readonly invitationUrl: pulumi.Output<string | undefined>;
  readonly expiryDate: pulumi.Output<string | undefined>;

  constructor(name: string, args: TestedSkillArgs, opts?: pulumi.ComponentResourceOptions) {
    super("example:skills:TestedSkill", name, {}, opts);

    const betaTest = new alexa.SkillBetaTest(
      name,
      {
        skillId: args.skillId,
        feedbackEmail: `${args.team}@example.com`,
        testers: pulumi.secret(args.testers),
      },
      { parent: this, aliases: aliasesOf(args.movedFrom) },
    );

    this.skillId = betaTest.skillId;
    this.invitationUrl = betaTest.invitationUrl;
    this.expiryDate = betaTest.expiryDate;
    this.registerOutputs({
      skillId: this.skillId,
      invitationUrl: this.invitationUrl,
      expiryDate: this.expiryDate,
    });
  }
}

/** Tells Pulumi that the test is the one that the program declared at its top level before. */
function aliasesOf(movedFrom: string | undefined): pulumi.Alias[] {
  return movedFrom ? [{ name: movedFrom, parent: pulumi.rootStackResource }] : [];
}
