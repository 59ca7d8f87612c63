import * as alexa from "pulumi-alexa";

const betaTest = new alexa.SkillBetaTest("trivia", {
  skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
  testers: ["ada@example.com", "grace@example.com"],
});

export const { status, invitationUrl } = betaTest;
