/** The examples of the plugin, each in its language: a new one is a folder in examples/ and a row of this table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadLimit } from "../helpers/command";
import {
  goTools,
  installGoSdk,
  installJavaSdk,
  installPythonSdk,
  isRunnable,
  javaTools,
  linkNodePackages,
  pulumiIn,
  pythonTools,
} from "../helpers/languages";
import { copyExample, pulumiHomeWithPlugin } from "../helpers/project";
import { environmentFor, startTestSimulator, type TestSimulator } from "../helpers/simulator";

interface Example {
  readonly folder: string;
  readonly program: string;
  /** Commands that succeed where the language can run; elsewhere its test is skipped. */
  readonly needs?: readonly (readonly string[])[];
  /** Installs what the program imports. The plugin is there already. */
  readonly install?: (project: string) => Promise<void>;
}

const examples: readonly Example[] = [
  { folder: "plugin", program: "index.ts", install: linkNodePackages },
  { folder: "python", program: "__main__.py", install: installPythonSdk, needs: pythonTools },
  { folder: "go", program: "main.go", install: installGoSdk, needs: goTools },
  {
    folder: "java",
    program: "src/main/java/betatest/App.java",
    install: installJavaSdk,
    needs: javaTools,
  },
  { folder: "yaml", program: "Pulumi.yaml" },
];

const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
let simulator: TestSimulator;
let project: string;
beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  project = mkdtempSync(join(tmpdir(), "pulumi-alexa-language-"));
});
afterEach(async () => {
  rmSync(project, { recursive: true, force: true });
  await simulator.close();
});

/** The example as a user has it, and the plugin where Pulumi looks for it. */
function copyOut(folder: string) {
  copyExample(folder, project);
  const home = pulumiHomeWithPlugin(join(project, "pulumi-home"));
  return pulumiIn(project, home, environmentFor(simulator.url));
}

test.each(examples.filter(({ folder, needs }) => isRunnable(`examples/${folder}`, needs)))(
  "the program in examples/$folder goes through its life",
  async ({ folder, program, install }) => {
    const pulumi = copyOut(folder);
    await install?.(project);
    await pulumi("stack", "init", "test");
    expect(await pulumi("preview")).toContain(
      "will be created and started; 1 tester will be invited",
    );
    await pulumi("up", "--skip-preview", "--yes");
    expect(await pulumi("stack", "output", "invitationUrl")).toMatch(/^https:/);
    expect(await pulumi("up", "--skip-preview", "--yes")).toContain("2 unchanged");
    edit(program, "ada@example.com", "grace@example.com");
    await pulumi("up", "--skip-preview", "--yes");
    expect(await simulator.mails()).toEqual([
      "invitation ada@example.com",
      "invitation grace@example.com",
      "access end ada@example.com",
    ]);
    await simulator.change(skillId, { status: "ENDED" });
    expect(await pulumi("preview", "--diff")).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);
    await pulumi("destroy", "--skip-preview", "--yes");
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  },
  downloadLimit,
);

function edit(program: string, from: string, to: string): void {
  const file = join(project, program);
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

test("the program that an import writes says what is there", async () => {
  const pulumi = copyOut("yaml");
  await simulator.change(skillId, { status: "RUNNING", testers: ["ada@example.com"] });
  await pulumi("stack", "init", "test");
  const written = await pulumi(
    "import",
    "alexa:index:SkillBetaTest",
    "beta",
    skillId,
    "--yes",
    "--protect=false",
  );
  expect(written).toMatch(/type: alexa:SkillBetaTest/);
  expect(written).toMatch(/- ada@example.com/);
  expect(await pulumi("up", "--yes")).toContain("2 unchanged");
}, 60_000);
