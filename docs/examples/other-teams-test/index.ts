import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa/plugin";

const betaTest = alexa.getSkillBetaTestOutput({
    skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
});
export const status = betaTest.apply(betaTest => betaTest.status);
