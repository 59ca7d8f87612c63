/** What `remind` and `request-feedback` have in common on the command line. */

import { Command } from "commander";
import type { Console } from "../console";
import { addSkillOptions, addTimeoutOption, type SkillOptions } from "../skills/options";

export interface MailOptions extends SkillOptions {
  readonly all: boolean;
  readonly yes: boolean;
  readonly testers: boolean;
}

/** Loads what mails people only when the command runs. */
type Run = (ids: string[], options: MailOptions, console: Console) => Promise<void>;

export interface MailCommand {
  readonly name: string;
  readonly description: string;
  readonly all: string;
  readonly note: string;
  readonly run: Run;
}

export function mailCommand(
  { name, description, all, note, run }: MailCommand,
  console: Console,
): Command {
  return addTimeoutOption(addSkillOptions(new Command(name)))
    .description(description)
    .option("--all", all, false)
    .option(
      "--yes",
      "send without asking; otherwise a terminal asks, and nothing else sends",
      false,
    )
    .option("--testers", "list the addresses of those who would be mailed", false)
    .addHelpText(
      "after",
      `
Says first how many people would be mailed. Without --yes, where nobody can be asked, it
exits with 3 and sends nothing. ${note}

Examples:
  $ pulumi-alexa ${name} amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  $ pulumi-alexa ${name} --stack dev --yes
  $ pulumi-alexa ${name} --ask-project ../skill --all --testers`,
    )
    .action((ids: string[], options: MailOptions) => run(ids, options, console));
}
