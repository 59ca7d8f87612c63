import * as alexa from "pulumi-alexa";

const betaTest = new alexa.SkillBetaTest("beta", {
  skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
  feedbackEmail: "skill-team@example.com",
  testers: ["ada@example.com", "grace@example.com"],
});

export const { status, expiryDate, invitationUrl } = betaTest;
