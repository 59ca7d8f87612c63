using System.Collections.Generic;
using System.Linq;
using Pulumi;
using Alexa = Pulumi.Alexa;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var otherToken = config.Require("otherToken");
    var other = new Alexa.Provider("other", new()
    {
        AccessToken = otherToken,
    });

    var beta = new Alexa.SkillBetaTest("beta", new()
    {
        SkillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
    }, new CustomResourceOptions
    {
        Provider = other,
    });

});

