import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa/plugin";

const beta = new alexa.SkillBetaTest("beta", {skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012"});
const ada = new alexa.SkillBetaTester("ada", {
    skillId: beta.skillId,
    email: "ada@example.com",
});
export const invitationStatus = ada.invitationStatus;
