/**
 * Words for the user, through the engine that runs this provider.
 *
 * Source: `engine.proto` of Pulumi. `pulumi.log` does not reach the engine from a dynamic provider.
 */
import { credentials, Metadata, status } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { systemClock } from "../clock";
import type { Messages } from "../resource/ProviderContext";

export interface Engine extends Messages {
  /** Calls back once the engine is gone: killed, its machine's job cancelled, or never there. */
  onGone(gone: () => void): void;
}

/** Nobody is there any more who could be told what is done, or keep it in a state. */
export class EngineGoneError extends Error {
  override readonly name = "EngineGoneError";

  constructor() {
    super("lost the connection to the Pulumi engine; stopped. The next run resumes from there.");
  }
}

interface Message {
  readonly text: string;
  readonly severity: Severity;
  readonly ephemeral: boolean;
  readonly urn: string | undefined;
}
type Severity = (typeof LogSeverity)[keyof typeof LogSeverity];

/** How long the engine may take, in milliseconds. */
export interface EngineLimits {
  /** For the first connection, on a machine that is busy starting everything at once. */
  readonly connectMs: number;
  /** For another where one was lost. */
  readonly reconnectMs: number;
  /** For a line: what does not reach the screen by then is let go. */
  readonly lineMs: number;
}

const defaultLimits: EngineLimits = { connectMs: 30_000, reconnectMs: 2000, lineMs: 10_000 };

/** @param address where the engine listens: the last argument that it gives a provider. */
export function connectEngine(address: string | undefined, limits = defaultLimits): Engine {
  const client =
    address && /^[\w.[\]:-]+:\d+$/.test(address)
      ? new EngineClient(address, credentials.createInsecure(), {
          // The engine is on this machine, which no proxy leads to.
          "grpc.enable_http_proxy": 0,
        })
      : undefined;

  // One after the other: side by side, they would reach the screen in any order. The time of a line counts
  // from here, so that many behind one that does not come back take no longer than it.
  let last: Promise<unknown> = Promise.resolve();
  const log = (message: Message): Promise<void> => {
    const endsAtMs = systemClock.now() + limits.lineMs;
    const sent = last.then(() => client && send(client, message, endsAtMs - systemClock.now()));
    last = sent.catch(() => undefined);
    return sent;
  };

  return {
    info: (text, urn) => log({ text, urn, severity: LogSeverity.INFO, ephemeral: false }),
    warn: (text, urn) => log({ text, urn, severity: LogSeverity.WARNING, ephemeral: false }),
    showProgress: (text, urn) => log({ text, urn, severity: LogSeverity.INFO, ephemeral: true }),
    onGone: (gone) => client && watch(client, limits.connectMs, limits, gone),
  };
}

function send(
  client: EngineClient,
  { text, severity, ephemeral, urn }: Message,
  withinMs: number,
): Promise<void> {
  const request = new LogRequest();
  request.setSeverity(severity);
  request.setMessage(text);
  request.setEphemeral(ephemeral);
  if (urn) request.setUrn(urn);
  return new Promise((resolve, reject) => {
    client.log(request, new Metadata(), { deadline: Date.now() + withinMs }, (error) => {
      if (error?.code === status.UNAVAILABLE) reject(new EngineGoneError());
      // What cannot be said for another reason must not stop what is being done.
      else resolve();
    });
  });
}

/** A connection that is lost and cannot be made anew in time means that the engine is gone. */
function watch(
  client: EngineClient,
  withinMs: number,
  limits: EngineLimits,
  gone: () => void,
): void {
  client.waitForReady(Date.now() + withinMs, (error) => {
    if (error) return gone();
    const channel = client.getChannel();
    const state = channel.getConnectivityState(false);
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () =>
      watch(client, limits.reconnectMs, limits, gone),
    );
  });
}
