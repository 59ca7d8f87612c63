/** What a command sees of the process that it runs in; tests put their own in its place. */
import { execFile } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";
import { stripVTControlCharacters, styleText } from "node:util";

export interface Console {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that the user is in. */
  readonly folder: string;
  readonly output: Output;
  readonly errors: Output;
  /** Whether somebody is there to answer. */
  readonly canAsk: boolean;
  ask(question: string): Promise<string>;
  /** @param environment added to the process's own. @throws {CommandFailure} */
  run(
    command: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** Ends early, without an error, when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborted by Ctrl-C, which from the first call on no longer ends the process. */
  interruption(): AbortSignal;
  /** Aborted when nobody reads the output any more, as after `| head -1`. */
  readonly unread: AbortSignal;
}

export interface Output {
  readonly isTerminal: boolean;
  /** Undefined if it is not a terminal. */
  readonly columns?: number | undefined;
  write(text: string): void;
  /** Colours, where the output and NO_COLOR and FORCE_COLOR allow them. */
  style(style: Style, text: string): string;
}

export type Style = "bold" | "dim" | "red" | "green" | "yellow";

/** What every command can end with. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notSent: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command. */
export class Exit extends Error {
  /** @param message nothing if all was said already. */
  constructor(
    readonly code: ExitCode,
    message = "",
  ) {
    super(message);
  }
}

/** A command line that means nothing. */
export class UsageError extends Exit {
  constructor(message: string) {
    super(exitCodes.usage, message);
  }
}

/** Another program could not be run, or failed. */
export class CommandFailure extends Error {
  /** @param code Node's, such as `ENOENT`, if it could not be started. */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

export function processConsole(): Console {
  const unread = new AbortController();
  let interrupted: AbortController | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code !== "EPIPE") throw new Error(message);
      if (stream === process.stdout) unread.abort();
    });
  }
  return {
    environment: process.env,
    folder: process.cwd(),
    output: outputOf(process.stdout),
    errors: outputOf(process.stderr),
    canAsk: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    async ask(question) {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      // Without an answer, as by Ctrl-D, it would wait for ever.
      const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
      try {
        return await Promise.race([lines.question(question), closed]);
      } finally {
        lines.close();
      }
    },
    run: (command, args, environment) =>
      new Promise((resolve, reject) => {
        const env = { ...process.env, ...environment };
        execFile(command, args, { env, maxBuffer: 1e9 }, (error, stdout, stderr) => {
          if (!error) return resolve(stdout);
          const code = typeof error.code === "string" ? error.code : undefined;
          reject(new CommandFailure(stripVTControlCharacters(stderr).trim(), code));
        });
      }),
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    interruption() {
      if (!interrupted) {
        const controller = new AbortController();
        interrupted = controller;
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
          process.once(signal, () => controller.abort(new Error("interrupted")));
        }
      }
      return interrupted.signal;
    },
    unread: unread.signal,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: Boolean(stream.isTTY),
    get columns() {
      // A terminal without a size says 0.
      return (stream.isTTY && stream.columns) || undefined;
    },
    write: (text) => void stream.write(text),
    style: (style, text) => styleText(style, text, { stream }),
  };
}

/** A line about work that takes long, which the next one replaces. Only a terminal shows it. */
export class Progress {
  private isShown = false;

  constructor(private readonly output: Output) {}

  show(line: string): void {
    const { isTerminal, columns = 80 } = this.output;
    if (!isTerminal) return;
    this.output.write(`\r${line.slice(0, columns - 1)}\x1b[K`);
    this.isShown = true;
  }

  clear(): void {
    if (this.isShown) this.output.write("\r\x1b[K");
    this.isShown = false;
  }
}
