package generated_program;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import com.pulumi.alexa.Provider;
import com.pulumi.alexa.ProviderArgs;
import com.pulumi.alexa.SkillBetaTest;
import com.pulumi.alexa.SkillBetaTestArgs;
import com.pulumi.resources.CustomResourceOptions;
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
        final var config = ctx.config();
        final var otherToken = config.require("otherToken");
        var other = new Provider("other", ProviderArgs.builder()
            .accessToken(otherToken)
            .build());

        var beta = new SkillBetaTest("beta", SkillBetaTestArgs.builder()
            .skillId("amzn1.ask.skill.12345678-1234-1234-1234-123456789012")
            .build(), CustomResourceOptions.builder()
                .provider(other)
                .build());

    }
}
