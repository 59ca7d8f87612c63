/** The plugin as `make plugin` packs it, installed by Pulumi and run where there is no Node.js. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { downloadLimit, run } from "../helpers/command";
import { filesUnder, pulumiBin, pulumiEnvironment } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
const skillId = "amzn1.ask.skill.standalone";
const program = `name: test
runtime: yaml
resources:
  beta:
    type: alexa:SkillBetaTest
    properties:
      skillId: ${skillId}
      testers:
        fn::secret: [canary@example.com]
outputs:
  status: \${beta.status}
`;
/** With the CLI and its language hosts alone. */
const path = { PATH: pulumiBin() };

/** The same, as the SDK of a release declares it that has an address. */
const downloading = (url: string) =>
  program.replace(
    "    properties:",
    `    options: { version: ${version}, pluginDownloadURL: "${url}" }\n    properties:`,
  );

const isHere = process.platform === "linux" && process.arch === "x64";
const testHere = (name: string, body: () => Promise<void>, timeout: number) =>
  (isHere ? test : test.skip)(
    isHere ? name : `${name} (it is built and run on Linux and x64 alone)`,
    body,
    timeout,
  );
let archives: string;
let simulator: TestSimulator;
let folder: string;

beforeAll(async () => {
  if (!isHere) return;
  archives = mkdtempSync(join(tmpdir(), "pulumi-alexa-archives-"));
  await run(process.execPath, ["tools/plugin.mts", archives, "linux-amd64"], { cwd: root });
}, downloadLimit);
afterAll(() => isHere && rmSync(archives, { recursive: true, force: true }));

beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-standalone-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

/** Runs the CLI, whose home has no plugin yet, on the project. */
async function createProject(text = program) {
  const cwd = join(folder, "project");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "Pulumi.yaml"), text);
  const home = { PULUMI_HOME: join(folder, "home") };
  const env = { ...pulumiEnvironment(cwd), ...environmentFor(simulator.url), ...home, ...path };
  const pulumi = (...args: string[]) => run("pulumi", [...args, "--non-interactive"], { cwd, env });
  const withToken = (ASK_ACCESS_TOKEN: string, ...args: string[]) =>
    run("pulumi", [...args, "--non-interactive"], { cwd, env: { ...env, ASK_ACCESS_TOKEN } });
  return { cwd, pulumi, withToken };
}

const archive = `pulumi-resource-alexa-v${version}-linux-amd64.tar.gz`;

testHere(
  "the standalone plugin goes through a life in YAML, without Node.js and without a word about it",
  async () => {
    expect(spawnSync("node", ["--version"], { env: path }).error).toMatchObject({ code: "ENOENT" });
    const { cwd, pulumi, withToken } = await createProject();
    const file = join(archives, archive);
    await pulumi("plugin", "install", "resource", "alexa", version, "--file", file);
    await pulumi("stack", "init", "test");
    expect(await pulumi("preview")).toContain("created and started; 1 tester will be invited");
    await expect(withToken("Atza|wrong", "up", "--yes", "--skip-preview")).rejects.toThrow(
      /failed: GET .* returned 401.*alexa:accessToken or ASK_ACCESS_TOKEN/s,
    );
    expect(await simulator.mails()).toEqual([]);

    await pulumi("up", "--yes", "--skip-preview");
    expect(await pulumi("stack", "output", "status")).toContain("RUNNING");
    expect(await simulator.skill(skillId)).toMatchObject({ testers: ["canary@example.com"] });
    expect(filesUnder(join(cwd, ".pulumi"))).not.toContain("canary");
    await simulator.change(skillId, { status: "ENDED" });
    expect(await pulumi("preview", "--diff")).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);
    await pulumi("up", "--yes", "--skip-preview");
    expect(await pulumi("preview", "--expect-no-changes")).toContain("2 unchanged");
    await pulumi("destroy", "--yes", "--skip-preview");
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });

    const installed = join(folder, `home/plugins/resource-alexa-v${version}`);
    expect(readdirSync(installed).sort()).toEqual([
      "LICENSE",
      "LICENSES.txt",
      "README.md",
      "pulumi-resource-alexa",
    ]);
  },
  120_000,
);

testHere(
  "where a release has an address, Pulumi downloads the plugin by itself, also for a destroy on another machine",
  async () => {
    const server = createServer((request, response) => {
      if (request.url === `/${archive}`) response.end(readFileSync(join(archives, archive)));
      else response.writeHead(404).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const { pulumi } = await createProject(downloading(`http://127.0.0.1:${port}`));
      await pulumi("stack", "init", "test");
      await pulumi("up", "--yes", "--skip-preview");
      expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
      rmSync(join(folder, "home/plugins"), { recursive: true });
      await pulumi("destroy", "--yes", "--skip-preview");
      expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    } finally {
      server.close();
    }
  },
  120_000,
);
