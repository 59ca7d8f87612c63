/**
 * Words for the user, through the engine that runs this provider.
 *
 * Source: `engine.proto` of Pulumi. `pulumi.log` does not reach the engine from a dynamic provider.
 */
import { credentials, status } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export interface Engine {
  // Each line belongs to the resource whose `urn` is given, or to the stack.
  /** A line that stays. */
  say(line: string, urn?: string): Promise<void>;
  /** A warning that stays. */
  warn(line: string, urn?: string): Promise<void>;
  /** A line that the next one replaces. Rejects where the engine is gone. */
  showProgress(line: string, urn?: string): Promise<void>;
  /** Calls back once the engine is gone: killed, or its machine's job cancelled. */
  onGone(gone: () => void): void;
}

/** Nobody is there any more who could be told what is done, or keep it in a state. */
export class EngineGoneError extends Error {
  override readonly name = "EngineGoneError";

  constructor() {
    super(
      "the Pulumi engine is gone: nothing more is done, and the next run goes on from what is there",
    );
  }
}

interface Message {
  readonly text: string;
  readonly severity: Severity;
  readonly ephemeral: boolean;
  readonly urn: string | undefined;
}
type Severity = (typeof LogSeverity)[keyof typeof LogSeverity];

const reconnectMs = 2000;

/** @param address where the engine listens: the last argument that it gives a provider. */
export function connectEngine(address: string | undefined): Engine {
  const client =
    address && /^[\w.[\]:-]+:\d+$/.test(address)
      ? new EngineClient(address, credentials.createInsecure())
      : undefined;

  // One after the other: side by side, they would reach the screen in any order.
  let last: Promise<unknown> = Promise.resolve();
  const log = (message: Message): Promise<void> => {
    const sent = last.then(() => client && send(client, message));
    last = sent.catch(() => undefined);
    return sent;
  };

  return {
    say: (text, urn) => log({ text, urn, severity: LogSeverity.INFO, ephemeral: false }),
    warn: (text, urn) => log({ text, urn, severity: LogSeverity.WARNING, ephemeral: false }),
    showProgress: (text, urn) => log({ text, urn, severity: LogSeverity.INFO, ephemeral: true }),
    onGone: (gone) => client && watch(client, gone),
  };
}

function send(client: EngineClient, { text, severity, ephemeral, urn }: Message): Promise<void> {
  const request = new LogRequest();
  request.setSeverity(severity);
  request.setMessage(text);
  request.setEphemeral(ephemeral);
  if (urn) request.setUrn(urn);
  return new Promise((resolve, reject) => {
    client.log(request, (error) => {
      if (error?.code === status.UNAVAILABLE) reject(new EngineGoneError());
      // What cannot be said for another reason must not stop what is being done.
      else resolve();
    });
  });
}

/** A connection that is lost and cannot be made anew within two seconds means that the engine is gone. */
function watch(client: EngineClient, gone: () => void): void {
  client.waitForReady(Date.now() + reconnectMs, (error) => {
    if (error) return gone();
    const channel = client.getChannel();
    const state = channel.getConnectivityState(false);
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => watch(client, gone));
  });
}
