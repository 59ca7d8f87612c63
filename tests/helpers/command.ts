/** Commands as a user runs them. */
import { execFile } from "node:child_process";

interface Options {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds that a test may take which downloads what a new machine lacks: a slow network is no failure. */
export const downloadLimit = 20 * 60_000;

/** Runs a command to its end; the error of one that fails holds all that it printed. */
export async function run(
  command: string,
  args: readonly string[],
  options: Options,
): Promise<string> {
  const { failed, log, message } = await tryToRun(command, args, options);
  if (failed) throw new Error(`${command} ${args.join(" ")}: ${message}\n${log}`);
  return log;
}

/** The same for a command that may fail. */
export function tryToRun(
  command: string,
  args: readonly string[],
  { cwd, env }: Options,
): Promise<{ failed: boolean; log: string; message: string }> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1e8 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ failed: error !== null, log: stdout + stderr, message: error?.message ?? "" }),
    );
  });
}
