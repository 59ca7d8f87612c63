package main

import (
	"pulumi-alexa/sdk/go/alexa"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := alexa.NewSkillBetaTester(ctx, "ada", &alexa.SkillBetaTesterArgs{
			SkillId: pulumi.String("amzn1.ask.skill.12345678-1234-1234-1234-123456789012"),
			Email:   pulumi.ToSecret("ada@example.com").(pulumi.StringOutput),
		})
		if err != nil {
			return err
		}
		return nil
	})
}
