package betatest;

import com.pulumi.Pulumi;
import com.pulumi.alexa.SkillBetaTest;
import com.pulumi.alexa.SkillBetaTestArgs;

public class App {
  public static void main(String[] args) {
    Pulumi.run(
        ctx -> {
          var betaTest =
              new SkillBetaTest(
                  "beta",
                  SkillBetaTestArgs.builder()
                      .skillId("amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
                      .testers("ada@example.com")
                      .build());
          ctx.export("invitationUrl", betaTest.invitationUrl());
        });
  }
}
