import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { configHandlers } from "../../../provider/pulumi/pluginConfig";
import type { SettingName } from "../../../provider/settings";

type Given = Record<string, JavaScriptValue>;
const secret = (value: JavaScriptValue) => ({ [specialSigKey]: specialSecretSig, value });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urnOf = (project: string, name: string) =>
  `urn:pulumi:stack::${project}::pulumi:providers:alexa::${name}`;
const urn = urnOf("project", "default");

async function configureAs(name: string, given: Given) {
  let configured: [read: (name: SettingName) => string | undefined, providerName?: string];
  const handlers = configHandlers(() => ({
    configure: (...args) => {
      configured = args;
    },
    commandRunsProgram: false,
  }));
  const request = new proto.ConfigureRequest().setName(name).setArgs(Struct.fromJavaScript(given));
  await handlers.configure(request);
  // biome-ignore lint/style/noNonNullAssertion: it was called.
  return configured!;
}

const configure = async (given: Given) => (await configureAs("default", given))[0];

async function check(given: Given, ofProvider = urn) {
  const request = new proto.CheckRequest().setUrn(ofProvider).setNews(Struct.fromJavaScript(given));
  const response = await configHandlers(() => ({
    configure: () => {},
    commandRunsProgram: false,
  })).checkConfig(request);
  return {
    inputs: response.getInputs()?.toJavaScript(),
    failures: response.getFailuresList().map((failure) => failure.getReason()),
    properties: response.getFailuresList().map((failure) => failure.getProperty()),
  };
}

describe("configure", () => {
  test.each([
    ["plain", "token"],
    ["secret", secret("token")],
    ["twice secret", secret(secret("token"))],
  ])("takes a setting that is %s as what it says", async (_how, accessToken) => {
    expect((await configure({ accessToken }))("accessToken")).toBe("token");
  });

  test.each([
    ["a number", 30],
    ["a secret number", secret(30)],
    ["the text of one", "30"],
  ])("takes %s for timeoutSeconds", async (_what, timeoutSeconds) => {
    expect((await configure({ timeoutSeconds }))("timeoutSeconds")).toBe("30");
  });

  test("keeps the name of a Provider that the program declares, for errors about its settings", async () => {
    expect((await configureAs("mine", {}))[1]).toBe("mine");
    for (const name of ["default", "default_1_0_0"]) {
      expect((await configureAs(name, {}))[1]).toBeUndefined();
    }
  });

  test("takes what is left out or null as not said", async () => {
    const configured = await configure({ accessToken: null });
    expect(configured("accessToken")).toBeUndefined();
    expect(configured("profile")).toBeUndefined();
  });

  test("has no other credentials instead of one that is not known yet", async () => {
    for (const accessToken of [unknown, secret(unknown)]) {
      const configured = await configure({ accessToken });
      expect(() => configured("accessToken")).toThrow("alexa:accessToken is not known yet");
    }
  });

  test("refuses a value that is not text, which a state of another version may hold", async () => {
    await expect(configure({ accessToken: { a: "canary" } })).rejects.toThrow(
      "alexa:accessToken must be a string or a number",
    );
  });

  test("takes a provider of the state that has settings of another version", async () => {
    const configured = await configure({ accessToken: "token", region: "EU", version: "9.0.0" });
    expect(configured("accessToken")).toBe("token");
  });
});

describe("checkConfig", () => {
  test("marks what opens an account as secret, and nothing else", async () => {
    const plain = { clientId: "id", endpoint: "https://e.example", version: "1.0.0" };
    const { inputs, failures } = await check({
      ...plain,
      accessToken: "token",
      clientSecret: secret("client secret"),
      refreshToken: unknown,
    });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      ...plain,
      accessToken: secret("token"),
      clientSecret: secret("client secret"),
      refreshToken: secret(unknown),
    });
  });

  test.each([
    ["an object", { a: "canary" }],
    ["a secret object", secret({ a: "canary" })],
    ["an object with a secret in it", { a: secret("canary") }],
    ["a list", ["canary"]],
    ["a boolean", true],
    ["a secret boolean", secret(true)],
  ])("refuses a setting that is %s, without repeating it", async (_what, value) => {
    for (const name of ["accessToken", "endpoint"]) {
      const { failures, properties } = await check({ [name]: value });
      expect(failures).toEqual([`alexa:${name} must be a string or a number`]);
      // The engine prints the value of a property that is named.
      expect(properties).toEqual([""]);
    }
  });

  test("refuses the name of an unknown setting, and lists the valid ones", async () => {
    const { failures } = await check({ accesstoken: "token" });
    expect(failures).toEqual([
      "unknown setting alexa:accesstoken; valid: accessToken, clientId, clientSecret, refreshToken, " +
        "endpoint, authEndpoint, profile, timeoutSeconds",
    ]);
  });

  test.each(["default", "default_1_0_0"])(
    "leaves a project named alexa its own settings in the same namespace, and keeps none of them (%s)",
    async (name) => {
      const own = { region: "EU", names: ["canary"], apiKey: secret("canary") };
      const ours = { profile: "work", version: "1.0.0" };
      const { inputs, failures } = await check({ ...own, ...ours }, urnOf("alexa", name));
      expect(failures).toEqual([]);
      expect(inputs).toEqual(ours);
    },
  );

  test("refuses them in a provider of that project that the program itself declares", async () => {
    const { failures } = await check({ accesstoken: "token" }, urnOf("alexa", "other"));
    expect(failures).toEqual([expect.stringContaining("unknown setting alexa:accesstoken")]);
  });
});

describe("diffConfig", () => {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const diff = (olds: Given, news: Given) => {
    const request = new proto.DiffRequest()
      .setUrn(urn)
      .setOldInputs(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news));
    return configHandlers(() => ({ configure: () => {}, commandRunsProgram: false })).diffConfig(
      request,
    );
  };

  test.each([
    ["another token", { accessToken: "old" }, { accessToken: "new" }],
    ["another token that is secret", { accessToken: "old" }, { accessToken: secret("new") }],
    ["a token that comes", {}, { accessToken: "new" }],
    ["a token that goes", { accessToken: secret("old") }, {}],
    ["a token that is not known yet", { accessToken: "old" }, { accessToken: unknown }],
  ])("takes %s for a difference, and never for a replacement", async (_what, olds, news) => {
    const response = await diff({ profile: "p", ...olds }, { profile: "p", ...news });
    expect(response.getChanges()).toBe(DIFF_SOME);
    expect(response.getDiffsList()).toEqual(["accessToken"]);
    expect(response.getReplacesList()).toEqual([]);
  });

  test.each([
    ["is said again", { accessToken: "same" }, { accessToken: "same" }],
    ["has become secret", { accessToken: "same" }, { accessToken: secret(secret("same")) }],
    ["is the text of the same number", { timeoutSeconds: 30 }, { timeoutSeconds: "30" }],
    ["is null instead of left out", { profile: null }, {}],
  ])("sees none where a setting %s", async (_how, olds, news) => {
    const response = await diff({ endpoint: "e", ...olds }, { endpoint: "e", ...news });
    expect(response.getChanges()).toBe(DIFF_NONE);
    expect(response.getDiffsList()).toEqual([]);
  });
});
