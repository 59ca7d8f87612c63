/** A Pulumi project of the test's own, run by the real engine against the test's simulator. */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  type DestroyOptions,
  LocalWorkspace,
  type OutputMap,
  type PreviewOptions,
  PulumiCommand,
  type Stack,
  type UpdateSummary,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { installPlugin } from "../../cli/install";
import { devDependencies } from "../../package.json";
import { run } from "./command";

const root = resolve(__dirname, "../..");

/** Where `make` put the Pulumi CLI. */
export function pulumiHome(): string {
  const { PULUMI_HOME } = process.env;
  if (!PULUMI_HOME) throw new Error("PULUMI_HOME is not set: run the tests by `make test`.");
  return PULUMI_HOME;
}

export function pulumiBin(): string {
  return join(pulumiHome(), "versions", devDependencies.pulumi, "bin");
}

/** A home of Pulumi's own in `folder`: with the CLI that `make` installed, and without any plugin. */
export function emptyPulumiHome(folder: string): string {
  mkdirSync(folder);
  symlinkSync(join(pulumiHome(), "versions"), join(folder, "versions"));
  return folder;
}

/** The same, with the plugin of this checkout as `npx pulumi-alexa install` installs it. */
export function pulumiHomeWithPlugin(folder: string): string {
  const home = emptyPulumiHome(folder);
  const plugin = join(root, "dist/provider");
  installPlugin({ plugin, home, force: false, platform: process.platform });
  return home;
}

/** What the engine is run with: nothing of the machine's own credentials, and a backend in the folder. */
export function pulumiEnvironment(folder: string): Record<string, string> {
  // The Automation API adds to the environment of this process: what must not be there is emptied.
  const foreign = Object.keys(process.env).filter((name) => /^(ASK_|PULUMI_|NODE_ENV)/.test(name));
  return {
    ...Object.fromEntries(foreign.map((name) => [name, ""])),
    HOME: folder,
    PATH: [join(root, "node_modules", ".bin"), pulumiBin(), process.env.PATH].join(":"),
    PULUMI_HOME: pulumiHome(),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Every run loads the same modules, in the program and in the provider.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compile"),
  };
}

export interface Run {
  /** All that the CLI printed. */
  readonly output: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many resources were created, updated, and so on. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface Project {
  readonly folder: string;
  readonly stack: Stack;
  /** The program's text; `alexa` and `pulumi` are imported. */
  write(program: string): void;
  up(options?: UpOptions): Promise<Run>;
  preview(options?: PreviewOptions): Promise<Run>;
  refresh(): Promise<Run>;
  destroy(options?: DestroyOptions): Promise<Run>;
  /** The CLI itself, for what the Automation API does not have. */
  pulumi(...args: string[]): Promise<string>;
  /** What a run that must fail printed. */
  failing(run: () => Promise<Run>): Promise<string>;
  /** The state as the backend keeps it. */
  state(): Promise<State>;
  /** Every file of the backend: states, histories and backups, as they lie on the disk. */
  backendText(): string;
  /** All that was printed so far. */
  transcript(): string;
  remove(): Promise<void>;
}

/** Copies an example out of the repository, without what running it there left behind. */
export function copyExample(name: string, folder: string): void {
  const isOwn = (path: string) => !/[\\/](node_modules|venv)$/.test(path);
  cpSync(join(root, "examples", name), folder, { recursive: true, filter: isOwn });
}

/** Not the checkout itself, all of whose folders Pulumi would search for plugins in every run. */
export function linkPackage(modules: string): void {
  const folder = join(modules, "pulumi-alexa");
  mkdirSync(folder);
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "dist"), join(folder, "dist"));
}

/** What the tests of the plugin run; TEST_PLUGIN names another build of it, such as the standalone executable. */
const pluginExecutable = resolve(root, process.env.TEST_PLUGIN ?? "dist/provider/main.js");

/** Puts the plugin into `folder` as npm would, and says so in the words of Pulumi.yaml. */
export function pluginsEntry(folder: string): string {
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(pluginExecutable, join(bin, "pulumi-resource-alexa"));
  return "plugins:\n  providers:\n    - name: alexa\n      path: node_modules/.bin\n";
}

export interface State {
  readonly resource: {
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
    initErrors?: string[];
  };
}

/** The text of all of them. */
export function filesUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

function readJson(...path: string[]) {
  return JSON.parse(readFileSync(join(...path), "utf8"));
}

/** The stack's outputs; a secret one would stand here as its ciphertext. */
function outputsIn(folder: string): OutputMap {
  const { checkpoint } = readJson(folder, ".pulumi/stacks/test/test.json");
  const resources: { type: string; outputs?: object }[] = checkpoint.latest?.resources ?? [];
  const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
  const values = Object.entries(outputs).map(([name, value]) => [name, { value, secret: false }]);
  return Object.fromEntries(values);
}

function lastUpdateIn(folder: string): UpdateSummary {
  const history = join(folder, ".pulumi/history/test/test");
  const updates = readdirSync(history).filter((name) => name.endsWith(".history.json"));
  return readJson(history, updates.sort().at(-1) as string);
}

/** `alexa` in the program is the dynamic resource, or the same through the plugin. */
export type FrontEnd = "dynamic" | "plugin";

export async function createProject(
  environment: Record<string, string>,
  frontEnd: FrontEnd = "dynamic",
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-"));
  mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
  linkPackage(join(folder, "node_modules"));
  symlinkSync(
    join(root, "node_modules/@pulumi/pulumi"),
    join(folder, "node_modules/@pulumi/pulumi"),
  );
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n${pluginsEntry(folder)}`,
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "test", main: "index.js" }));

  const envVars = { ...pulumiEnvironment(folder), ...environment };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "test", workDir: folder },
    {
      envVars,
      pulumiHome: pulumiHome(),
      pulumiCommand: await PulumiCommand.get({ root: resolve(pulumiBin(), "..") }),
    },
  );

  // The Automation API starts the CLI three times after each run to ask for these: here they lie on the disk.
  stack.outputs = async () => outputsIn(folder);
  stack.info = async () => lastUpdateIn(folder);

  let transcript = "";
  const onOutput = (text: string) => {
    transcript += text;
  };
  const onError = onOutput;

  return {
    folder,
    stack,
    transcript: () => transcript,
    write(program) {
      const from = frontEnd === "plugin" ? "pulumi-alexa/plugin" : "pulumi-alexa";
      const imports = `const alexa = require("${from}");\nconst pulumi = require("@pulumi/pulumi");\n`;
      writeFileSync(join(folder, "index.js"), imports + program);
    },
    async up(options = {}) {
      const { stdout, stderr, summary, outputs } = await stack.up({
        onOutput,
        onError,
        ...options,
      });
      const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
      return {
        output: stdout + stderr,
        outputs: Object.fromEntries(values),
        changes: summary.resourceChanges ?? {},
      };
    },
    async preview(options = {}) {
      const { stdout, stderr, changeSummary } = await stack.preview({
        onOutput,
        onError,
        diff: true,
        ...options,
      });
      return { output: stdout + stderr, outputs: {}, changes: changeSummary };
    },
    async refresh() {
      const { stdout, stderr, summary } = await stack.refresh({ onOutput, onError });
      return { output: stdout + stderr, outputs: {}, changes: summary.resourceChanges ?? {} };
    },
    async destroy(options = {}) {
      const { stdout, stderr, summary } = await stack.destroy({ onOutput, onError, ...options });
      return { output: stdout + stderr, outputs: {}, changes: summary.resourceChanges ?? {} };
    },
    pulumi: (...args) =>
      run("pulumi", [...args, "--non-interactive", "--stack", "test"], {
        cwd: folder,
        env: envVars,
      }),
    async failing(run) {
      const before = transcript.length;
      await expect(run()).rejects.toThrow();
      return transcript.slice(before);
    },
    async state() {
      const { deployment } = await stack.exportStack();
      const resource = deployment.resources?.find(({ type }: { type: string }) =>
        type.endsWith("SkillBetaTest"),
      );
      return { resource };
    },
    backendText: () => filesUnder(join(folder, ".pulumi")),
    async remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
