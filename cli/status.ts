/** `pulumi-alexa status`: the beta tests that there are, and how they are doing. */
import { Command } from "commander";
import { type Console, Exit, exitCodes } from "./console";
import {
  addSkillOptions,
  addTimeoutOption,
  type SkillOptions,
  wholeSeconds,
} from "./skills/options";

interface StatusOptions extends SkillOptions {
  readonly json: boolean;
  readonly testers: boolean;
  /** `true` without a number. */
  readonly watch?: number | true;
}

const defaultSeconds = 30;

export function statusCommand(console: Console): Command {
  return addTimeoutOption(addSkillOptions(new Command("status")))
    .description("show each skill's beta test: status, days left, invited, accepted, invites left")
    .option("--json", "print JSON, described in docs/command-line.md", false)
    .option("--testers", "also list the testers with their addresses", false)
    .option(
      "--watch [seconds]",
      `refresh at this interval, in seconds (default: ${defaultSeconds})`,
      wholeSeconds,
    )
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-alexa status amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  $ pulumi-alexa status --stack dev --watch
  $ pulumi-alexa status --ask-project ../skill --profile work --json

Exits with 1 if a skill could not be read; the others are shown.`,
    )
    .action((ids: string[], options: StatusOptions) => run(ids, options, console));
}

async function run(ids: string[], options: StatusOptions, console: Console): Promise<void> {
  const [{ connectToSkills }, { look }, { statusTable }, { watch }] = await Promise.all([
    import("./skills/ask.js"),
    import("./status/look.js"),
    import("./status/show.js"),
    import("./status/watch.js"),
  ]);
  const { json, testers, watch: every } = options;
  const { output } = console;
  const asked = await connectToSkills(ids, options, console);
  const lookNow = (cancelled?: AbortSignal) => look(asked, { testers, cancelled });

  const seconds = every === true ? defaultSeconds : every;
  const statuses =
    seconds === undefined ? await lookNow() : await watch(lookNow, { json, seconds }, console);
  if (seconds === undefined) {
    output.write(
      json ? `${JSON.stringify(statuses, undefined, 2)}\n` : statusTable(statuses, output),
    );
  }
  if (statuses.some(({ error }) => error !== null)) throw new Exit(exitCodes.failed);
}
