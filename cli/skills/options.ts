/** The options by which a command is told its skills. */
import { type Command, InvalidArgumentError } from "commander";

export interface SkillOptions {
  /** `true` without a folder: the current one. */
  readonly askProject?: string | true;
  /** `true` without a name: the selected one. */
  readonly stack?: string | true;
  readonly profile?: string;
  /** In seconds. */
  readonly timeout?: number;
}

export function addSkillOptions(command: Command): Command {
  return command
    .argument(
      "[skill...]",
      "skill ids; with --stack or --ask-project, also the skills' names there",
    )
    .option("--ask-project [folder]", "the skills that an ask-cli project deployed")
    .option("--stack [name]", "the skills of a stack of the Pulumi project in this folder")
    .option(
      "--profile <name>",
      "use this ask-cli profile: its skill in an ask-cli project, and its credentials",
    );
}

/** For commands that wait for Amazon as long as the provider does. */
export function addTimeoutOption(command: Command): Command {
  return command.option(
    "--timeout <seconds>",
    "how long to wait for Amazon, per skill (default: the stack's alexa:timeoutSeconds, or 600)",
    wholeSeconds,
  );
}

export function wholeSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It must be a whole number of seconds, 1 to 86400.");
}
