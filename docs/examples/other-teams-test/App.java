package generated_program;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import com.pulumi.alexa.AlexaFunctions;
import com.pulumi.alexa.inputs.GetSkillBetaTestArgs;
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
        final var betaTest = AlexaFunctions.getSkillBetaTest(GetSkillBetaTestArgs.builder()
            .skillId("amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
            .build());

        ctx.export("status", betaTest.applyValue(_betaTest -> _betaTest.status()));
    }
}
