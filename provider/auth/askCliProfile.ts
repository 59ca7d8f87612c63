/** The access token that `ask configure` stored for a profile of ask-cli. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson, rejectArrays } from "../http/json";
import {
  type AccessToken,
  type CredentialSource,
  CredentialsError,
  isCredential,
  type SettingsPlace,
} from "./credentials";

const storedToken = v.object({
  access_token: v.pipe(v.string(), v.check(isCredential)),
  expires_at: v.string(),
});
const storedProfile = rejectArrays(v.object({ token: v.nullish(storedToken) }));
/** What is wrong with one profile does not concern the others. */
const cliConfig = v.object({ profiles: rejectArrays(v.record(v.string(), v.unknown())) });

/** @param readProfile the stored token of a profile, if any. @param listProfiles those that have one. */
export function askCliProfile(
  readProfile = readAskCliProfile,
  listProfiles = listAskCliProfiles,
): CredentialSource {
  return {
    help: [
      '`ask configure`: its profile (alexa:profile, ASK_DEFAULT_PROFILE, or "default") is used until its access token expires',
    ],

    find(place, nowMs) {
      const profile = place.read("profile");
      if (!profile) return undefined;
      const accessToken = readProfile(profile);
      if (!accessToken) {
        const others = listProfiles();
        // Nobody asked for the default profile.
        if (place.kind === "defaults" && others.length === 0) return undefined;
        throw noToken(place, profile, others);
      }
      if (accessToken.expiresAtMs <= nowMs) {
        throw new CredentialsError(
          `The access token of the ask-cli profile "${profile}" has expired: any \`ask\` command with that profile renews it.`,
        );
      }
      return { origin: "profile", accessToken };
    },
  };
}

function noToken({ kind, nameOf }: SettingsPlace, profile: string, others: readonly string[]) {
  const which = kind === "defaults" ? `"${profile}"` : `that ${nameOf("profile")} names`;
  const setting = kind === "configuration" ? nameOf("profile") : "alexa:profile";
  const instead = others.length > 0 ? `; ${setting} can name ${others.join(" or ")}` : "";
  return new CredentialsError(`ask-cli has no access token for the profile ${which}${instead}.`);
}

/**
 * The token is read, never refreshed: only ask-cli may use the client id that it was issued to.
 *
 * @returns undefined if ask-cli has no token for `profile`.
 * @throws {CredentialsError} if ask-cli's file cannot be parsed.
 */
export function readAskCliProfile(
  profile: string,
  file: string = defaultFile(),
): AccessToken | undefined {
  const profiles = readProfiles(file);
  if (!Object.hasOwn(profiles, profile)) return undefined;
  const stored = v.safeParse(storedProfile, profiles[profile]);
  if (!stored.success) {
    throw new CredentialsError(
      `The profile "${profile}" in ${file} is not valid: run \`ask configure --profile ${profile}\` again.`,
    );
  }
  const { token } = stored.output;
  if (!token) return undefined;
  const expiresAtMs = Date.parse(token.expires_at);
  return { value: token.access_token, expiresAtMs: Number.isNaN(expiresAtMs) ? 0 : expiresAtMs };
}

/** The names of the profiles that have a token. */
export function listAskCliProfiles(file: string = defaultFile()): string[] {
  const hasToken = ([, stored]: [string, unknown]) => {
    const { success, output } = v.safeParse(storedProfile, stored);
    return success && Boolean(output.token);
  };
  return Object.entries(readProfiles(file))
    .filter(hasToken)
    .map(([name]) => name);
}

function defaultFile(): string {
  return join(homedir(), ".ask", "cli_config");
}

function readProfiles(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return {};
    throw new CredentialsError(`${file} cannot be read: ${message}.`);
  }
  const config = v.safeParse(cliConfig, parseJson(text));
  if (config.success) return config.output.profiles;
  throw new CredentialsError(
    `${file} is not a valid ask-cli configuration: run \`ask configure\` again.`,
  );
}
