import pulumi
import pulumi_alexa as alexa

beta_test = alexa.get_skill_beta_test_output(skill_id="amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
pulumi.export("status", beta_test.status)
