using System.Collections.Generic;
using System.Linq;
using Pulumi;
using Alexa = Pulumi.Alexa;

return await Deployment.RunAsync(() =>
{
    var beta = new Alexa.SkillBetaTest("beta", new()
    {
        SkillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    });

    var ada = new Alexa.SkillBetaTester("ada", new()
    {
        SkillId = beta.SkillId,
        Email = "ada@example.com",
    });

    return new Dictionary<string, object?>
    {
        ["invitationStatus"] = ada.InvitationStatus,
    };
});

