import { SkillBetaTest } from "pulumi-alexa/plugin";

const betaTest = new SkillBetaTest(
  "beta",
  {
    skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    testers: ["ada@example.com"],
  },
  { customTimeouts: { create: "5m" } },
);

export const { invitationUrl } = betaTest;
