import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa";

const isGivenAway = new pulumi.Config().getBoolean("givenAway") ?? false;

if (!isGivenAway) {
  new alexa.SkillBetaTest(
    "beta",
    {
      skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
      testers: ["ada@example.com", "grace@example.com"],
    },
    // Once the program no longer declares it, the stack forgets the test and Amazon keeps it.
    { retainOnDelete: true },
  );
}
