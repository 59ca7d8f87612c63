import * as pulumi from "@pulumi/pulumi";
import { isRpcSecret, unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";
import { credentialSettings } from "../../../provider/auth/credentials";
import { isSecretSetting, settingNames } from "../../../provider/settings";
import { Provider } from "../../../sdk/plugin";
import type { ProviderArgs } from "../../../sdk/plugin/types";

/** What the engine is given for a Provider of these arguments in a stack of this configuration. */
async function given(args: ProviderArgs, configuration: Record<string, string> = {}) {
  const configured = Object.entries(configuration).map(([name, value]) => [`alexa:${name}`, value]);
  pulumi.runtime.setAllConfig(Object.fromEntries(configured));
  const inputs = await new Promise<Record<string, unknown>>((resolve) => {
    pulumi.runtime.setMocks({
      newResource: ({ inputs }) => {
        resolve(inputs);
        return { id: "id", state: inputs };
      },
      call: () => ({}),
    });
    new Provider("provider", args);
  });
  const values = Object.entries(inputs).map(([name, value]) => [name, unwrapRpcSecret(value)]);
  return {
    inputs: Object.fromEntries(values),
    secrets: Object.keys(inputs).filter((name) => isRpcSecret(inputs[name])),
  };
}

const stacks = {
  accessToken: "stack-token",
  clientId: "stack-client",
  clientSecret: "stack-secret",
  refreshToken: "stack-refresh",
  endpoint: "https://stack.example",
  timeoutSeconds: "30",
};

test("without arguments it is the stack's account, at the stack's address, and all of it secret", async () => {
  const { inputs, secrets } = await given({}, stacks);
  expect(inputs).toEqual(stacks);
  expect(secrets.sort()).toEqual(Object.keys(stacks).sort());
});

test("each setting reaches the plugin, from the stack or the program, and those that open an account as secrets", async () => {
  const all = Object.fromEntries(settingNames.map((name) => [name, name]));
  expect((await given({}, all)).inputs).toEqual(all);
  const { inputs, secrets } = await given(all as ProviderArgs);
  expect(inputs).toEqual(all);
  expect(secrets.sort()).toEqual(settingNames.filter(isSecretSetting).sort());
});

test.each(credentialSettings)(
  "%s of its own brings no credential of the stack along",
  async (name) => {
    const { inputs } = await given({ [name]: "mine" }, stacks);
    expect(inputs).toEqual({ endpoint: stacks.endpoint, timeoutSeconds: "30", [name]: "mine" });
  },
);

test("addresses and the time-out fall back each by itself", async () => {
  const args = { endpoint: "https://mine.example", timeoutSeconds: pulumi.output(60) };
  const { inputs } = await given(args, stacks);
  expect(inputs).toEqual({ ...stacks, endpoint: "https://mine.example", timeoutSeconds: 60 });
  const undefinedArgs = { endpoint: undefined, accessToken: undefined } as never;
  expect((await given(undefinedArgs, stacks)).inputs).toEqual(stacks);
});

test("what opens an account is secret, whoever says so, and the rest is as the program has it", async () => {
  const { clientId, clientSecret, refreshToken, endpoint } = stacks;
  const { secrets } = await given({ clientId, clientSecret, refreshToken, endpoint });
  expect(secrets.sort()).toEqual(["clientSecret", "refreshToken"]);
  expect((await given({ profile: pulumi.secret("mine") })).secrets).toEqual(["profile"]);
});

test("a token that turns out to be missing is given as empty, which the plugin refuses, and not as the stack's", async () => {
  const missing = pulumi.output(undefined as unknown as string);
  for (const accessToken of [missing, null as never]) {
    const { inputs } = await given({ accessToken }, stacks);
    expect(inputs).toMatchObject({ accessToken: "" });
    expect(inputs).not.toHaveProperty("refreshToken");
  }
});
