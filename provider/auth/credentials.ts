/** Where credentials come from, and in which order. */

/** A value of the configuration, and where it was found. */
export interface Setting {
  readonly value: string;
  readonly from: "configuration" | "environment";
}

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch; `Infinity` where nobody knows. */
  readonly expiresAtMs: number;
}

/** What Login with Amazon wants for an access token. */
export interface RefreshCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** At least one of the two is there. */
export interface Credentials {
  readonly from?: string;
  readonly accessToken?: AccessToken;
  readonly refresh?: RefreshCredentials;
}

const waysToGiveThem = `Give the credentials in one of these ways:
  - pulumi config set --secret alexa:accessToken TOKEN, or the environment's ASK_ACCESS_TOKEN;
  - alexa:clientId, and as secrets alexa:clientSecret and alexa:refreshToken, or the environment's ASK_LWA_CLIENT_ID, ASK_LWA_CLIENT_CONFIRMATION and ASK_REFRESH_TOKEN;
  - \`ask configure\`, whose profile (alexa:profile, ASK_DEFAULT_PROFILE, or "default") is used until its access token expires.`;

/** There are no credentials that can be used. The message names every way to give them. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";

  constructor(problem: string) {
    super(`${problem} ${waysToGiveThem}`);
  }
}

/**
 * An access token first, then what can be refreshed, configuration before environment; the ask-cli
 * profile last. Both stand together where both are given: the one renews the other.
 *
 * @param readProfile the token of the ask-cli profile; called only where nothing else is given.
 * @throws {CredentialsError} where there are none, or only a part of them.
 */
export function findCredentials(
  setting: (name: "accessToken" | keyof RefreshCredentials) => Setting | undefined,
  readProfile: () => AccessToken | undefined,
  nowMs: number,
): Credentials {
  const accessToken = setting("accessToken");
  const parts = {
    clientId: setting("clientId"),
    clientSecret: setting("clientSecret"),
    refreshToken: setting("refreshToken"),
  };
  const { clientId, clientSecret, refreshToken } = parts;
  if (clientId && clientSecret && refreshToken) {
    const refresh = {
      clientId: clientId.value,
      clientSecret: clientSecret.value,
      refreshToken: refreshToken.value,
    };
    // A token in the environment may be a leftover; what the configuration says comes first.
    const leftover = accessToken?.from === "environment" && isConfigured(parts);
    return accessToken && !leftover
      ? { accessToken: lasting(accessToken.value), refresh }
      : { refresh };
  }
  if (accessToken) return { accessToken: lasting(accessToken.value) };
  if (isConfigured(parts)) throw new CredentialsError(incomplete(parts));

  const profile = readProfile();
  if (!profile) throw new CredentialsError(incomplete(parts));
  if (profile.expiresAtMs <= nowMs) {
    throw new CredentialsError("The access token of the ask-cli profile has expired.");
  }
  return { accessToken: profile };
}

type Parts = Readonly<Record<string, Setting | undefined>>;

function isConfigured(parts: Parts): boolean {
  return Object.values(parts).some((part) => part?.from === "configuration");
}

function incomplete(parts: Parts): string {
  const missing = Object.keys(parts).filter((name) => !parts[name]);
  return missing.length === Object.keys(parts).length
    ? "There are no credentials for Amazon's API."
    : `The credentials for Amazon's API are incomplete: ${missing.map((name) => `alexa:${name}`).join(" and ")} is missing.`;
}

function lasting(value: string): AccessToken {
  return { value, expiresAtMs: Number.POSITIVE_INFINITY };
}
