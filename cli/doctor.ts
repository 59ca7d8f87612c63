/** `pulumi-alexa doctor`: what works, what does not, and how to fix it. */
import { Command } from "commander";
import type { Console } from "./console";
import type { DoctorOptions } from "./doctor/run";
import { addSkillOptions } from "./skills/options";

export function doctorCommand(console: Console): Command {
  return addSkillOptions(new Command("doctor"))
    .description(
      "check versions, credentials, endpoint, clock and skills: what works, what does not, and how to fix it",
    )
    .option("--json", "print JSON, described in docs/command-line.md", false)
    .addHelpText(
      "after",
      `
Prints no secret, and exits with 1 if there is a problem. Takes half a minute at most.

Examples:
  $ pulumi-alexa doctor
  $ pulumi-alexa doctor amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  $ pulumi-alexa doctor --stack dev
  $ pulumi-alexa doctor --ask-project ../skill --profile work`,
    )
    .action(async (ids: string[], options: DoctorOptions) => {
      const { examine } = await import("./doctor/run.js");
      await examine(ids, options, console);
    });
}
