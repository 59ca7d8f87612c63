/** The console of a command that runs in this process: keeps what it prints, and answers as the test says. */
import type { Console, Output } from "../../cli/console";
import { runCommandLine } from "../../cli/program";

interface TestOutput extends Output {
  /** All that was written so far. */
  text(): string;
}

export interface TestConsole extends Console {
  readonly output: TestOutput;
  readonly errors: TestOutput;
  /** As Ctrl-C does. */
  interrupt(): void;
}

export interface TestConsoleOptions
  extends Partial<Pick<Console, "environment" | "folder" | "run" | "sleep">> {
  readonly columns?: number;
  /** Whether the outputs are a terminal. */
  readonly isTerminal?: boolean;
  /** What the user answers; without it, there is nobody to ask. */
  readonly answer?: (question: string) => string | Promise<string>;
}

export function testConsole({
  environment = {},
  folder = "/nowhere",
  columns,
  isTerminal = columns !== undefined,
  answer,
  run = async (command) => {
    throw new Error(`${command} is not to be run`);
  },
  sleep = async () => {},
}: TestConsoleOptions = {}): TestConsole {
  const interrupted = new AbortController();
  const output = (): TestOutput => {
    let text = "";
    return {
      isTerminal,
      columns,
      text: () => text,
      write: (more) => {
        text += more;
      },
      style: (style, styled) => (isTerminal ? `<${style}>${styled}</${style}>` : styled),
    };
  };
  return {
    environment,
    folder,
    output: output(),
    errors: output(),
    canAsk: answer !== undefined,
    ask: async (question) => (await answer?.(question)) ?? "",
    run,
    sleep,
    interruption: () => interrupted.signal,
    interrupt: () => interrupted.abort(new Error("interrupted")),
    unread: new AbortController().signal,
  };
}

/** Runs a command line: its exit code, and what it printed. */
export async function runCli(args: readonly string[], options: TestConsoleOptions = {}) {
  const console = testConsole(options);
  const code = await runCommandLine(args, console);
  return { code, output: console.output.text(), errors: console.errors.text() };
}
