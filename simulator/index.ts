/**
 * A local stand-in for Amazon's beta-test, tester and token endpoints: for a first run without an
 * account, for the CI of programs that use pulumi-alexa, and for its own tests.
 *
 * @example
 * ```ts
 * import { simulatedCredentials, startSimulator } from "pulumi-alexa/simulator";
 * const simulator = await startSimulator({ port: 0 });
 * // ... configure alexa:endpoint and alexa:authEndpoint to simulator.url ...
 * await simulator.close();
 * ```
 *
 * @module pulumi-alexa/simulator
 */
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { createApp } from "./app";
import { BetaTests } from "./betaTests";
import { Changes } from "./changes";
import { MovableClock } from "./clock";
import { Faults } from "./faults";
import { checkOptions } from "./options";
import { RequestLog } from "./requestLog";
import { Skills } from "./skills";
import { loadState, saveState } from "./stateFile";
import { Tokens } from "./tokens";
import type { SimulatorOptions } from "./types";

export { type SimulatedAccount, simulatedAccounts, simulatedCredentials } from "./accounts";
export * from "./types";

export interface Simulator {
  /** For `alexa:endpoint` and `alexa:authEndpoint`. */
  readonly url: string;
  /** Cuts the connections that are still open. */
  close(): Promise<void>;
}

/** @throws if the port is taken, an option breaks its rule, or the state file cannot be written or is not the simulator's. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port, stateFile, ...settings } = checkOptions(options);
  const state = loadState(stateFile);
  const clock = new MovableClock(Date.now, state.clockOffsetMs);
  const now = () => clock.now();
  const save = () => saveState(stateFile, { ...state, clockOffsetMs: clock.offsetMs });
  const app = createApp({
    betaTests: new BetaTests(state, now, settings),
    changes: new Changes(),
    clock,
    faults: new Faults(),
    log: new RequestLog(),
    settings,
    skills: new Skills(state.skills),
    stateFile: stateFile && resolve(stateFile),
    tokens: new Tokens(now),
    onChange: save,
  });
  const server = await listen(app.fetch, port);
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  // Only with the port: whoever else has it may be using the file, too.
  try {
    save();
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function listen(fetch: Parameters<typeof serve>[0]["fetch"], port: number): Promise<ServerType> {
  return new Promise((listening, reject) => {
    const server = serve({ fetch, port, hostname: "127.0.0.1" }, () => listening(server));
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`Port ${port} is taken: name another with --port.`) : error);
    });
  });
}
