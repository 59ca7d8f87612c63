import { TestedSkill } from "./TestedSkill";

const trivia = new TestedSkill("trivia", {
  skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
  team: "trivia-team",
  testers: ["ada@example.com", "grace@example.com"],
  movedFrom: "beta",
});

export const { invitationUrl, expiryDate } = trivia;
