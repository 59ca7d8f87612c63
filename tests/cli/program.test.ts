/** The command line: what every command has in common. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { createProgram } from "../../cli/program";
import { version } from "../../package.json";

jest.mock("../../simulator", () => {
  throw new Error("the simulator was loaded");
});

/** Runs a command line in this process: what it prints, and the exit code that it ends with. */
async function run(...args: string[]) {
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  const program = createProgram();
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: print, writeErr: print });
  }
  const ended = await program.parseAsync(args, { from: "user" }).catch((error) => error);
  if (!(ended instanceof CommanderError)) throw ended;
  return { code: ended.exitCode, printed };
}

const commands = createProgram().commands.map((command) => ({
  name: command.name(),
  description: command.description(),
}));

test("--help says what each command does", async () => {
  const { code, printed } = await run("--help");
  expect(code).toBe(0);
  expect(commands.map(({ name }) => name)).toContain("simulator");
  const words = printed.replace(/\s+/g, " ");
  for (const { name, description } of commands) {
    expect(description).not.toBe("");
    expect(words).toMatch(new RegExp(` ${name} (\\[.*?\\] )*${description}`));
  }
});

test.each(commands)(
  "$name --help describes every option, and loads nothing that it does not need",
  async ({ name, description }) => {
    const { code, printed } = await run(name, "--help");
    expect(code).toBe(0);
    expect(printed).toContain(description);
    const command = createProgram().commands.find((one) => one.name() === name);
    for (const option of command?.options ?? []) {
      expect(option.description).not.toBe("");
      expect(printed).toContain(option.flags);
    }
  },
);

test("every file of cli/ is a command of the list, and imports what it runs only when it runs", () => {
  const folder = join(__dirname, "../../cli");
  const files = readdirSync(folder).filter((file) => !["main.ts", "program.ts"].includes(file));
  expect(files.map((file) => file.replace(".ts", "")).sort()).toEqual(
    commands.map(({ name }) => name).sort(),
  );
  for (const file of files) {
    const text = readFileSync(join(folder, file), "utf8");
    const imports = [...text.matchAll(/^import (?!type).* from "\.\.\/(.*)";$/gm)].map(
      ([, from]) => from,
    );
    // The version, and the rules of options, which load nothing else.
    const small = ["package.json", "simulator/options"];
    expect(imports.filter((from) => !small.includes(from ?? ""))).toEqual([]);
  }
});

test.each(commands)("$name refuses an option that it does not know", async ({ name }) => {
  const { code, printed } = await run(name, "--nonsense");
  expect(code).toBe(1);
  expect(printed).toContain("error: unknown option '--nonsense'");
});

test("an unknown command is an error that suggests what was meant", async () => {
  expect(await run("simulater")).toEqual({
    code: 1,
    printed: "error: unknown command 'simulater'\n(Did you mean simulator?)\n",
  });
});

test("without a command it prints the help and fails", async () => {
  const { code, printed } = await run();
  expect(code).toBe(1);
  expect(printed).toContain("Usage: pulumi-alexa");
});

test("--version is the package's", async () => {
  expect(await run("--version")).toEqual({ code: 0, printed: `${version}\n` });
});
