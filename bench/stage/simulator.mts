/** The Amazon of a benchmark: the simulator as users start it, in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { cli } from "./paths.mts";

export interface Amazon {
  readonly latencyMs?: number;
  readonly transitionDelayMs?: number;
  readonly requestsPerSecond?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: string;
}

export interface Simulator {
  readonly url: string;
  set(settings: Amazon): Promise<void>;
  /** All requests since the last call. */
  requests(): Promise<SeenRequest[]>;
  /** The status of every beta test of a skill whose id begins like this. */
  statuses(prefix: string): Promise<string[]>;
  /** Lets the skill have a beta test that is RUNNING. */
  run(skillId: string): Promise<void>;
  close(): Promise<void>;
}

export async function startSimulator(amazon: Amazon): Promise<Simulator> {
  const child = spawn(process.execPath, [cli, "simulator", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const url = /http:\/\/\S+?:\d+/.exec(line)?.[0];
  if (!url) throw new Error(`The simulator said: ${line}`);

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/simulator${path}`, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  const simulator: Simulator = {
    url,
    async set(settings) {
      await ask("PATCH", "/settings", settings);
    },
    async requests() {
      const seen = await ask<SeenRequest[]>("GET", "/requests");
      await ask("DELETE", "/requests");
      return seen;
    },
    async statuses(prefix) {
      const skills = await ask<{ skillId: string; status: string }[]>("GET", "/skills");
      return skills.flatMap(({ skillId, status }) => (skillId.startsWith(prefix) ? [status] : []));
    },
    async run(skillId) {
      await ask("PUT", `/skills/${skillId}/betaTest`, { status: "RUNNING" });
    },
    async close() {
      child.kill();
      await once(child, "exit");
    },
  };
  await simulator.set(amazon);
  return simulator;
}
