import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "csv-parse/sync";
import * as alexa from "pulumi-alexa";

// Without `testers`: a list would remove the people of other programs.
const betaTest = new alexa.SkillBetaTest("beta", {
  skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
});

/** A line of the file. The id names the resource, and appears in every preview; the address does not. */
interface Tester {
  id: string;
  email: string;
}

for (const { id, email } of parse<Tester>(readFileSync("testers.csv"), { columns: true })) {
  // The skillId of the test rather than a text: Pulumi starts the test before it invites anybody.
  new alexa.SkillBetaTester(id, { skillId: betaTest.skillId, email: pulumi.secret(email) });
}

export const { invitationUrl } = betaTest;
