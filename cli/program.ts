/** The command line. A new command is a file of its own, and an entry in this list. */
import { Command } from "commander";
import { version } from "../package.json";
import { installCommand } from "./install";
import { simulatorCommand } from "./simulator";

/** Each is made anew for every program, and loads what it runs only when it runs. */
const commands: readonly (() => Command)[] = [installCommand, simulatorCommand];

export function createProgram(): Command {
  const program = new Command("pulumi-alexa")
    .description("Alexa skill beta tests as code.")
    .version(version);
  for (const command of commands) program.addCommand(command());
  return program;
}
