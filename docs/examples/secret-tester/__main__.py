import pulumi
import pulumi_alexa as alexa

ada = alexa.SkillBetaTester("ada",
    skill_id="amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    email=pulumi.Output.secret("ada@example.com"))
