package main

import (
	"pulumi-alexa/sdk/go/alexa"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		otherToken := cfg.RequireSecret("otherToken")
		other, err := alexa.NewProvider(ctx, "other", &alexa.ProviderArgs{
			AccessToken: otherToken,
		})
		if err != nil {
			return err
		}
		_, err = alexa.NewSkillBetaTest(ctx, "beta", &alexa.SkillBetaTestArgs{
			SkillId: pulumi.String("amzn1.ask.skill.12345678-1234-1234-1234-123456789012"),
		}, pulumi.Provider(other))
		if err != nil {
			return err
		}
		return nil
	})
}
