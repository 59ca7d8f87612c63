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

  const log = (message: string, ephemeral: boolean) =>
    new Promise<void>((resolve) => {
      if (!client) return resolve();
      const request = new LogRequest();
      request.setSeverity(LogSeverity.INFO);
      request.setMessage(message);
      request.setEphemeral(ephemeral);
      // What cannot be said must not stop what is being done.
      client.log(request, () => resolve());
    });

  return {
    say: (line) => log(line, false),
    showProgress: (line) => log(line, true),
  };
}
