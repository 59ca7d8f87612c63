import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa/plugin";

const ada = new alexa.SkillBetaTester("ada", {
    skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    email: pulumi.secret("ada@example.com"),
});
