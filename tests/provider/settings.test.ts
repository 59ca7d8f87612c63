import { askCliProfile } from "../../provider/auth/askCliProfile";
import { credentialSources } from "../../provider/auth/credentialSources";
import type { AccessToken } from "../../provider/auth/credentials";
import { ownCredentials } from "../../provider/auth/ownCredentials";
import { resolveSettings, type SettingName, settingDefinitions } from "../../provider/settings";

const nowMs = Date.parse("2026-01-01T00:00:00Z");

function resolve(
  configuration: Partial<Record<SettingName, string>>,
  environment: Record<string, string> = {},
  profiles: Record<string, AccessToken> = {},
) {
  const sources = [
    ownCredentials,
    askCliProfile(
      (profile) => profiles[profile],
      () => Object.keys(profiles),
    ),
  ];
  return resolveSettings((name) => configuration[name], environment, nowMs, {
    credentialSources: sources,
  });
}

const trio = { clientId: "id", clientSecret: "secret", refreshToken: "refresh" };
const environmentTrio = {
  ASK_LWA_CLIENT_ID: "env-id",
  ASK_LWA_CLIENT_CONFIRMATION: "env-secret",
  ASK_REFRESH_TOKEN: "env-refresh",
};

test("Amazon's addresses, ten minutes and the profile `default` are the defaults", () => {
  const profiles = { default: { value: "from-profile", expiresAtMs: nowMs + 1 } };
  expect(resolve({}, {}, profiles)).toEqual({
    endpoint: "https://api.amazonalexa.com",
    authEndpoint: "https://api.amazon.com",
    titles: { endpoint: "alexa:endpoint", authEndpoint: "alexa:authEndpoint" },
    timeoutMs: 600_000,
    credentials: { origin: "profile", accessToken: profiles.default },
  });
});

test("an address that is set is called by its value and its place", () => {
  const elsewhere = "https://elsewhere.example";
  const environment = { ...environmentTrio, ASK_SMAPI_SERVER_BASE_URL: elsewhere };
  expect(resolve({ authEndpoint: elsewhere }, environment).titles).toEqual({
    endpoint: `alexa:endpoint (${elsewhere}, from ASK_SMAPI_SERVER_BASE_URL)`,
    authEndpoint: `alexa:authEndpoint (${elsewhere})`,
  });
});

/** A value of each that is not its default, beside what it needs to be used. */
const used: Record<SettingName, [value: string, beside?: Partial<Record<SettingName, string>>]> = {
  accessToken: ["another"],
  clientId: ["another", trio],
  clientSecret: ["another", trio],
  refreshToken: ["another", trio],
  endpoint: ["https://another.example"],
  authEndpoint: ["https://another.example"],
  profile: ["work"],
  timeoutSeconds: ["1"],
};

test.each(Object.entries(used))(
  "%s is read, from the configuration and from its variable",
  (...row) => {
    const [name, [value, beside = {}]] = row as [SettingName, (typeof used)[SettingName]];
    const profiles = Object.fromEntries(
      ["default", "work"].map((profile) => [profile, { value: profile, expiresAtMs: nowMs + 1 }]),
    );
    const without = resolve(beside, {}, profiles);
    expect(resolve({ ...beside, [name]: value }, {}, profiles)).not.toEqual(without);
    const { variable } = settingDefinitions[name];
    if (!variable) return;
    const variables = Object.entries({ ...beside, [name]: value }).map(([each, text]) => [
      settingDefinitions[each as SettingName].variable,
      text,
    ]);
    const ofEnvironment = resolve({}, Object.fromEntries(variables), profiles);
    expect(JSON.stringify(ofEnvironment)).toContain(name === "profile" ? "work" : value);
  },
);

test("what is used is our own list of sources: an access token, then ask-cli's profile", () => {
  const sources = credentialSources.map(({ help }) => help.join(" "));
  expect(sources).toEqual([
    expect.stringContaining("ASK_ACCESS_TOKEN"),
    expect.stringContaining("ask configure"),
  ]);
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

const lasting = (value: string) => ({ value, expiresAtMs: Number.POSITIVE_INFINITY });

test("an access token is used first and refreshed with what stands beside it", () => {
  expect(resolve({ accessToken: "token", ...trio }).credentials).toEqual({
    origin: "configuration",
    accessToken: lasting("token"),
    refresh: trio,
  });
  const environment = { ASK_ACCESS_TOKEN: "env-token", ...environmentTrio };
  expect(resolve({}, environment).credentials).toEqual({
    origin: "environment",
    accessToken: lasting("env-token"),
    refresh: { clientId: "env-id", clientSecret: "env-secret", refreshToken: "env-refresh" },
  });
});

describe("all credentials are of one source, so that no two accounts mix:", () => {
  const environment = {
    ASK_ACCESS_TOKEN: "leftover",
    ASK_DEFAULT_PROFILE: "home",
    ...environmentTrio,
  };
  const profiles = {
    default: { value: "default-token", expiresAtMs: nowMs + 1 },
    work: { value: "work-token", expiresAtMs: nowMs + 1 },
    home: { value: "home-token", expiresAtMs: nowMs + 1 },
  };
  const find = (...args: Parameters<typeof resolve>) => resolve(...args).credentials;

  test("a configured token is not renewed with what the environment has", () => {
    expect(find({ accessToken: "mine" }, environment, profiles)).toEqual({
      origin: "configuration",
      accessToken: lasting("mine"),
    });
  });

  test("a configured refresh token is not overruled by a token in the environment", () => {
    expect(find(trio, environment, profiles)).toEqual({ origin: "configuration", refresh: trio });
  });

  test("a configured profile is not overruled by anything in the environment", () => {
    expect(find({ profile: "work" }, environment, profiles)).toEqual({
      origin: "profile",
      accessToken: profiles.work,
    });
  });

  test("a token beside a profile is used before it, in either source", () => {
    expect(find({ accessToken: "mine", profile: "work" }, {}, profiles)).toEqual({
      origin: "configuration",
      accessToken: lasting("mine"),
    });
    expect(find({}, { ASK_ACCESS_TOKEN: "env", ASK_DEFAULT_PROFILE: "home" }, profiles)).toEqual({
      origin: "environment",
      accessToken: lasting("env"),
    });
  });

  test("the environment's profile comes before the default one", () => {
    expect(find({}, { ASK_DEFAULT_PROFILE: "home" }, profiles)).toEqual({
      origin: "profile",
      accessToken: profiles.home,
    });
  });

  test("each address and the timeout come from the first place that has them", () => {
    const addresses = {
      ASK_SMAPI_SERVER_BASE_URL: "https://env.example",
      ASK_LWA_TOKEN_HOST: "https://env-auth.example",
    };
    expect(
      resolve({ accessToken: "mine", endpoint: "https://mine.example" }, addresses),
    ).toMatchObject({
      endpoint: "https://mine.example",
      authEndpoint: "https://env-auth.example",
      timeoutMs: 600_000,
    });
  });
});

describe("incomplete credentials are an error, and are not completed from another place:", () => {
  const profiles = { default: { value: "other-account", expiresAtMs: nowMs + 1 } };
  test.each([
    [
      { refreshToken: "r" },
      "configuration are incomplete: alexa:refreshToken is set, but alexa:clientId and alexa:clientSecret are missing.",
    ],
    [
      { clientId: "i", clientSecret: "s" },
      "configuration are incomplete: alexa:clientId and alexa:clientSecret are set, but alexa:refreshToken is missing.",
    ],
    [
      { accessToken: "t", clientId: "i", profile: "default" },
      "configuration are incomplete: alexa:clientId is set, but alexa:clientSecret and alexa:refreshToken are missing.",
    ],
  ])("%j in the configuration", (configuration, problem) => {
    expect(() => resolve(configuration, environmentTrio, profiles)).toThrow(problem);
  });

  test("ask-cli's refresh token alone, in the environment: the error says where one comes from that works", () => {
    const askCli = { ASK_REFRESH_TOKEN: "r", ASK_VENDOR_ID: "v" };
    expect(() => resolve({}, askCli, profiles)).toThrow(
      "environment are incomplete: ASK_REFRESH_TOKEN is set, but ASK_LWA_CLIENT_ID and ASK_LWA_CLIENT_CONFIRMATION are missing. " +
        "A refresh token works only with the security profile that it was made for, and a token made for ask-cli's own profile works " +
        "only with ask-cli. Create one for your own profile: ask util generate-lwa-tokens",
    );
  });

  test("a profile that ask-cli has no token for", () => {
    expect(() => resolve({ profile: "other" }, { ASK_ACCESS_TOKEN: "t" }, profiles)).toThrow(
      "ask-cli has no access token for the profile that alexa:profile names; alexa:profile can name default.",
    );
    expect(() => resolve({}, { ASK_DEFAULT_PROFILE: "other" }, profiles)).toThrow(
      "ask-cli has no access token for the profile that ASK_DEFAULT_PROFILE names; alexa:profile can name default.",
    );
    // Nobody asked for the default one, but this may be why there are no credentials.
    const others = { work: profiles.default, home: profiles.default };
    expect(() => resolve({}, {}, others)).toThrow(
      'ask-cli has no access token for the profile "default"; alexa:profile can name work or home.',
    );
    expect(() => resolve({}, {}, {})).toThrow("There are no credentials for Amazon's API.");
  });

  test("a value that is empty in the configuration; in the environment, that is none", () => {
    for (const accessToken of ["", " \n"]) {
      expect(() => resolve({ accessToken }, { ASK_ACCESS_TOKEN: "other" }, profiles)).toThrow(
        "alexa:accessToken is empty: set or remove it.",
      );
      expect(resolve({}, { ASK_ACCESS_TOKEN: accessToken }, profiles).credentials.origin).toBe(
        "profile",
      );
    }
  });
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

test("an expired profile is an error that names it", () => {
  const old = { value: "old", expiresAtMs: nowMs };
  expect(() => resolve({}, {}, { default: old })).toThrow(/profile "default" has expired/);
  expect(() => resolve({ profile: "work" }, {}, { work: old })).toThrow(
    /profile "work" has expired/,
  );
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
  expect(attempt).toThrow(/^alexa:endpoint must be an https URL/);
  expect(attempt).not.toThrow("evil");
  const fromEnvironment = () => resolve({}, { ASK_SMAPI_SERVER_BASE_URL: endpoint });
  expect(fromEnvironment).toThrow(/^ASK_SMAPI_SERVER_BASE_URL must be an https URL/);
});

test.each([
  ["http://127.0.0.1:8257/", "http://127.0.0.1:8257"],
  ["http://localhost:1", "http://localhost:1"],
  ["http://[::1]:1", "http://[::1]:1"],
  ["https://proxy.example/alexa/", "https://proxy.example/alexa"],
])("the endpoint %s is taken as %s", (endpoint, taken) => {
  expect(resolve({ accessToken: "t", endpoint }).endpoint).toBe(taken);
});

test.each(["https://api.amazonalexa.com/v1", "http://127.0.0.1:8257/v1/"])(
  "the endpoint %s is refused, since what is asked for under /v1/v1 reads as if it were not there",
  (endpoint) => {
    expect(() => resolve({ accessToken: "t", endpoint })).toThrow(
      'alexa:endpoint must not end in "/v1": every request adds it.',
    );
    expect(resolve({ accessToken: "t", authEndpoint: endpoint }).authEndpoint).toMatch(/v1$/);
  },
);

describe("a credential that cannot stand in a request is refused by its name, without being repeated:", () => {
  const rule = / must be exactly the text that Amazon issued: visible ASCII characters on one line/;
  test.each([
    ["a line break", "canary\r\nX-Header: 1"],
    ["a line feed", "canary\nmore"],
    ["a null byte", "canary\0"],
    ["an escape", "canary\u001b[31m"],
    ["a deletion", "canary\u007f"],
    ["the scheme before it", "Bearer canary"],
    ["an ellipsis", "canary…"],
    ["JSON around it", '{"token":"canary"}'],
  ])("%s", (_what, value) => {
    for (const name of ["accessToken", "clientId", "clientSecret", "refreshToken"] as const) {
      const attempt = () => resolve({ ...trio, [name]: value });
      expect(attempt).toThrow(rule);
      expect(attempt).toThrow(`alexa:${name} `);
      expect(attempt).not.toThrow("canary");
    }
    expect(() => resolve({}, { ASK_ACCESS_TOKEN: value })).toThrow(/^ASK_ACCESS_TOKEN must be/);
  });

  test("spaces and line breaks around it are no part of it", () => {
    const { accessToken } = resolve({ accessToken: " Atza|token==\r\n" }).credentials;
    expect(accessToken?.value).toBe("Atza|token==");
  });
});

test.each(["0", "-1", "1.5", "soon", "86401"])("timeoutSeconds %s is refused", (timeoutSeconds) => {
  expect(() => resolve({ accessToken: "t", timeoutSeconds })).toThrow(
    /timeoutSeconds must be a whole number/,
  );
});

test("timeoutSeconds counts in seconds", () => {
  expect(resolve({ accessToken: "t", timeoutSeconds: "30" }).timeoutMs).toBe(30_000);
});
