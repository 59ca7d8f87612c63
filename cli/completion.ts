/** `pulumi-alexa completion`: the script that completes commands and options in a shell. */
import { Argument, Command } from "commander";
import type { Shell } from "./completion/scripts";
import type { Console } from "./console";

const shells: readonly Shell[] = ["bash", "zsh", "fish"];

export function completionCommand({ output }: Console): Command {
  return new Command("completion")
    .description("print the script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-alexa completion bash >> ~/.bashrc
  $ source <(pulumi-alexa completion zsh)
  $ pulumi-alexa completion fish > ~/.config/fish/completions/pulumi-alexa.fish`,
    )
    .action(async (shell: Shell, _options: object, { parent }: Command) => {
      const { completionScript } = await import("./completion/scripts.js");
      if (parent) output.write(completionScript(shell, parent));
    });
}
