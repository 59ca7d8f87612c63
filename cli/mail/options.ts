/** What `remind` and `request-feedback` have in common on the command line. */

import { Command } from "commander";
import type { Console } from "../console";
import { addSkillOptions, addTimeoutOption } from "../skills/options";
import type { MailOptions } from "./audience";

export interface MailCommand {
  readonly name: string;
  readonly description: string;
  readonly all: string;
  readonly note: string;
  readonly kind: "reminder" | "feedbackRequest";
}

export function mailCommand(
  { name, description, all, note, kind }: MailCommand,
  console: Console,
): Command {
  return addTimeoutOption(addSkillOptions(new Command(name)))
    .description(description)
    .option("--all", all, false)
    .option(
      "--yes",
      "send without asking (default: ask in a terminal; elsewhere, send nothing)",
      false,
    )
    .option("--testers", "list the addresses of those who would be mailed", false)
    .addHelpText(
      "after",
      `
First says how many people would be mailed. Without --yes, if it cannot ask, it
exits with 3 and sends nothing. ${note}

Examples:
  $ pulumi-alexa ${name} amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  $ pulumi-alexa ${name} --stack dev --yes
  $ pulumi-alexa ${name} --ask-project ../skill --all --testers`,
    )
    .action(async (ids: string[], options: MailOptions) => {
      const [{ runMail }, kinds] = await Promise.all([import("./run.js"), import("./audience.js")]);
      await runMail(ids, kinds[kind], options, console);
    });
}
