package generated_program;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import com.pulumi.alexa.SkillBetaTest;
import com.pulumi.alexa.SkillBetaTestArgs;
import com.pulumi.alexa.SkillBetaTester;
import com.pulumi.alexa.SkillBetaTesterArgs;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Paths;

public class App {
    public static void main(String[] args) {
        Pulumi.run(App::stack);
    }

    public static void stack(Context ctx) {
        var beta = new SkillBetaTest("beta", SkillBetaTestArgs.builder()
            .skillId("amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
            .build());

        var ada = new SkillBetaTester("ada", SkillBetaTesterArgs.builder()
            .skillId(beta.skillId())
            .email("ada@example.com")
            .build());

        ctx.export("invitationStatus", ada.invitationStatus());
    }
}
