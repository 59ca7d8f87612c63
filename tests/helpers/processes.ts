/** The processes that a project's runs have started, found by the folder that they work in (Linux). */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface Running {
  readonly pid: number;
  readonly command: string;
}

export function processesIn(folder: string): Running[] {
  const home = realpathSync(folder);
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        if (readlinkSync(`/proc/${entry}/cwd`) !== home) return [];
        const command = readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ");
        return command === "" ? [] : [{ pid: Number(entry), command }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

export const isProvider = ({ command }: Running) => /pulumi\/cmd\/dynamic-provider/.test(command);
export const isPlugin = ({ command }: Running) => /pulumi-resource-alexa/.test(command);
export const isCli = ({ command }: Running) => /bin\/pulumi (up|destroy)/.test(command);

/** @returns how many were killed. */
export function kill(
  folder: string,
  which: (process: Running) => boolean,
  signal: NodeJS.Signals = "SIGKILL",
): number {
  const victims = processesIn(folder).filter(which);
  for (const { pid } of victims) process.kill(pid, signal);
  return victims.length;
}

/** One Ctrl-C: providers are in a process group of their own, so that only the CLI gets it. */
export function interrupt(folder: string): void {
  kill(folder, isCli, "SIGINT");
}

/** Waits for what another process brings about. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`It never came to this: ${what}.`);
    await delay(50);
  }
}
