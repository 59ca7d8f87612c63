using System.Collections.Generic;
using Pulumi;
using Pulumi.Alexa;

return await Deployment.RunAsync(() =>
{
    var betaTest = new SkillBetaTest("beta", new SkillBetaTestArgs
    {
        SkillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
        Testers = { "ada@example.com" },
    });

    return new Dictionary<string, object?>
    {
        ["invitationUrl"] = betaTest.InvitationUrl,
    };
});
