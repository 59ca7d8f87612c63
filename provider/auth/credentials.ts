/** Where credentials come from: all those of a run from one source, so that no two accounts mix. */
import type { ErrorCategory } from "../errorCategory";

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

/** At least one of the two is there; where both are, the one renews the other. */
export interface Credentials {
  readonly from: "configuration" | "environment" | "profile";
  readonly accessToken?: AccessToken;
  readonly refresh?: RefreshCredentials;
}

const refreshSettingNames = ["clientId", "clientSecret", "refreshToken"] as const;
export type CredentialSettingName =
  | "accessToken"
  | (typeof refreshSettingNames)[number]
  | "profile";

/** A place where a user says which credentials to use. */
export interface Source {
  readonly from: "configuration" | "environment";
  /** What a setting is called there. */
  nameOf(name: CredentialSettingName): string;
  /** @returns undefined where it is not said. */
  read(name: CredentialSettingName): string | undefined;
}

/** Whether Amazon can have given `text` as a credential: anything else would break the request that carries it. */
export function isCredential(text: string): boolean {
  return /^[!-~]+$/.test(text) && !/^[[{"]/.test(text);
}

const waysToGiveThem = `Give the credentials in one of these ways, the whole of them in one place:
  - pulumi config set --secret alexa:accessToken TOKEN, or the environment's ASK_ACCESS_TOKEN;
  - alexa:clientId, and as secrets alexa:clientSecret and alexa:refreshToken, or the environment's ASK_LWA_CLIENT_ID, ASK_LWA_CLIENT_CONFIRMATION and ASK_REFRESH_TOKEN;
  - \`ask configure\`, whose profile (alexa:profile, ASK_DEFAULT_PROFILE, or "default") is used until its access token expires.`;

/** There are no credentials that can be used. The message names every way to give them. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
  readonly category: ErrorCategory = "settings";

  constructor(problem: string) {
    super(`${problem} ${waysToGiveThem}`);
  }
}

/**
 * The first of the sources that says anything is the only one: an access token, what renews it, or both;
 * else an ask-cli profile. Where none does, it is ask-cli's default profile.
 *
 * @param readProfile the access token that ask-cli keeps for a profile.
 * @throws {CredentialsError} where there are none, only a part of them, or none that is still valid.
 */
export function resolveCredentials(
  sources: readonly Source[],
  readProfile: (profile: string) => AccessToken | undefined,
  nowMs: number,
): Credentials {
  for (const source of sources) {
    const found = findIn(source);
    if (found) return found;
    const profile = source.read("profile");
    if (profile) return ofProfile(profile, source.nameOf("profile"));
  }
  return ofProfile("default");

  function ofProfile(profile: string, namedBy?: string): Credentials {
    const accessToken = readProfile(profile);
    if (!accessToken) {
      throw new CredentialsError(
        namedBy
          ? `ask-cli keeps no access token for the profile that ${namedBy} names.`
          : "There are no credentials for Amazon's API.",
      );
    }
    if (accessToken.expiresAtMs <= nowMs) {
      throw new CredentialsError(
        `The access token of the ask-cli profile "${profile}" has expired.`,
      );
    }
    return { from: "profile", accessToken };
  }
}

function findIn(source: Source): Credentials | undefined {
  const { from } = source;
  const accessToken = source.read("accessToken");
  const refresh = findRefresh(source);
  if (!accessToken && !refresh) return undefined;
  return {
    from,
    // Nobody says when a token expires that was given as such.
    ...(accessToken && {
      accessToken: { value: accessToken, expiresAtMs: Number.POSITIVE_INFINITY },
    }),
    ...(refresh && { refresh }),
  };
}

function findRefresh(source: Source): RefreshCredentials | undefined {
  const [clientId, clientSecret, refreshToken] = refreshSettingNames.map((name) =>
    source.read(name),
  );
  if (clientId && clientSecret && refreshToken) return { clientId, clientSecret, refreshToken };
  const namesOf = (names: readonly CredentialSettingName[]) =>
    names.map((name) => source.nameOf(name));
  const there = namesOf(refreshSettingNames.filter((name) => source.read(name)));
  const missing = namesOf(refreshSettingNames.filter((name) => !source.read(name)));
  if (there.length === 0) return undefined;
  throw new CredentialsError(
    `The credentials in the ${source.from} are incomplete: ${missing.join(" and ")} ` +
      `${missing.length > 1 ? "are" : "is"} missing beside ${there.join(" and ")}.`,
  );
}
