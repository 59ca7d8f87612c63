/**
 * The provider's configuration, namespace `alexa`: every name, the environment's name that stands in
 * for it, and its rule. The environment's names are ask-cli's, so its users have them already.
 *
 * Source: https://developer.amazon.com/docs/alexa/smapi/ask-cli-intro.html
 */

import { readAskCliProfile } from "./auth/askCliProfile";
import {
  type Credentials,
  isCredential,
  resolveCredentials,
  type Source,
} from "./auth/credentials";
import type { ErrorCategory } from "./errorCategory";
import { isLoopback } from "./http/loopback";

export interface Settings {
  readonly credentials: Credentials;
  /** Amazon's Skill Management API, without a slash at the end. */
  readonly endpoint: string;
  /** Login with Amazon, without a slash at the end. */
  readonly authEndpoint: string;
  /** How long an operation may wait for Amazon, in milliseconds. */
  readonly timeoutMs: number;
}

const environmentNames = {
  accessToken: "ASK_ACCESS_TOKEN",
  clientId: "ASK_LWA_CLIENT_ID",
  clientSecret: "ASK_LWA_CLIENT_CONFIRMATION",
  refreshToken: "ASK_REFRESH_TOKEN",
  endpoint: "ASK_SMAPI_SERVER_BASE_URL",
  authEndpoint: "ASK_LWA_TOKEN_HOST",
  profile: "ASK_DEFAULT_PROFILE",
  timeoutSeconds: undefined,
} as const;
export type SettingName = keyof typeof environmentNames;
export const settingNames = Object.keys(environmentNames) as SettingName[];

export function isSetting(name: string): name is SettingName {
  return settingNames.includes(name as SettingName);
}

/** What is wrong with the name of a setting, if anything: a misspelt one would be passed over for another account. */
export function unknownSetting(name: string): string[] {
  return isSetting(name)
    ? []
    : [`unknown setting alexa:${name}; valid: ${settingNames.join(", ")}`];
}

const defaults = {
  endpoint: "https://api.amazonalexa.com",
  authEndpoint: "https://api.amazon.com",
  timeoutSeconds: "600",
} as const;

/** A setting that breaks its rule. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  readonly category: ErrorCategory = "settings";
}

/**
 * @param readConfiguration reads one value of the configuration.
 * @throws {SettingError} for a value that breaks its rule.
 * @throws {CredentialsError} where there are no credentials.
 */
export function resolveSettings(
  readConfiguration: (name: SettingName) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  nowMs: number,
  readProfile = readAskCliProfile,
): Settings {
  const sources = [configurationOf(readConfiguration), environmentOf(environment)];
  const find = (name: keyof typeof defaults): string => {
    const [said = defaults[name]] = sources.flatMap((source) => source.read(name) ?? []);
    return said;
  };

  return {
    endpoint: checkEndpoint("endpoint", find("endpoint")),
    authEndpoint: checkEndpoint("authEndpoint", find("authEndpoint")),
    timeoutMs: checkTimeout(find("timeoutSeconds")),
    credentials: resolveCredentials(sources.map(checked), readProfile, nowMs),
  };
}

/** The same source, whose credentials can stand in a request. */
function checked(source: SettingSource): Source {
  return {
    ...source,
    read(name) {
      const value = source.read(name);
      if (value === undefined || name === "profile" || isCredential(value)) return value;
      throw new SettingError(
        `${source.nameOf(name)} must be the text alone that Amazon gave: visible ASCII characters on one line, no spaces, no JSON.`,
      );
    },
  };
}

interface SettingSource extends Source {
  read(name: SettingName): string | undefined;
}

function configurationOf(configured: (name: SettingName) => string | undefined): SettingSource {
  const nameOf = (name: SettingName) => `alexa:${name}`;
  return {
    from: "configuration",
    nameOf,
    read(name) {
      const value = configured(name)?.trim();
      // Whoever sets it does not want what stands elsewhere in its place.
      if (value === "") throw new SettingError(`${nameOf(name)} is empty: set it, or remove it.`);
      return value;
    },
  };
}

function environmentOf(variables: Readonly<Record<string, string | undefined>>): SettingSource {
  const nameOf = (name: SettingName) => environmentNames[name] ?? "";
  return {
    from: "environment",
    nameOf,
    // An empty variable is how CI says that there is none.
    read: (name) => variables[nameOf(name)]?.trim() || undefined,
  };
}

/** Tokens travel there: in clear to this machine alone, and never beside a password in the address. */
function checkEndpoint(name: "endpoint" | "authEndpoint", value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const safe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  const bare = url && !url.username && !url.password && !url.search && !url.hash;
  const names = `alexa:${name} (or ${environmentNames[name]})`;
  if (url && safe && bare) {
    const address = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
    // Amazon answers 404 to what is asked for under "/v1/v1", which reads as if there were no beta test.
    if (name === "authEndpoint" || !address.endsWith("/v1")) return address;
    throw new SettingError(`${names} must not end in "/v1": every request adds it.`);
  }
  throw new SettingError(
    `${names} must be an https address such as ${defaults[name]}, ` +
      "without credentials, query or fragment; http is allowed for this machine alone (127.0.0.1, [::1], localhost).",
  );
}

function checkTimeout(value: string): number {
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds * 1000;
  throw new SettingError("alexa:timeoutSeconds must be a whole number of seconds from 1 to 86400.");
}
