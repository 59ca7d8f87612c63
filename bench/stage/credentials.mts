/** The environment in which a provider or a script reaches the simulator. */
import { simulatedCredentials } from "pulumi-alexa/simulator";

const { accessToken, clientId, clientSecret, refreshToken } = simulatedCredentials;

const endpoints = (url: string) => ({ ASK_SMAPI_SERVER_BASE_URL: url, ASK_LWA_TOKEN_HOST: url });

export function accessTokenFor(url: string): Record<string, string> {
  return { ...endpoints(url), ASK_ACCESS_TOKEN: accessToken };
}

/** As in CI: an access token has to be asked for first. */
export function refreshTokenFor(url: string): Record<string, string> {
  return {
    ...endpoints(url),
    ASK_LWA_CLIENT_ID: clientId,
    ASK_LWA_CLIENT_CONFIRMATION: clientSecret,
    ASK_REFRESH_TOKEN: refreshToken,
  };
}
