/** The packed package with the lowest @pulumi/pulumi that it allows, and with the newest. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dependencies } from "../../package.json";
import { downloadLimit, run } from "../helpers/command";
import { pack } from "../helpers/package";
import { emptyPulumiHome, pulumiEnvironment } from "../helpers/project";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

const lowest = dependencies["@pulumi/pulumi"].replace(/^\^/, "");
const skillId = "amzn1.ask.skill.versions";
const token = "Atza|only-in-the-configuration";

let simulator: TestSimulator;
let folder: string;
let tarball: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  await simulator.ask("POST", "/tokens", { accessToken: token });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-versions-"));
  tarball = await pack(folder);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
});

/** An empty project that installs this version and then the package. */
async function install(wanted: string) {
  const project = mkdtempSync(join(folder, "project-"));
  const pulumi = `@pulumi/pulumi@${wanted}`;
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true }));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", "--loglevel=error", ...options, pulumi, tarball], { cwd: project });
  const listed = await run("npm", ["ls", "--all", "--parseable", "@pulumi/pulumi"], {
    cwd: project,
  });
  const copies = listed.split("\n").filter((line) => line.includes("@pulumi/pulumi"));
  const [copy = ""] = copies;
  const { version } = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
  return { project, copies, version };
}

/** A unit test as Pulumi's documentation writes it. */
const mocked = `const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({ id: name, state: { ...inputs, status: "RUNNING" } }),
  call: ({ inputs }) => ({ ...inputs, status: "ENDED" }),
});
const dynamic = require("pulumi-alexa");
const plugin = require("pulumi-alexa/plugin");
const args = { skillId: "a", testers: ["ada@example.com"] };
const read = plugin.getSkillBetaTestOutput({ skillId: "a" });
pulumi
  .all([new dynamic.SkillBetaTest("x", args), new plugin.SkillBetaTest("y", args), read])
  .apply(([x, y, { status }]) => pulumi.all([x.status, y.status, y.testers, status]))
  .apply((values) => console.log(JSON.stringify(values)));
`;

test.each([
  ["lowest", lowest],
  ["newest", "latest"],
])(
  "with the %s @pulumi/pulumi, both front ends run under mocks and the engine, and no secret is in the state",
  async (_, wanted) => {
    const { project, copies, version } = await install(wanted);
    expect(copies).toHaveLength(1);
    if (wanted !== "latest") expect(version).toBe(wanted);

    writeFileSync(join(project, "mocked.js"), mocked);
    expect(await run("node", ["mocked.js"], { cwd: project })).toBe(
      '["RUNNING","RUNNING",["ada@example.com"],"ENDED"]\n',
    );

    writeFileSync(join(project, "Pulumi.yaml"), "name: versions\nruntime: nodejs\n");
    const home = emptyPulumiHome(join(project, "home"));
    const env = { ...pulumiEnvironment(project), PULUMI_HOME: home };
    const pulumi = (...args: string[]) =>
      run("pulumi", [...args, "--non-interactive"], { cwd: project, env });
    await run("npx", ["pulumi-alexa", "install"], { cwd: project, env });
    for (const from of ["pulumi-alexa", "pulumi-alexa/plugin"]) {
      const program = `const { SkillBetaTest } = require("${from}");
        const testers = ["ada@example.com"];
        exports.status = new SkillBetaTest("beta", { skillId: "${skillId}", testers }).status;`;
      writeFileSync(join(project, "index.js"), program);
      const stack = from.replace("/", "-");
      await pulumi("stack", "init", stack);
      await pulumi("config", "set", "alexa:endpoint", simulator.url);
      await pulumi("config", "set", "--secret", "alexa:accessToken", token);
      expect(await pulumi("preview")).toContain("1 tester will be invited");
      await pulumi("up", "--yes", "--skip-preview");
      expect(await pulumi("stack", "output", "status")).toBe("RUNNING\n");
      expect(await pulumi("up", "--yes", "--skip-preview")).toContain("2 unchanged");
      const state = readFileSync(join(project, `.pulumi/stacks/versions/${stack}.json`), "utf8");
      expect(state).toContain(skillId);
      expect(state).not.toContain(token);
      await pulumi("destroy", "--yes", "--skip-preview");
      expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    }
  },
  downloadLimit,
);
