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
 */
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { createApp } from "./app";
import { BetaTests } from "./betaTests";
import { MovableClock } from "./clock";
import { Faults } from "./faults";
import { checkOptions, type SimulatorOptions } from "./options";
import { RequestLog } from "./requestLog";
import type { SimulatorSettings } from "./settings";
import { Skills } from "./skills";
import { loadState, saveState } from "./stateFile";
import { Tokens } from "./tokens";

export {
  type AccountName,
  type SimulatedAccount,
  simulatedAccounts,
  simulatedCredentials,
} from "./accounts";
export type { OutOfBandChange } from "./control";
export type { FaultInput as FaultOrder } from "./faults";
export { defaultPort, type SimulatorOptions } from "./options";
export type { LoggedRequest } from "./requestLog";
export type { Skill } from "./skills";
export type { SimulatorSettings };

export interface Simulator {
  /** For `alexa:endpoint` and `alexa:authEndpoint`. */
  readonly url: string;
  /** Cuts what is still open. */
  close(): Promise<void>;
}

/** @throws where the port is taken, an option breaks its rule, or the state file is another's or cannot be written. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port, stateFile, ...settings } = checkOptions(options);
  const { clockOffsetMs, skills, ...world } = loadState(stateFile);
  const clock = new MovableClock(Date.now, clockOffsetMs);
  const now = () => clock.now();
  const save = () => saveState(stateFile, { clockOffsetMs: clock.offsetMs, skills, ...world });
  const app = createApp({
    betaTests: new BetaTests(world, now, settings),
    clock,
    faults: new Faults(),
    log: new RequestLog(),
    settings,
    skills: new Skills(skills),
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
  // Only now, since whoever has the port may have the file, too.
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
