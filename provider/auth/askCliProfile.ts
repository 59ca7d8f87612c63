/** The access token that `ask configure` stored for a profile of ask-cli. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { noList, parseJson } from "../http/json";
import {
  type AccessToken,
  type CredentialSource,
  CredentialsError,
  isCredential,
} from "./credentials";

const storedToken = v.object({
  access_token: v.pipe(v.string(), v.check(isCredential)),
  expires_at: v.string(),
});
const storedProfile = noList(v.object({ token: v.nullish(storedToken) }));
/** What is wrong with one profile does not concern the others. */
const cliConfig = v.object({ profiles: noList(v.record(v.string(), v.unknown())) });

/** @param readProfile the stored token of a profile, if any. */
export function askCliProfile(readProfile = readAskCliProfile): CredentialSource {
  return {
    help: [
      '`ask configure`: its profile (alexa:profile, ASK_DEFAULT_PROFILE, or "default") is used until its access token expires',
    ],

    find(place, nowMs) {
      const profile = place.read("profile");
      if (!profile) return undefined;
      const accessToken = readProfile(profile);
      if (!accessToken) {
        // Nobody asked for the default profile.
        if (place.kind === "defaults") return undefined;
        throw new CredentialsError(
          `ask-cli has no access token for the profile that ${place.nameOf("profile")} names.`,
        );
      }
      if (accessToken.expiresAtMs <= nowMs) {
        throw new CredentialsError(
          `The access token of the ask-cli profile "${profile}" has expired.`,
        );
      }
      return { origin: "profile", accessToken };
    },
  };
}

/**
 * The token is read, never refreshed: only ask-cli may use the client id that it was issued to.
 *
 * @returns undefined if ask-cli has no token for `profile`.
 * @throws {CredentialsError} if ask-cli's file cannot be parsed.
 */
export function readAskCliProfile(
  profile: string,
  file: string = join(homedir(), ".ask", "cli_config"),
): AccessToken | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const config = v.safeParse(cliConfig, parseJson(text));
  if (!config.success) {
    throw new CredentialsError(
      `${file} is not a valid ask-cli configuration: run \`ask configure\` again.`,
    );
  }
  const { profiles } = config.output;
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

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
