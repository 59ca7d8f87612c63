/** The command line: what every command has in common. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createProgram } from "../../cli/program";
import { version } from "../../package.json";
import { runCli, testConsole } from "../helpers/console";

jest.mock("../../simulator", () => {
  throw new Error("the simulator was loaded");
});
jest.mock("axios", () => {
  throw new Error("the HTTP client was loaded");
});

const program = () => createProgram(testConsole());
const commands = program().commands.map((command) => ({
  name: command.name(),
  description: command.description(),
}));
const wordsOf = (text: string) => text.replace(/\s+/g, " ");

test("--help says what each command does, and what the exit codes mean", async () => {
  const { code, output } = await runCli(["--help"]);
  expect(code).toBe(0);
  expect(commands.map(({ name }) => name)).toContain("simulator");
  for (const { name, description } of commands) {
    expect(description).not.toBe("");
    expect(wordsOf(output).replace(/ (\[[^\]]*\]|<[^>]*>)/g, "")).toContain(
      ` ${name} ${description}`,
    );
  }
  expect(output).toContain("Exit codes: 0 done; 1 something failed; 2 the command line is wrong");
});

test.each(commands)(
  "$name --help describes every option, with examples, and loads nothing that it does not need",
  async ({ name, description }) => {
    const { code, output } = await runCli([name, "--help"]);
    expect(code).toBe(0);
    expect(wordsOf(output)).toContain(description);
    expect(output).toContain(`\n  $ pulumi-alexa ${name}`);
    const command = program().commands.find((one) => one.name() === name);
    for (const option of command?.options ?? []) {
      expect(option.description).not.toBe("");
      expect(output).toContain(option.flags);
    }
  },
);

test("every command is a file of cli/ and an entry of the list, and imports what it runs only when it runs", () => {
  const folder = join(__dirname, "../../cli");
  const shared = ["console.ts", "main.ts", "program.ts", "table.ts"];
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".ts") && !shared.includes(file),
  );
  const kebab = (file: string) =>
    file.replace(".ts", "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expect(files.map(kebab).sort()).toEqual(commands.map(({ name }) => name).sort());
  for (const file of files) {
    const text = readFileSync(join(folder, file), "utf8");
    const imports = [...text.matchAll(/^import (?!type).* from "(\..*)";$/gm)].map(
      ([, from]) => from,
    );
    // The version, and what defines options, which load nothing else.
    const small = [
      "../package.json",
      "../simulator/options",
      "./console",
      "./skills/options",
      "./mail/options",
    ];
    expect(imports.filter((from) => !small.includes(from ?? ""))).toEqual([]);
  }
});

test.each(commands)("$name refuses an option that it does not know", async ({ name }) => {
  const { code, errors } = await runCli([name, "--nonsense"]);
  expect(code).toBe(2);
  expect(errors).toContain("error: unknown option '--nonsense'");
});

test("an unknown command or option is an error that suggests what was meant", async () => {
  expect(await runCli(["simulater"])).toEqual({
    code: 2,
    output: "",
    errors: "error: unknown command 'simulater'\n(Did you mean simulator?)\n",
  });
  const { errors } = await runCli(["status", "--jsn"]);
  expect(errors).toBe("error: unknown option '--jsn'\n(Did you mean --json?)\n");
});

test("without a command it prints the help and fails", async () => {
  const { code, errors } = await runCli([]);
  expect(code).toBe(2);
  expect(errors).toContain("Usage: pulumi-alexa");
});

test("--version is the package's", async () => {
  expect(await runCli(["--version"])).toEqual({ code: 0, output: `${version}\n`, errors: "" });
});
