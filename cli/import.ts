/** `pulumi-alexa import`: a program for beta tests that exist already. */
import { Command, Option } from "commander";
import type { Console } from "./console";
import type { LanguageName, TesterForm } from "./import/languages";
import type { ImportOptions } from "./import/run";
import { addSkillOptions, addTimeoutOption } from "./skills/options";

const languages: readonly LanguageName[] = ["typescript", "yaml", "python", "go", "java"];

const testerForms: readonly TesterForm[] = ["list", "resources"];

export function importCommand(console: Console): Command {
  return addTimeoutOption(addSkillOptions(new Command("import")))
    .description("write a program for beta tests that exist already, and the `pulumi import` lines")
    .addOption(
      new Option("--language <name>", "the language of the program")
        .choices(languages)
        .default("typescript"),
    )
    .option("--out <file>", "write the program here, and print only the `pulumi import` lines")
    .option("--roster <file>", "write the testers into this CSV file, which the program reads")
    .addOption(
      new Option(
        "--testers <form>",
        "declare the testers as a list, or each as a resource of its own",
      )
        .choices(testerForms)
        .default("list"),
    )
    .option("--force", "replace files that exist", false)
    .addHelpText(
      "after",
      `
The program says what Amazon has now: after \`pulumi import\`, \`pulumi preview\` shows no changes.
With --testers resources, the first \`pulumi up\` takes over the testers, and mails nobody.
It has the testers' addresses; with --roster, the CSV file has them.

Examples:
  $ pulumi-alexa import amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  $ pulumi-alexa import --ask-project ../skill --out index.ts --roster testers.csv
  $ pulumi-alexa import --ask-project ../skill --testers resources
  $ pulumi-alexa import --ask-project ../skill --language yaml --out Pulumi.yaml`,
    )
    .action(async (ids: string[], options: ImportOptions) => {
      const { writeImport } = await import("./import/run.js");
      await writeImport(ids, options, console);
    });
}
