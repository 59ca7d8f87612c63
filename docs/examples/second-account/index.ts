import * as pulumi from "@pulumi/pulumi";
import * as alexa from "pulumi-alexa/plugin";

const config = new pulumi.Config();
const otherToken = config.requireSecret("otherToken");
const other = new alexa.Provider("other", {accessToken: otherToken});
const beta = new alexa.SkillBetaTest("beta", {skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012"}, {
    provider: other,
});
