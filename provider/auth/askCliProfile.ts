/** The access token that ask-cli keeps for a profile after `ask configure`. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type AccessToken, CredentialsError, isCredential } from "./credentials";

const cliConfig = z.object({
  profiles: z.record(
    z.string(),
    z.object({
      token: z
        .object({ access_token: z.string().refine(isCredential), expires_at: z.string() })
        .nullish(),
    }),
  ),
});

/**
 * The token is read, never refreshed: the client id that could do so is Amazon's, for ask-cli alone.
 *
 * @returns undefined where ask-cli keeps none for `profile`.
 * @throws {CredentialsError} where ask-cli's file is none of its own kind.
 */
export function readAskCliProfile(
  profile: string,
  file: string = join(homedir(), ".ask", "cli_config"),
): AccessToken | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const parsed = cliConfig.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new CredentialsError(
      `${file} is not a configuration of ask-cli: run \`ask configure\` again.`,
    );
  }
  const token = parsed.data.profiles[profile]?.token;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
