import { readFileSync } from "node:fs";
import { createTokenSource } from "./auth/TokenSource";
import { type Operation, systemClock } from "./clock";
import { connectEngine, EngineGoneError } from "./pulumi/engine";
import { OwnDeclarations, SharedDeclarations } from "./resource/declarations";
import type { ProviderRuntime } from "./resource/ProviderContext";
import { resolveSettings } from "./settings";

/**
 * What a provider has in the process that Pulumi runs it in.
 *
 * @param engineAddress where the engine listens, if one does.
 * @param onGone what is done once the engine is gone. An orphan would go on beside the next run: starting,
 *   ending and mailing what that run decides about.
 */
export function processRuntime(
  engineAddress: string | undefined,
  onGone: () => void = endProcess,
): ProviderRuntime {
  const engine = connectEngine(engineAddress);
  engine.onGone(onGone);

  return {
    settings: (configured) => resolveSettings(configured, process.env, systemClock.now()),
    async connect({ endpoint, authEndpoint, credentials }) {
      const [{ createSmapiClient }, { createConnection }, { exchangeRefreshToken }] =
        await Promise.all([
          import("./smapi/client.js"),
          import("./smapi/send.js"),
          import("./auth/lwa.js"),
        ]);
      const { accessToken, refresh } = credentials;
      const exchange =
        refresh &&
        ((operation: Operation) =>
          exchangeRefreshToken(authEndpoint, refresh, systemClock, operation));
      const tokens = createTokenSource(accessToken, exchange, systemClock);
      const random = Math.random;
      const secrets = [accessToken?.value, refresh?.clientSecret, refresh?.refreshToken];
      const connection = createConnection(endpoint, {
        tokens,
        clock: systemClock,
        random,
        secrets: secrets.filter((secret) => secret !== undefined),
      });
      return { api: (operation) => createSmapiClient(connection, operation), clock: systemClock };
    },
    engine,
    isRefresh,
    declarations: engineAddress ? new SharedDeclarations(engineAddress) : new OwnDeclarations(),
  };
}

function endProcess(): void {
  console.error(`pulumi-alexa: ${new EngineGoneError().message}`);
  process.exit(1);
}

/** By the command line of the engine, which started this process; known on Linux alone. */
function isRefresh(): boolean {
  try {
    const words = readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").split("\0");
    const commands = /^(refresh|up|update|preview|pre|destroy|import|watch)$/;
    return words.find((word) => commands.test(word)) === "refresh";
  } catch {
    return false;
  }
}
