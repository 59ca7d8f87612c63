using System.Collections.Generic;
using System.Linq;
using Pulumi;
using Alexa = Pulumi.Alexa;

return await Deployment.RunAsync(() =>
{
    var ada = new Alexa.SkillBetaTester("ada", new()
    {
        SkillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
        Email = Output.CreateSecret("ada@example.com"),
    });

});

