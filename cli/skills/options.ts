/** The options by which a command is told its skills. */
import type { Command } from "commander";

export interface SkillOptions {
  /** `true` without a folder: the current one. */
  readonly askProject?: string | true;
  /** `true` without a name: the selected one. */
  readonly stack?: string | true;
  readonly profile?: string;
}

export function addSkillOptions(command: Command): Command {
  return command
    .argument("[skill...]", "ids of skills; with --stack or --ask-project, also their names there")
    .option("--ask-project [folder]", "the skills that an ask-cli project deployed")
    .option("--stack [name]", "the skills of a stack of the Pulumi project in this folder")
    .option(
      "--profile <name>",
      "this profile of ask-cli: its skill in the project, its credentials",
    );
}
