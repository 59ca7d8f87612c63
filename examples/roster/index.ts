import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa";
import { readRoster } from "./roster";

const betaTest = new alexa.SkillBetaTest("beta", {
  skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
  // Encrypts the addresses in the state, and hides them in everything that Pulumi shows.
  testers: pulumi.secret(readRoster("testers.csv")),
});

export const { invitationUrl, invitesRemaining } = betaTest;
