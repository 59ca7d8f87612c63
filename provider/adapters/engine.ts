/**
 * Words for the user, through the engine that runs this provider.
 *
 * Source: `engine.proto` of Pulumi. `pulumi.log` does not reach the engine from a dynamic provider.
 */
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export interface Engine {
  /** A line that stays. */
  say(line: string): Promise<void>;
  /** A line that the next one replaces. */
  showProgress(line: string): Promise<void>;
}

/** @param address where the engine listens: the last argument that it gives a provider. */
export function connectEngine(address: string | undefined): Engine {
  const client =
    address && /^[\w.[\]:-]+:\d+$/.test(address)
      ? new EngineClient(address, credentials.createInsecure())
      : undefined;

  // One after the other: side by side, they would reach the screen in any order.
  let last = Promise.resolve();
  const log = (message: string, ephemeral: boolean) => {
    last = last.then(() => client && send(client, message, ephemeral));
    return last;
  };

  return {
    say: (line) => log(line, false),
    showProgress: (line) => log(line, true),
  };
}

/** Always resolves: what cannot be said must not stop what is being done. */
function send(client: EngineClient, message: string, ephemeral: boolean): Promise<void> {
  const request = new LogRequest();
  request.setSeverity(LogSeverity.INFO);
  request.setMessage(message);
  request.setEphemeral(ephemeral);
  return new Promise((resolve) => client.log(request, () => resolve()));
}
