/** Where credentials come from: all those of a run from one source and one place, so that accounts never mix. */
import { askCliProfile } from "./askCliProfile";
import {
  type CredentialSource,
  type Credentials,
  CredentialsError,
  type SettingsPlace,
} from "./credentials";
import { ownCredentials } from "./ownCredentials";

/** In order of precedence within a place. */
export const credentialSources: readonly CredentialSource[] = [ownCredentials, askCliProfile()];

/**
 * The credentials of the first place that has any.
 *
 * @param places in order of precedence.
 * @throws {CredentialsError} if there are none, or the first ones found are incomplete or expired. The message
 *   names every way to provide them.
 */
export function resolveCredentials(
  places: readonly SettingsPlace[],
  nowMs: number,
  sources: readonly CredentialSource[] = credentialSources,
): Credentials {
  try {
    for (const place of places) {
      for (const source of sources) {
        const credentials = source.find(place, nowMs);
        if (credentials) return credentials;
      }
    }
    throw new CredentialsError("There are no credentials for Amazon's API.");
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    const ways = sources.flatMap(({ help }) => help.map((way) => `\n  - ${way}`));
    throw new CredentialsError(
      `${error.message} Provide all credentials in one place, in one of these ways:${ways.join("")}`,
    );
  }
}
