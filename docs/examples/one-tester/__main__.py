import pulumi
import pulumi_alexa as alexa

beta = alexa.SkillBetaTest("beta", skill_id="amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
ada = alexa.SkillBetaTester("ada",
    skill_id=beta.skill_id,
    email="ada@example.com")
pulumi.export("invitationStatus", ada.invitation_status)
