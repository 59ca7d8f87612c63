package main

import (
	"pulumi-alexa/sdk/go/alexa"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		beta, err := alexa.NewSkillBetaTest(ctx, "beta", &alexa.SkillBetaTestArgs{
			SkillId: pulumi.String("amzn1.ask.skill.12345678-1234-1234-1234-123456789012"),
		})
		if err != nil {
			return err
		}
		ada, err := alexa.NewSkillBetaTester(ctx, "ada", &alexa.SkillBetaTesterArgs{
			SkillId: beta.SkillId,
			Email:   pulumi.String("ada@example.com"),
		})
		if err != nil {
			return err
		}
		ctx.Export("invitationStatus", ada.InvitationStatus)
		return nil
	})
}
