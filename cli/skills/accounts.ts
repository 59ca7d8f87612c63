/** With whose credentials Amazon is asked: the same settings as the provider's, from the same places. */

import { credentialSettings } from "../../provider/auth/credentials";
import { systemClock } from "../../provider/clock";
import { type AmazonAccount, connectToAmazon } from "../../provider/connect";
import {
  resolveSettings,
  type SettingName,
  type Settings,
  settingDefinitions,
} from "../../provider/settings";
import type { Console } from "../console";

/** Where settings are looked up before the environment and ask-cli's default profile. */
export interface Account {
  readonly read: (name: SettingName) => string | undefined;
  /** The ask-cli profile that `--profile` or a project names. */
  readonly profile?: string;
}

export const accountOfEnvironment: Account = { read: () => undefined };

/** @param profile the environment's account, if it is left out. */
export function accountOfProfile(profile: string | undefined): Account {
  if (profile === undefined) return accountOfEnvironment;
  return { profile, read: (name) => (name === "profile" ? profile : undefined) };
}

/** @param profile what to use instead of the credentials of the configuration, if anything. */
export function accountOfStack(
  settings: ReadonlyMap<SettingName, string>,
  profile?: string,
): Account {
  const isCredential = (name: SettingName) =>
    (credentialSettings as readonly string[]).includes(name);
  if (profile === undefined) return { read: (name) => settings.get(name) };
  const { read } = accountOfProfile(profile);
  return { profile, read: (name) => (isCredential(name) ? read(name) : settings.get(name)) };
}

/** Whether the environment has credentials of its own, which no ask-cli profile comes before. */
export function hasCredentials(environment: Console["environment"]): boolean {
  return credentialSettings.some((name) => {
    const { variable = "" } = settingDefinitions[name];
    return name !== "profile" && Boolean(environment[variable]?.trim());
  });
}

/** @throws if a setting is invalid or there are no credentials; the message says what to do. */
export function settingsOf(
  account: Account,
  { environment }: Pick<Console, "environment">,
): Settings {
  const { read, profile } = account;
  const isNamed = (name: SettingName) => name === "profile" && profile !== undefined;
  const nameOf = (name: SettingName) => (isNamed(name) ? "--profile" : `alexa:${name}`);
  return resolveSettings(read, environment, systemClock.now(), { nameOf });
}

export interface ConnectedAccount extends AmazonAccount {
  /** How long an operation may take. */
  readonly timeoutMs: number;
}

/** Connects to each account once, so that all its requests share a rate and a token. */
export function createAccounts(
  console: Pick<Console, "environment">,
  timeoutSeconds?: number,
): (account: Account) => Promise<ConnectedAccount> {
  const connections = new Map<Account, Promise<ConnectedAccount>>();
  const connect = async (account: Account) => {
    const settings = settingsOf(account, console);
    const timeoutMs = timeoutSeconds === undefined ? settings.timeoutMs : timeoutSeconds * 1000;
    return { ...(await connectToAmazon(settings)), timeoutMs };
  };
  return (account) => {
    const connection = connections.get(account) ?? connect(account);
    connections.set(account, connection);
    return connection;
  };
}
