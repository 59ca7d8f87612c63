/**
 * Messages to the user, and notice of the engine's end.
 *
 * Source: `engine.proto` of Pulumi. `pulumi.log` does not reach the engine from a dynamic provider.
 */
import { credentials, Metadata, status } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { systemClock } from "../clock";
import type { EngineLog } from "../resource/ProviderSession";

export interface Engine extends EngineLog {
  /** Calls back once the engine cannot be reached any more, or not at all. */
  onDisconnect(callback: () => void): void;
}

/** Nobody is left to report to, or to keep the result in a state. */
export class EngineDisconnectedError extends Error {
  override readonly name = "EngineDisconnectedError";

  constructor() {
    super("lost the connection to the Pulumi engine and stopped. The next run resumes from there.");
  }
}

const defaultLimits = {
  /** For the first connection, on a machine that is starting everything at once. */
  connectMs: 30_000,
  reconnectMs: 2000,
  /** For a line, which is dropped after that. */
  lineMs: 10_000,
};

/** @param address the last argument that the engine starts a provider with. */
export function connectEngine(address: string | undefined, limits = defaultLimits): Engine {
  if (!address || !/^[\w.[\]:-]+:\d+$/.test(address)) {
    const ignore = async () => {};
    return {
      debug: ignore,
      info: ignore,
      warn: ignore,
      showProgress: ignore,
      onDisconnect: () => {},
    };
  }
  const client = new EngineClient(address, credentials.createInsecure(), {
    // The engine is on this machine.
    "grpc.enable_http_proxy": 0,
  });

  // Lines are sent one after another, to keep their order. The limit of each starts here, so that many lines
  // behind one that is never answered do not add up.
  let last: Promise<unknown> = Promise.resolve();
  const log = (line: LogRequest, urn = ""): Promise<void> => {
    const endsAtMs = systemClock.now() + limits.lineMs;
    const sent = last.then(() => send(client, line.setUrn(urn), endsAtMs - systemClock.now()));
    last = sent.catch(() => undefined);
    return sent;
  };
  const lineOf = (severity: LogSeverity, text: string) =>
    new LogRequest().setSeverity(severity).setMessage(text);

  /** A connection that is lost and cannot be restored in time means that the engine is gone. */
  const watch = (withinMs: number, callback: () => void): void =>
    client.waitForReady(Date.now() + withinMs, (error) => {
      if (error) return callback();
      const channel = client.getChannel();
      const state = channel.getConnectivityState(false);
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () =>
        watch(limits.reconnectMs, callback),
      );
    });

  return {
    debug: (text, urn) => log(lineOf(LogSeverity.DEBUG, text), urn),
    info: (text, urn) => log(lineOf(LogSeverity.INFO, text), urn),
    warn: (text, urn) => log(lineOf(LogSeverity.WARNING, text), urn),
    showProgress: (text, urn) => log(lineOf(LogSeverity.INFO, text).setEphemeral(true), urn),
    onDisconnect: (callback) => watch(limits.connectMs, callback),
  };
}

function send(client: EngineClient, line: LogRequest, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.log(line, new Metadata(), { deadline: Date.now() + withinMs }, (error) => {
      if (error?.code === status.UNAVAILABLE) reject(new EngineDisconnectedError());
      // Any other failure to show a line must not stop the operation.
      else resolve();
    });
  });
}
