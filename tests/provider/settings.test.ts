import type { AccessToken } from "../../provider/auth/credentials";
import { resolveSettings, type SettingName } from "../../provider/settings";

const nowMs = Date.parse("2026-01-01T00:00:00Z");

function resolve(
  configuration: Partial<Record<SettingName, string>>,
  environment: Record<string, string> = {},
  profiles: Record<string, AccessToken> = {},
) {
  return resolveSettings(
    (name) => configuration[name],
    environment,
    nowMs,
    (profile) => profiles[profile],
  );
}

const trio = { clientId: "id", clientSecret: "secret", refreshToken: "refresh" };
const environmentTrio = {
  ASK_LWA_CLIENT_ID: "env-id",
  ASK_LWA_CLIENT_CONFIRMATION: "env-secret",
  ASK_REFRESH_TOKEN: "env-refresh",
};

test("Amazon's addresses, ten minutes and the default profile are what nobody has to say", () => {
  const profiles = { default: { value: "from-profile", expiresAtMs: nowMs + 1 } };
  expect(resolve({}, {}, profiles)).toEqual({
    endpoint: "https://api.amazonalexa.com",
    authEndpoint: "https://api.amazon.com",
    timeoutMs: 600_000,
    credentials: { accessToken: profiles.default },
  });
});

test("the configuration comes before the environment, the environment before the profile", () => {
  const profiles = { default: { value: "from-profile", expiresAtMs: nowMs + 1 } };
  const environment = { ASK_ACCESS_TOKEN: "from-environment" };
  const token = (...args: Parameters<typeof resolve>) =>
    resolve(...args).credentials.accessToken?.value;
  expect(token({ accessToken: "from-configuration" }, environment, profiles)).toBe(
    "from-configuration",
  );
  expect(token({}, environment, profiles)).toBe("from-environment");
  expect(token({}, {}, profiles)).toBe("from-profile");
});

test("an access token is used first and refreshed with what stands beside it", () => {
  const { credentials } = resolve({ accessToken: "token", ...trio });
  expect(credentials).toEqual({
    accessToken: { value: "token", expiresAtMs: Number.POSITIVE_INFINITY },
    refresh: trio,
  });
});

test("a configured refresh token is not overruled by a leftover token in the environment", () => {
  const { credentials } = resolve(trio, { ASK_ACCESS_TOKEN: "leftover" });
  expect(credentials).toEqual({ refresh: trio });
});

test("each part falls back to the environment by itself", () => {
  const { credentials } = resolve({ refreshToken: "mine" }, environmentTrio);
  expect(credentials.refresh).toEqual({
    clientId: "env-id",
    clientSecret: "env-secret",
    refreshToken: "mine",
  });
});

test("the profile is chosen by the configuration, then by ask-cli's own name for it", () => {
  const profiles = {
    work: { value: "work-token", expiresAtMs: nowMs + 1 },
    home: { value: "home-token", expiresAtMs: nowMs + 1 },
  };
  const environment = { ASK_DEFAULT_PROFILE: "home" };
  expect(resolve({ profile: "work" }, environment, profiles).credentials.accessToken?.value).toBe(
    "work-token",
  );
  expect(resolve({}, environment, profiles).credentials.accessToken?.value).toBe("home-token");
});

test("without credentials, the error names every way to give them", () => {
  expect(() => resolve({})).toThrow(/no credentials/);
  for (const name of [
    "alexa:accessToken",
    "ASK_ACCESS_TOKEN",
    "alexa:clientId",
    "alexa:clientSecret",
    "alexa:refreshToken",
    "ASK_LWA_CLIENT_ID",
    "ASK_LWA_CLIENT_CONFIRMATION",
    "ASK_REFRESH_TOKEN",
    "ask configure",
    "alexa:profile",
    "ASK_DEFAULT_PROFILE",
  ]) {
    expect(() => resolve({})).toThrow(name);
  }
});

test("a part of the refresh credentials is an error that names the rest, and no other account is used", () => {
  const profiles = { default: { value: "other-account", expiresAtMs: nowMs + 1 } };
  expect(() => resolve({ clientId: "id" }, {}, profiles)).toThrow(
    /incomplete: alexa:clientSecret and alexa:refreshToken/,
  );
});

test("an expired profile is an error that says so", () => {
  const profiles = { default: { value: "old", expiresAtMs: nowMs } };
  expect(() => resolve({}, {}, profiles)).toThrow(/profile has expired/);
});

test.each([
  ["http://api.amazonalexa.com"],
  ["http://127.0.0.1.evil.example"],
  ["http://localhost.evil.example"],
  ["https://user:pass@api.amazonalexa.com"],
  ["https://api.amazonalexa.com?x=1"],
  ["https://api.amazonalexa.com#x"],
  ["ftp://127.0.0.1"],
  ["api.amazonalexa.com"],
])("the endpoint %s is refused, without repeating it", (endpoint) => {
  const attempt = () => resolve({ accessToken: "t", endpoint });
  expect(attempt).toThrow(/^alexa:endpoint .*ASK_SMAPI_SERVER_BASE_URL.* must be an https address/);
  expect(attempt).not.toThrow("evil");
});

test.each([
  ["http://127.0.0.1:8257/", "http://127.0.0.1:8257"],
  ["http://localhost:1", "http://localhost:1"],
  ["http://[::1]:1", "http://[::1]:1"],
  ["https://proxy.example/alexa/", "https://proxy.example/alexa"],
])("the endpoint %s is taken as %s", (endpoint, taken) => {
  expect(resolve({ accessToken: "t", endpoint }).endpoint).toBe(taken);
});

test.each(["0", "-1", "1.5", "soon", "86401"])("timeoutSeconds %s is refused", (timeoutSeconds) => {
  expect(() => resolve({ accessToken: "t", timeoutSeconds })).toThrow(
    /timeoutSeconds must be a whole number/,
  );
});

test("timeoutSeconds counts in seconds", () => {
  expect(resolve({ accessToken: "t", timeoutSeconds: "30" }).timeoutMs).toBe(30_000);
});
