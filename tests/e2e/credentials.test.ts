import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { simulatedCredentials } from "../../simulator";
import { run } from "../helpers/command";
import { createProject, type FrontEnd, type Project } from "../helpers/project";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

const { accessToken } = simulatedCredentials;
const frontEnds = ["dynamic", "plugin"] as const;

let simulator: TestSimulator;
let amazon: Awaited<ReturnType<typeof listenIn>>;
let projects: Record<FrontEnd, Project>;
beforeAll(async () => {
  simulator = await startTestSimulator();
  amazon = await listenIn(simulator.url);
  const [dynamic, plugin] = await Promise.all(frontEnds.map((end) => createProject({}, end)));
  if (!dynamic || !plugin) throw new Error("There are two front ends.");
  projects = { dynamic, plugin };
}, 60_000);
afterAll(async () => {
  for (const project of Object.values(projects ?? {})) await project.remove();
  await amazon?.close();
  await simulator?.close();
});

/** Stands before the simulator and keeps which credential each request carried. */
async function listenIn(target: string) {
  const carried: { path: string; token: string | undefined }[] = [];
  const exchanged: string[] = [];
  const server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    const { authorization, "content-type": type } = headers;
    const body = await text(request);
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: { ...(authorization && { authorization }), ...(type && { "content-type": type }) },
      ...(body !== "" && { body }),
    });
    const said = await answer.text();
    if (url === "/auth/o2/token" && answer.ok) exchanged.push(JSON.parse(said).access_token);
    else carried.push({ path: url, token: authorization?.replace("Bearer ", "") });
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(said);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The tokens that the requests about a skill carried; `exchanged` is any that the refresh token gave. */
    tokensFor: (skillId: string) => [
      ...new Set(
        carried
          .filter(({ path }) => path.includes(`/${skillId}/`))
          .map(({ token = "none" }) => (exchanged.includes(token) ? "exchanged" : token)),
      ),
    ],
    exchanges: () => exchanged.length,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Settings = Readonly<Record<string, string>>;

/** Puts these settings, and no others, into the stack's configuration. */
async function configure(project: Project, how: "plain" | "secret", settings: Settings) {
  const file = join(project.folder, "Pulumi.test.yaml");
  const [salt = ""] = /^encryptionsalt: .*\n/m.exec(readFileSync(file, "utf8")) ?? [];
  writeFileSync(file, salt);
  const kind = how === "secret" ? "--secret" : "--plaintext";
  const values = Object.entries(settings).flatMap(([name, value]) => [
    kind,
    `alexa:${name}=${value}`,
  ]);
  if (values.length > 0) await pulumi(project, {}, "config", "set-all", ...values);
}

function pulumi(project: Project, environment: Settings, ...args: string[]): Promise<string> {
  const { envVars } = project.stack.workspace;
  return run("pulumi", [...args, "--non-interactive", "--stack", "test"], {
    cwd: project.folder,
    env: { ...envVars, ...environment },
  });
}

const up = (project: Project, environment: Settings = {}) =>
  pulumi(project, environment, "up", "--yes", "--skip-preview");

/** One more access token that the simulator takes. */
async function issueToken(): Promise<string> {
  const { clientId, clientSecret, refreshToken } = simulatedCredentials;
  const answer = await fetch(`${simulator.url}/auth/o2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    }),
  });
  return (await answer.json()).access_token;
}

/** A beta test that leaves nothing to do for the next program. */
const declare = (skillId: string, options = "") =>
  `new alexa.SkillBetaTest("${skillId}", { skillId: "${skillId}" }, { retainOnDelete: true, ${options} });\n`;

test("a secret access token works as a plain one, in the configuration and in a Provider, and stands nowhere in clear", async () => {
  const project = projects.plugin;
  const addresses = { endpoint: amazon.url, authEndpoint: amazon.url };
  await configure(project, "secret", { accessToken, ...addresses, timeoutSeconds: "60" });
  project.write(
    declare("secret-config") +
      `const explicit = new alexa.Provider("explicit", {
        accessToken: pulumi.secret("${accessToken}"),
        endpoint: pulumi.secret("${amazon.url}"),
        timeoutSeconds: pulumi.secret(60),
      });\n` +
      declare("secret-provider", "provider: explicit"),
  );
  await up(project);
  for (const skillId of ["secret-config", "secret-provider"]) {
    expect(amazon.tokensFor(skillId)).toEqual([accessToken]);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
  }
  expect(project.backendText()).not.toContain(accessToken);
}, 60_000);

test("a plain access token is encrypted in the state of the plugin's provider all the same", async () => {
  const project = projects.plugin;
  await configure(project, "plain", {
    accessToken,
    ...{ endpoint: amazon.url, authEndpoint: amazon.url },
  });
  project.write(declare("plain-config"));
  await up(project);
  expect(amazon.tokensFor("plain-config")).toEqual([accessToken]);
  const state = await pulumi(project, {}, "stack", "export");
  expect(state).toContain("pulumi:providers:alexa");
  expect(state).not.toContain(accessToken);
}, 60_000);

test("a token in the configuration that was worth nothing any more is replaced by the next up", async () => {
  const project = projects.plugin;
  const addresses = { endpoint: amazon.url, authEndpoint: amazon.url };
  await simulator.change("looked-at", { status: "RUNNING" });
  const old = await issueToken();
  await configure(project, "secret", { accessToken: old, ...addresses });
  // A look leaves the provider in the state, and no resource that is read with it before the program.
  project.write(`alexa.getSkillBetaTest({ skillId: "looked-at" });`);
  await up(project);
  expect(amazon.tokensFor("looked-at")).toEqual([old]);

  await simulator.expireTokens();
  const renewed = await issueToken();
  await configure(project, "secret", { accessToken: renewed, ...addresses });
  project.write(declare("after-expiry"));
  expect(await pulumi(project, {}, "preview")).toContain("will be created and started");
  await up(project);
  expect(amazon.tokensFor("after-expiry")).toEqual([renewed]);
}, 60_000);
