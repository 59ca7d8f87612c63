import * as pulumi from "@pulumi/pulumi";
import { SkillBetaTest } from "pulumi-alexa/plugin";
import { fleet } from "./fleet";

const betaTests = Object.entries(fleet).map(([locale, { skillId, testers }]) => {
  const betaTest = new SkillBetaTest(locale, {
    skillId,
    feedbackEmail: `skill-${locale}@example.com`,
    testers: pulumi.secret([...testers]),
  });
  return [locale, betaTest] as const;
});

/** What to send to the testers of each locale. */
export const invitationUrls = Object.fromEntries(
  betaTests.map(([locale, { invitationUrl }]) => [locale, invitationUrl]),
);
