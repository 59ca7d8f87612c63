/** Connects to Amazon with the settings of a run. The API client is loaded late: a provider answers its engine sooner. */
import { createTokenSource } from "./auth/TokenSource";
import { type Operation, systemClock } from "./clock";
import type { Amazon } from "./resource/ProviderSession";
import type { Settings } from "./settings";
import type { SmapiClient } from "./smapi/client";

/** One account at one endpoint: everything that is asked of it shares its access token and its rate of requests. */
export interface AmazonAccount extends Amazon {
  api(operation: Operation): SmapiClient;
  /** The access token that the next request has. */
  token(operation: Operation): Promise<string>;
}

/** @param debug notes a line for whoever debugs. */
export async function connectToAmazon(
  settings: Settings,
  debug?: (line: string) => void,
): Promise<AmazonAccount> {
  const { endpoint, authEndpoint, titles, credentials } = settings;
  const [{ createSmapiClient }, { createConnection }, { createTokenExchange }] = await Promise.all([
    import("./smapi/client.js"),
    import("./smapi/send.js"),
    import("./auth/lwa.js"),
  ]);
  const { accessToken, refresh } = credentials;
  const exchange =
    refresh &&
    createTokenExchange(authEndpoint, refresh, systemClock, { setting: titles.authEndpoint });
  const tokens = createTokenSource(accessToken, exchange, systemClock);
  const secrets = [accessToken?.value, refresh?.clientSecret, refresh?.refreshToken];
  const connection = createConnection(endpoint, {
    tokens,
    clock: systemClock,
    random: Math.random,
    setting: titles.endpoint,
    secrets: secrets.filter((secret) => secret !== undefined),
    ...(debug && { debug }),
  });
  return {
    clock: systemClock,
    api: (operation) => createSmapiClient(connection, operation),
    token: (operation) => tokens.token(operation),
  };
}
