using System.Collections.Generic;
using System.Linq;
using Pulumi;
using Alexa = Pulumi.Alexa;

return await Deployment.RunAsync(() =>
{
    var betaTest = Alexa.GetSkillBetaTest.Invoke(new()
    {
        SkillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    });

    return new Dictionary<string, object?>
    {
        ["status"] = betaTest.Apply(getSkillBetaTestResult => getSkillBetaTestResult.Status),
    };
});

