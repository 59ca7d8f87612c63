import pulumi
import pulumi_alexa as alexa

beta = alexa.SkillBetaTest("beta",
    skill_id="amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    feedback_email="team@example.com",
    testers=[
        "ada@example.com",
        "grace@example.com",
    ])
pulumi.export("invitationUrl", beta.invitation_url)
