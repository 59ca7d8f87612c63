/** Assembles what a provider needs, for the process that Pulumi runs it in. */
import { createTokenSource } from "./auth/TokenSource";
import { type Operation, systemClock } from "./clock";
import { isRefresh } from "./pulumi/command";
import { connectEngine, EngineDisconnectedError } from "./pulumi/engine";
import { LocalDeclarations, SharedDeclarations } from "./resource/ownership";
import type { ProviderRuntime } from "./resource/ProviderContext";
import { resolveSettings } from "./settings";

/**
 * @param engineAddress undefined without an engine.
 * @param onDisconnect must stop everything: a provider whose engine is gone would start, end and mail beside the
 *   next run.
 */
export function processRuntime(
  engineAddress: string | undefined,
  onDisconnect: () => void = endProcess,
): ProviderRuntime {
  const engine = connectEngine(engineAddress);
  engine.onDisconnect(onDisconnect);

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
      const secrets = [accessToken?.value, refresh?.clientSecret, refresh?.refreshToken];
      const connection = createConnection(endpoint, {
        tokens,
        clock: systemClock,
        random: Math.random,
        secrets: secrets.filter((secret) => secret !== undefined),
      });
      return { api: (operation) => createSmapiClient(connection, operation), clock: systemClock };
    },
    engine,
    isRefresh,
    declarations: engineAddress ? new SharedDeclarations(engineAddress) : new LocalDeclarations(),
  };
}

function endProcess(): void {
  console.error(`pulumi-alexa: ${new EngineDisconnectedError().message}`);
  process.exit(1);
}
