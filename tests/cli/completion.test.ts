/** The scripts for shells, run by the shells themselves where there are any. */
import { execFileSync, spawnSync } from "node:child_process";
import { createProgram } from "../../cli/program";
import { runCli, testConsole } from "../helpers/console";

const commands = createProgram(testConsole()).commands;
const names = commands.map((command) => command.name()).sort();
const scriptOf = async (shell: string) => (await runCli(["completion", shell])).output;

/** Runs what a shell reads, if the machine has this shell; otherwise the test says that it was left out. */
function shellTest(
  shell: string,
  name: string,
  body: (run: (text: string) => string) => Promise<void>,
) {
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;
  const run = (input: string) => execFileSync(shell, ["-c", input], { encoding: "utf8" });
  if (isThere) test(`${shell} ${name}`, () => body(run));
  else test.skip(`${shell} ${name} (left out: there is no ${shell} here)`, () => {});
}

/** What bash offers at the end of these words. */
const completing = (script: string, ...words: string[]) => `${script}
COMP_WORDS=(pulumi-alexa ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_pulumi_alexa; printf '%s\\n' "\${COMPREPLY[@]}"`;

shellTest("bash", "completes commands, options and their values", async (run) => {
  const script = await scriptOf("bash");
  const offered = (...words: string[]) =>
    run(completing(script, ...words))
      .trim()
      .split("\n");
  expect(run(`${script}\n${script}\ncomplete -p pulumi-alexa`)).toBe(
    "complete -o default -F _pulumi_alexa pulumi-alexa\n",
  );
  expect(offered("").sort()).toEqual(["--help", "--version", ...names]);
  expect(offered("re")).toEqual(["remind", "request-feedback"]);
  expect(offered("status", "--w")).toEqual(["--watch"]);
  expect(offered("import", "--language", "")).toEqual([
    "typescript",
    "yaml",
    "python",
    "go",
    "java",
  ]);
  expect(offered("completion", "")).toContain("fish");
  // The shell's own completion of files takes over.
  expect(offered("import", "--out", "")).toEqual([""]);
});

shellTest("zsh", "takes the script, and knows the function", async (run) => {
  const script = await scriptOf("zsh");
  expect(run(`autoload -U compinit; compinit -D -u\n${script}\nprint $_comps[pulumi-alexa]`)).toBe(
    "_pulumi_alexa\n",
  );
});

shellTest("fish", "completes commands, options and their values", async (run) => {
  const script = await scriptOf("fish");
  const offered = (line: string) =>
    run(`${script}\ncomplete -C '${line}'`)
      .trim()
      .split("\n")
      .map((one) => one.split("\t")[0]);
  expect(offered("pulumi-alexa ").sort()).toEqual(names);
  expect(offered("pulumi-alexa status --wa")).toEqual(["--watch"]);
  expect(offered("pulumi-alexa import --language p")).toEqual(["python"]);
});

test.each(["bash", "zsh", "fish"])(
  "every command and option stands in the script of %s",
  async (shell) => {
    const script = await scriptOf(shell);
    for (const command of commands) {
      expect(script).toContain(command.name());
      for (const { long = "" } of command.options) expect(script).toContain(long.slice(2));
    }
  },
);

test("another shell is refused", async () => {
  const { code, errors } = await runCli(["completion", "csh"]);
  expect(code).toBe(2);
  expect(errors).toContain("Allowed choices are bash, zsh, fish.");
});
