/** Runs a command to its end; one that fails is an error with all that it printed. */
import { spawnSync } from "node:child_process";

export interface RunOptions {
  cwd?: string;
  /** Added to that of this process. */
  environment?: Record<string, string>;
  /** Whether the output goes to the terminal rather than to the caller. */
  show?: boolean;
}

export function run(command: string, args: readonly string[], options: RunOptions = {}): string {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", options.show ? "inherit" : "pipe", options.show ? "inherit" : "pipe"],
  });
  if (error) throw error;
  if (status === 0) return stdout ?? "";
  const how = signal ? `ended by ${signal}` : `exit status ${status}`;
  throw new Error(
    `\`${[command, ...args].join(" ")}\`: ${how}\n${stdout ?? ""}${stderr ?? ""}`.trim(),
  );
}
