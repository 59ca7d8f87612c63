/**
 * The provider's settings, namespace `alexa`: one table of their environment variables, defaults, secrecy and
 * rules. The environment variables are ask-cli's, so its users have them already.
 *
 * Source: https://developer.amazon.com/docs/alexa/smapi/ask-cli-intro.html
 */
import { resolveCredentials } from "./auth/credentialSources";
import {
  type CredentialSource,
  type Credentials,
  isCredential,
  type SettingsPlace,
} from "./auth/credentials";
import type { ErrorCategory } from "./errorCategory";
import { isLoopback } from "./http/loopback";

export interface Settings {
  readonly credentials: Credentials;
  /** Amazon's Skill Management API, without a trailing slash. */
  readonly endpoint: string;
  /** Login with Amazon, without a trailing slash. */
  readonly authEndpoint: string;
  /** What to call them in errors: with value and place, if they are set. */
  readonly titles: { readonly endpoint: string; readonly authEndpoint: string };
  /** How long an operation may wait for Amazon, in milliseconds. */
  readonly timeoutMs: number;
}

interface SettingDefinition {
  /** The environment variable that is used if the configuration does not have the setting. */
  readonly variable?: string;
  readonly default?: string;
  /** Whether the value gives access to an account. */
  readonly isSecret?: true;
  /** @returns what is wrong with a value, as the rest of a sentence that starts with the setting's name. */
  readonly rule?: (value: string) => string | undefined;
}

const definitions = {
  accessToken: { variable: "ASK_ACCESS_TOKEN", isSecret: true, rule: credentialRule },
  clientId: { variable: "ASK_LWA_CLIENT_ID", rule: credentialRule },
  clientSecret: { variable: "ASK_LWA_CLIENT_CONFIRMATION", isSecret: true, rule: credentialRule },
  refreshToken: { variable: "ASK_REFRESH_TOKEN", isSecret: true, rule: credentialRule },
  endpoint: {
    variable: "ASK_SMAPI_SERVER_BASE_URL",
    default: "https://api.amazonalexa.com",
    rule: apiAddressRule,
  },
  authEndpoint: {
    variable: "ASK_LWA_TOKEN_HOST",
    default: "https://api.amazon.com",
    rule: addressRule,
  },
  profile: { variable: "ASK_DEFAULT_PROFILE", default: "default" },
  timeoutSeconds: { default: "600", rule: timeoutRule },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

export type SettingName = keyof typeof definitions;
export const settingDefinitions: Readonly<Record<SettingName, SettingDefinition>> = definitions;
export const settingNames = Object.keys(definitions) as SettingName[];

export function isSetting(name: string): name is SettingName {
  return settingNames.includes(name as SettingName);
}

/** The engine stores these among a provider's settings. */
export const engineOptions = new Set(["version", "pluginDownloadURL", "__internal"]);

/** Whether a Provider is one that the engine makes: `default`, or `default_1_2_3` for a version. */
export function isDefaultProvider(name: string): boolean {
  return /^default(_|$)/.test(name);
}

/** Encrypted in the state even if the user did not mark it as secret. */
export function isSecretSetting(name: string): boolean {
  return isSetting(name) && settingDefinitions[name].isSecret === true;
}

/** What is wrong with the name of a setting, if anything: ignoring a misspelt one could mean another account. */
export function unknownSetting(name: string): string[] {
  return isSetting(name)
    ? []
    : [`unknown setting alexa:${name}; valid: ${settingNames.join(", ")}`];
}

/** A setting has an invalid value. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  readonly category: ErrorCategory = "settings";
}

export interface ResolveOptions {
  readonly credentialSources?: readonly CredentialSource[];
  /** What errors call a setting of the configuration. */
  readonly nameOf?: (name: SettingName) => string;
}

/**
 * @param readConfiguration reads one value of the configuration.
 * @throws {SettingError} if a value is invalid.
 * @throws {CredentialsError} if there are no usable credentials.
 */
export function resolveSettings(
  readConfiguration: (name: SettingName) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  nowMs: number,
  { credentialSources, nameOf = (name) => `alexa:${name}` }: ResolveOptions = {},
): Settings {
  const configuration = createPlace("configuration", nameOf, (name) =>
    readConfiguration(name)?.trim(),
  );
  const variables = createPlace("environment", variableOf, (name) => {
    // An empty variable is how CI says that there is none.
    const variable = settingDefinitions[name].variable;
    return (variable && environment[variable]?.trim()) || undefined;
  });
  const defaults = createPlace("defaults", String, (name) => settingDefinitions[name].default);

  const placeOf = (name: SettingName) =>
    [configuration, variables].find((place) => place.read(name) !== undefined);
  const find = (name: "endpoint" | "authEndpoint" | "timeoutSeconds") =>
    placeOf(name)?.read(name) ?? definitions[name].default;
  const titleOf = (name: "endpoint" | "authEndpoint") => {
    const place = placeOf(name);
    if (!place) return `alexa:${name}`;
    const from = place === variables ? `, from ${variableOf(name)}` : "";
    return `alexa:${name} (${place.read(name)}${from})`;
  };
  return {
    endpoint: withoutTrailingSlash(find("endpoint")),
    authEndpoint: withoutTrailingSlash(find("authEndpoint")),
    titles: { endpoint: titleOf("endpoint"), authEndpoint: titleOf("authEndpoint") },
    timeoutMs: Number(find("timeoutSeconds")) * 1000,
    credentials: resolveCredentials([configuration, variables, defaults], nowMs, credentialSources),
  };
}

/** Reads only valid values. @param readText without white space around it. */
function createPlace(
  kind: SettingsPlace["kind"],
  nameOf: (name: SettingName) => string,
  readText: (name: SettingName) => string | undefined,
): SettingsPlace<SettingName> {
  return {
    kind,
    nameOf,
    read(name) {
      const text = readText(name);
      if (text === undefined) return undefined;
      // Whoever sets it to nothing does not want another place's value.
      const problem =
        text === "" ? "is empty: set or remove it." : settingDefinitions[name].rule?.(text);
      if (problem) throw new SettingError(`${nameOf(name)} ${problem}`);
      return text;
    },
  };
}

function variableOf(name: SettingName): string {
  return settingDefinitions[name].variable ?? "";
}

function credentialRule(value: string): string | undefined {
  return isCredential(value)
    ? undefined
    : "must be exactly the text that Amazon issued: visible ASCII characters on one line, no spaces, no JSON.";
}

/** Tokens go there: in plain text only on this machine, and never beside a password in the URL. */
function addressRule(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  const isBare = url && !url.username && !url.password && !url.search && !url.hash;
  return isSafe && isBare
    ? undefined
    : "must be an https URL without credentials, query or fragment; " +
        "http is allowed only for this machine (127.0.0.1, [::1], localhost).";
}

function apiAddressRule(value: string): string | undefined {
  const problem = addressRule(value);
  if (problem || !withoutTrailingSlash(value).endsWith("/v1")) return problem;
  // Amazon returns 404 for "/v1/v1", which would pass for a skill without a beta test.
  return 'must not end in "/v1": every request adds it.';
}

function withoutTrailingSlash(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.replace(/\/+$/, "");
}

function timeoutRule(value: string): string | undefined {
  const seconds = Number(value);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400
    ? undefined
    : "must be a whole number of seconds from 1 to 86400.";
}
