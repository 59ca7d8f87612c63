/** The plugin as `make plugin` packs it, installed by Pulumi and run where there is no Node.js. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { version } from "../../package.json";
import { run } from "../helpers/command";
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

const isHere = process.platform === "linux" && process.arch === "x64";
const life =
  "the standalone plugin goes through a life in YAML, without Node.js and without a word about it";
let simulator: TestSimulator;
let folder: string;

beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-standalone-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

/** Runs the CLI, whose home has no plugin yet, on the project. */
async function createProject() {
  const cwd = join(folder, "project");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "Pulumi.yaml"), program);
  const home = { PULUMI_HOME: join(folder, "home") };
  const env = { ...pulumiEnvironment(cwd), ...environmentFor(simulator.url), ...home, ...path };
  const pulumi = (...args: string[]) => run("pulumi", [...args, "--non-interactive"], { cwd, env });
  const withToken = (ASK_ACCESS_TOKEN: string, ...args: string[]) =>
    run("pulumi", [...args, "--non-interactive"], { cwd, env: { ...env, ASK_ACCESS_TOKEN } });
  return { cwd, pulumi, withToken };
}

async function buildArchive(): Promise<string> {
  await run(process.execPath, ["tools/plugin.mts", folder, "linux-amd64"], { cwd: root });
  return join(folder, `pulumi-resource-alexa-v${version}-linux-amd64.tar.gz`);
}

(isHere ? test : test.skip)(
  isHere ? life : `${life} (it is built and run on Linux and x64 alone)`,
  async () => {
    expect(spawnSync("node", ["--version"], { env: path }).error).toMatchObject({ code: "ENOENT" });
    const { cwd, pulumi, withToken } = await createProject();
    const archive = await buildArchive();
    await pulumi("plugin", "install", "resource", "alexa", version, "--file", archive);
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
