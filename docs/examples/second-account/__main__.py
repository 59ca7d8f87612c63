import pulumi
import pulumi_alexa as alexa

config = pulumi.Config()
other_token = config.require_secret("otherToken")
other = alexa.Provider("other", access_token=other_token)
beta = alexa.SkillBetaTest("beta", skill_id="amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
opts = pulumi.ResourceOptions(provider=other))
