package main

import (
	"pulumi-alexa/sdk/go/alexa"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		betaTest, err := alexa.LookupSkillBetaTest(ctx, &alexa.LookupSkillBetaTestArgs{
			SkillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
		}, nil)
		if err != nil {
			return err
		}
		ctx.Export("status", pulumi.String(betaTest.Status))
		return nil
	})
}
