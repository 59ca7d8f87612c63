/** Scripts that complete the command line in a shell, written from its commands and their options. */
import type { Argument, Command, Option } from "commander";

export type Shell = "bash" | "zsh" | "fish";

/** They are complete as they are: nothing is run while the user types. */
export function completionScript(shell: Shell, program: Command): string {
  return { bash, zsh, fish }[shell](program.name(), commandsOf(program));
}

interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** What its arguments can be, if that is known. */
  readonly choices: readonly string[];
}

function commandsOf(program: Command): CommandWords[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .flatMap((command) => {
      if (command.name() === "help") return [];
      const options = program.createHelp().visibleOptions(command);
      const choices = command.registeredArguments.flatMap(
        ({ argChoices = [] }: Argument) => argChoices,
      );
      return [
        {
          name: command.name(),
          description: command.description(),
          options: [...options],
          choices,
        },
      ];
    });
}

/** The commands' and options' names are safe words: descriptions are not, and only the others have them. */
function bash(name: string, commands: readonly CommandWords[]): string {
  const all = commands.map((command) => command.name).join(" ");
  const cases = commands.flatMap(({ name, options, choices }) => {
    const values = options.flatMap(({ long, argChoices }) =>
      argChoices ? [`    "${name} ${long}") words="${argChoices.join(" ")}" ;;\n`] : [],
    );
    const words = [...choices, ...options.map(({ long }) => long)].join(" ");
    return [...values, `    "${name} "*) words="${words}" ;;\n`];
  });
  const own = functionName(name);
  return `# source <(${name} completion bash)
${own}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_WORDS[1]-} \${COMP_WORDS[COMP_CWORD-1]}" in
${cases.join("")}  esac
  if ((COMP_CWORD == 1)); then words="${all} --help --version"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  # Without a dash, it may be a file as well: then the shell completes it.
  if ((COMP_CWORD > 1)) && [[ -z $word ]] && [[ $words == --* ]]; then COMPREPLY=(); fi
}
complete -o default -F ${own} ${name}
`;
}

function zsh(name: string, commands: readonly CommandWords[]): string {
  const own = functionName(name);
  const described = commands.map(
    (command) => `    ${quoted(`${command.name}:${command.description}`)}\n`,
  );
  const cases = commands.map(({ name, options, choices }) => {
    const rest = choices.length > 0 ? `*:argument:(${choices.join(" ")})` : "*:argument:_files";
    const specs = [...options.map(zshOption), rest].map((spec) => ` \\\n        ${quoted(spec)}`);
    return `    ${name})\n      _arguments${specs.join("")}\n      ;;\n`;
  });
  return `#compdef ${name}
# source <(${name} completion zsh)
${own}() {
  local -a commands
  commands=(
${described.join("")}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join("")}  esac
}
if [ "$funcstack[1]" = "${own}" ]; then ${own} "$@"; else compdef ${own} ${name}; fi
`;
}

function zshOption({ long, description, argChoices, required, optional }: Option): string {
  const text = `${long}[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  if (!required && !optional) return text;
  const values = argChoices ? `(${argChoices.join(" ")})` : "_files";
  return `${text}${optional ? "::" : ":"}value:${values}`;
}

function fish(name: string, commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((command) => {
    const own = `complete -c ${name} -n "__fish_seen_subcommand_from ${command.name}"`;
    return [
      `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name} -d ${quoted(command.description)}`,
      ...(command.choices.length > 0 ? [`${own} -f -a ${quoted(command.choices.join(" "))}`] : []),
      ...command.options.map((option) => `${own} ${fishOption(option)}`),
    ];
  });
  return `# ${name} completion fish | source\n${lines.join("\n")}\n`;
}

function fishOption({ long = "", short, description, argChoices, required }: Option): string {
  const values = argChoices ? ` -x -a ${quoted(argChoices.join(" "))}` : required ? " -r" : "";
  const letter = short ? ` -s ${short.slice(1)}` : "";
  return `-l ${long.slice(2)}${letter}${values} -d ${quoted(description)}`;
}

function functionName(name: string): string {
  return `_${name.replaceAll("-", "_")}`;
}

/** For zsh and fish alike: without a backslash, a single quote ends the text in both. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
