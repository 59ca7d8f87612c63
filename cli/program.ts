/** The command line. A new command is a file of its own, and an entry in this list. */
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { type Console, Exit, exitCodes } from "./console";
import { doctorCommand } from "./doctor";
import { importCommand } from "./import";
import { installCommand } from "./install";
import { remindCommand } from "./remind";
import { requestFeedbackCommand } from "./requestFeedback";
import { simulatorCommand } from "./simulator";
import { statusCommand } from "./status";

/** Each is created for one program, and loads what it runs only when it runs. */
const commands: readonly ((console: Console) => Command)[] = [
  statusCommand,
  remindCommand,
  requestFeedbackCommand,
  importCommand,
  doctorCommand,
  installCommand,
  simulatorCommand,
];

export function createProgram(console: Console): Command {
  const program = new Command("pulumi-alexa")
    .description("Alexa skill beta tests as code.")
    .version(version)
    .configureOutput({
      writeOut: (text) => console.output.write(text),
      writeErr: (text) => console.errors.write(text),
      getOutHelpWidth: () => console.output.columns ?? 100,
      getErrHelpWidth: () => console.errors.columns ?? 100,
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit codes: 0 done; 1 something failed; 2 the command line is wrong; 3 nothing was sent, as --yes was not given.
\`pulumi-alexa COMMAND --help\` has examples; docs/command-line.md in the package shows what each command prints.`,
    );
  for (const make of commands) {
    const command = make(console).copyInheritedSettings(program);
    program.addCommand(command);
  }
  return program;
}

/** Runs a command line to its end. @returns its exit code. */
export async function runCommandLine(args: readonly string[], console: Console): Promise<number> {
  try {
    await createProgram(console).parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    // Commander has printed what is wrong.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { message } = error as Error;
    if (message) console.errors.write(`pulumi-alexa: ${message}\n`);
    return error instanceof Exit ? error.code : exitCodes.failed;
  }
}
