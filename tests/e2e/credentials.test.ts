/** Every way to give credentials, as a real stack, its environment and explicit Providers pass them on. */
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { simulatedCredentials } from "../../simulator";
import { run } from "../helpers/command";
import { createProject, type FrontEnd, type Project } from "../helpers/project";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

const { accessToken, vendorId: _, ...trio } = simulatedCredentials;
const frontEnds = ["dynamic", "plugin"] as const;
/** One beta test, with the name and the skillId of the stack. */
const program = "const skillId = pulumi.getStack(); new alexa.SkillBetaTest(skillId, { skillId });";

let simulator: TestSimulator;
let amazon: Awaited<ReturnType<typeof listenIn>>;
let projects: Record<FrontEnd, Project>;
/** Each is an access token that the simulator takes. */
let profiles: { default: string; home: string; work: string };
beforeAll(async () => {
  simulator = await startTestSimulator();
  amazon = await listenIn(simulator.url);
  profiles = { default: await issue(), home: await issue(), work: await issue() };
  const [dynamic, plugin] = await Promise.all([
    createProject({}, "dynamic"),
    createProject({}, "plugin"),
  ]);
  projects = { dynamic, plugin };
  for (const { folder } of [dynamic, plugin]) keepProfilesIn(folder);
}, 120_000);
afterAll(async () => {
  for (const project of Object.values(projects ?? {})) await project.remove();
  amazon?.close();
  await simulator?.close();
});

/** Stands before the simulator and keeps which token each request carried. */
async function listenIn(target: string) {
  const carried: { path: string; token: string }[] = [];
  const exchanged: string[] = [];
  const server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    const { authorization = "", "content-type": type = "" } = headers;
    const body = (await text(request)) || undefined;
    const passedOn = { authorization, "content-type": type };
    const answer = await fetch(`${target}${url}`, { method, headers: passedOn, body });
    const said = await answer.text();
    if (url === "/auth/o2/token" && answer.ok) exchanged.push(JSON.parse(said).access_token);
    carried.push({ path: url, token: authorization.replace("Bearer ", "") });
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(said);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The tokens that the requests about a skill carried. */
    tokensFor: (skillId: string) => {
      const about = carried.filter(({ path }) => path.includes(`/${skillId}/`));
      return [...new Set(about.map(({ token }) => token))];
    },
    /** The tokens that the refresh token gave. */
    exchanged: () => [...exchanged],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One more access token that the simulator takes. */
async function issue(): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: trio.clientId,
    client_secret: trio.clientSecret,
    refresh_token: trio.refreshToken,
  });
  const answer = await fetch(`${simulator.url}/auth/o2/token`, { method: "POST", body: form });
  return (await answer.json()).access_token;
}

function keepProfilesIn(home: string): void {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const kept = Object.entries(profiles).map(([name, access_token]) => [
    name,
    { token: { access_token, refresh_token: "Atzr|of-ask-cli", expires_at }, vendor_id: "V" },
  ]);
  mkdirSync(join(home, ".ask"));
  writeFileSync(
    join(home, ".ask", "cli_config"),
    JSON.stringify({ profiles: Object.fromEntries(kept) }),
  );
}

type Settings = Readonly<Record<string, string>>;
const addresses = () => ({ endpoint: amazon.url, authEndpoint: amazon.url });
const addressVariables = () => ({
  ASK_SMAPI_SERVER_BASE_URL: amazon.url,
  ASK_LWA_TOKEN_HOST: amazon.url,
});
/** What an environment may have from elsewhere; nothing of it works. */
const leftovers = {
  ASK_ACCESS_TOKEN: "Atza|leftover",
  ASK_LWA_CLIENT_ID: "leftover",
  ASK_LWA_CLIENT_CONFIRMATION: "leftover",
  ASK_REFRESH_TOKEN: "leftover",
  ASK_DEFAULT_PROFILE: "leftover",
  ASK_SMAPI_SERVER_BASE_URL: "http://127.0.0.1:1",
  ASK_LWA_TOKEN_HOST: "http://127.0.0.1:1",
};

interface Stack {
  readonly name: string;
  readonly project: Project;
  configure(how: "plain" | "secret", settings: Settings): Promise<unknown>;
  up(environment?: Settings): Promise<string>;
  /** As it lies on the disk. */
  state(): string;
}

/** A stack without a past: what a run does with the settings of the last one is another question. */
async function createStack(name: string, project: Project): Promise<Stack> {
  const { envVars } = project.stack.workspace;
  const pulumi = (args: string[], environment: Settings = {}) =>
    run("pulumi", [...args, "--non-interactive", "--stack", name], {
      cwd: project.folder,
      env: { ...envVars, ...environment },
    });
  await pulumi(["stack", "init"]);
  return {
    name,
    project,
    configure(how, settings) {
      const kind = how === "secret" ? "--secret" : "--plaintext";
      const values = Object.entries(settings).map(([key, value]) => `alexa:${key}=${value}`);
      return pulumi(["config", "set-all", ...values.flatMap((value) => [kind, value])]);
    },
    up: (environment) => pulumi(["up", "--yes", "--skip-preview"], environment),
    state: () =>
      readFileSync(join(project.folder, ".pulumi", "stacks", "test", `${name}.json`), "utf8"),
  };
}

let count = 0;

/** A new stack of each front end, side by side. */
async function onBoth(work: (stack: Stack) => Promise<void>): Promise<void> {
  count++;
  await Promise.all(
    frontEnds.map(async (frontEnd) => {
      const project = projects[frontEnd];
      project.write(program);
      await work(await createStack(`${frontEnd}-${count}`, project));
    }),
  );
}

async function expectUsed(skillId: string, credential: string): Promise<void> {
  const known: Record<string, string> = { [accessToken]: "token" };
  for (const [name, token] of Object.entries(profiles)) known[token] = `profile ${name}`;
  for (const token of amazon.exchanged()) known[token] = "exchanged";
  const used = amazon.tokensFor(skillId).map((token) => known[token] ?? token);
  expect({ skillId, used }).toEqual({ skillId, used: [credential] });
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
}

/** What is said, how, and which token is to be used. */
const ways: [string, "plain" | "secret", Settings, string][] = [
  ["an access token", "plain", { accessToken }, "token"],
  ["an access token", "secret", { accessToken }, "token"],
  ["a client and its refresh token", "plain", trio, "exchanged"],
  ["a client and its refresh token", "secret", trio, "exchanged"],
  ["a profile's token", "plain", { profile: "work" }, "profile work"],
];
/** A program can have many of these at the price of one. */
const moreWays: typeof ways = [
  ...ways,
  ["a profile's token", "secret", { profile: "work" }, "profile work"],
  ["an access token and what renews it", "plain", { accessToken, ...trio }, "token"],
  ["an access token and what renews it", "secret", { accessToken, ...trio }, "token"],
];

test.each(ways)(
  "%s, %s in the configuration, is used, whatever the environment has",
  (_what, how, settings, used) =>
    onBoth(async (stack) => {
      await stack.configure(how, { ...settings, ...addresses(), timeoutSeconds: "60" });
      await stack.up(leftovers);
      await expectUsed(stack.name, used);
      const kept = stack.state();
      for (const token of [...Object.values(profiles), ...amazon.exchanged()]) {
        expect(kept).not.toContain(token);
      }
      // What is plain stays so in the state of a dynamic resource, whose provider is Pulumi's own.
      if (how === "plain" && stack.project === projects.dynamic) return;
      for (const secret of [accessToken, trio.clientSecret, trio.refreshToken]) {
        expect(kept).not.toContain(secret);
      }
    }),
  120_000,
);

test.each([
  ["an access token", { ASK_ACCESS_TOKEN: accessToken }, "token"],
  [
    "a client and its refresh token",
    {
      ASK_LWA_CLIENT_ID: trio.clientId,
      ASK_LWA_CLIENT_CONFIRMATION: trio.clientSecret,
      ASK_REFRESH_TOKEN: trio.refreshToken,
    },
    "exchanged",
  ],
  ["a profile's token", { ASK_DEFAULT_PROFILE: "home" }, "profile home"],
  ["ask-cli's default profile, where nothing is said,", {}, "profile default"],
] as [string, Settings, string][])(
  "%s is used from the environment, and not kept",
  (_what, variables, used) =>
    onBoth(async (stack) => {
      await stack.up({ ...variables, ...addressVariables() });
      await expectUsed(stack.name, used);
      for (const value of [...Object.values(variables), amazon.url]) {
        expect(stack.state()).not.toContain(value);
      }
    }),
  120_000,
);

test("each way works in an explicit Provider, plain and secret", async () => {
  const stack = await createStack("explicit", projects.plugin);
  const declared = moreWays.map(([_what, how, settings], i) => {
    const args = Object.entries({ ...settings, ...addresses(), timeoutSeconds: 60 })
      .map(([name, value]) => [name, JSON.stringify(value)])
      .map(([name, value]) => `${name}: ${how === "secret" ? `pulumi.secret(${value})` : value}`);
    return `{
      const provider = new alexa.Provider("provider-${i}", { ${args.join(", ")} });
      new alexa.SkillBetaTest("explicit-${i}", { skillId: "explicit-${i}" }, { provider });
    }\n`;
  });
  stack.project.write(declared.join(""));
  await stack.up(leftovers);
  for (const [i, [, , , used]] of moreWays.entries()) await expectUsed(`explicit-${i}`, used);
  for (const secret of [accessToken, trio.clientSecret, trio.refreshToken]) {
    expect(stack.state()).not.toContain(secret);
  }
}, 120_000);

test("an explicit Provider falls back to the stack's configuration, and mixes no account into its own", async () => {
  const stack = await createStack("fall-back", projects.plugin);
  await stack.configure("secret", { ...trio, ...addresses(), timeoutSeconds: "60" });
  const declare = (skillId: string, args: object) => `{
    const provider = new alexa.Provider("${skillId}", ${JSON.stringify(args)});
    new alexa.SkillBetaTest("${skillId}", { skillId: "${skillId}" }, { provider });
  }\n`;
  stack.project.write(
    declare("of-the-stack", {}) +
      declare("own-token", { accessToken }) +
      declare("own-profile", { profile: "work" }),
  );
  await stack.up(leftovers);
  await expectUsed("of-the-stack", "exchanged");
  await expectUsed("own-token", "token");
  await expectUsed("own-profile", "profile work");
  for (const secret of [accessToken, trio.clientSecret, trio.refreshToken, amazon.url]) {
    expect(stack.state()).not.toContain(secret);
  }
}, 120_000);

test(
  "a token that has expired is not renewed with the credentials of another source",
  () =>
    onBoth(async (stack) => {
      await stack.configure("secret", { accessToken: "Atza|expired", ...addresses() });
      const before = amazon.exchanged();
      const working = {
        ASK_LWA_CLIENT_ID: trio.clientId,
        ASK_LWA_CLIENT_CONFIRMATION: trio.clientSecret,
        ASK_REFRESH_TOKEN: trio.refreshToken,
      };
      await expect(stack.up(working)).rejects.toThrow(/returned 401/);
      expect(amazon.tokensFor(stack.name)).toEqual(["Atza|expired"]);
      expect(amazon.exchanged()).toEqual(before);
    }),
  120_000,
);

test("a token in the configuration that was worth nothing any more is replaced by the next up", async () => {
  const stack = await createStack("replaced", projects.plugin);
  await simulator.change("looked-at", { status: "RUNNING" });
  const old = await issue();
  await stack.configure("secret", { accessToken: old, ...addresses() });
  // A look leaves the provider in the state, and no resource that is read with it before the program.
  stack.project.write(`alexa.getSkillBetaTest({ skillId: "looked-at" });`);
  await stack.up();
  expect(amazon.tokensFor("looked-at")).toEqual([old]);

  await simulator.expireTokens();
  const renewed = await issue();
  await stack.configure("secret", { accessToken: renewed });
  stack.project.write(program);
  await stack.up();
  expect(amazon.tokensFor("replaced")).toEqual([renewed]);
}, 120_000);

test("a project named alexa has settings of its own beside the provider's, which the provider does not keep", async () => {
  const project = await createProject({}, "plugin");
  try {
    const file = join(project.folder, "Pulumi.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("name: test", "name: alexa"));
    const stack = await createStack("named-alexa", project);
    const settings = { accessToken: await issue(), region: "EU", ...addresses() };
    await stack.configure("plain", settings);
    project.write(`${program} exports.region = new pulumi.Config().require("region");`);
    await stack.up();
    expect(amazon.tokensFor("named-alexa")).toEqual([settings.accessToken]);
    const kept = readFileSync(
      join(project.folder, ".pulumi/stacks/alexa/named-alexa.json"),
      "utf8",
    );
    const provider = JSON.parse(kept).checkpoint.latest.resources.find(
      ({ type }: { type: string }) => type === "pulumi:providers:alexa",
    );
    for (const bag of [provider.inputs, provider.outputs]) {
      expect(Object.keys(bag).sort()).toEqual(["accessToken", "authEndpoint", "endpoint"]);
    }
  } finally {
    await project.remove();
  }
}, 120_000);
