import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa";
import { skillIdOf } from "./askStates";

// One setting of the stack chooses both: pulumi-alexa takes this profile's access token from ask-cli.
const profile = new pulumi.Config("alexa").require("profile");

/** Who tries what `ask deploy --profile` deployed. */
const testers: Record<string, string[]> = {
  dev: ["ada@example.com"],
  prod: ["ada@example.com", "grace@example.com"],
};

const betaTest = new alexa.SkillBetaTest("beta", {
  skillId: skillIdOf(profile),
  testers: testers[profile],
});

export const { skillId, invitationUrl } = betaTest;
