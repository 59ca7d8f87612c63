/** Credentials that are settings themselves: an access token, refresh credentials, or both. */
import { type CredentialSource, CredentialsError, type SettingsPlace } from "./credentials";

export const ownCredentials: CredentialSource = {
  help: [
    "pulumi config set --secret alexa:accessToken TOKEN, or the environment variable ASK_ACCESS_TOKEN",
    "alexa:clientId and the secrets alexa:clientSecret and alexa:refreshToken, or the environment variables " +
      "ASK_LWA_CLIENT_ID, ASK_LWA_CLIENT_CONFIRMATION and ASK_REFRESH_TOKEN",
  ],

  find(place) {
    const value = place.read("accessToken");
    const refresh = findRefreshCredentials(place);
    if (place.kind === "defaults" || (!value && !refresh)) return undefined;
    // Nobody knows when a token expires that was set as such.
    const accessToken = value ? { value, expiresAtMs: Number.POSITIVE_INFINITY } : undefined;
    return { origin: place.kind, accessToken, refresh };
  },
};

/** ask-cli's own environment for CI is a refresh token alone, which belongs to a security profile of ask-cli's. */
const ownProfileOnly =
  "A refresh token works only with the security profile that it was made for, and a token made for ask-cli's own profile works only " +
  "with ask-cli. Create one for your own profile: ask util generate-lwa-tokens --client-id ID --client-confirmation SECRET " +
  "--scopes alexa::ask:skills:readwrite.";

const names = ["clientId", "clientSecret", "refreshToken"] as const;

function findRefreshCredentials({ kind, nameOf, read }: SettingsPlace) {
  const [clientId, clientSecret, refreshToken] = names.map(read);
  if (clientId && clientSecret && refreshToken) return { clientId, clientSecret, refreshToken };
  const present = names.filter(read).map(nameOf);
  if (present.length === 0) return undefined;
  const missing = names.filter((name) => !read(name)).map(nameOf);
  const listed = (all: string[]) => `${all.join(" and ")} ${all.length === 1 ? "is" : "are"}`;
  throw new CredentialsError(
    `The credentials in the ${kind} are incomplete: ${listed(present)} set, but ${listed(missing)} missing.` +
      (read("refreshToken") && !read("clientId") ? ` ${ownProfileOnly}` : ""),
  );
}
