/** Installs the Pulumi CLI and the hosts of some languages into PULUMI_HOME: `install.mts LANGUAGE...`; see README.md. */
import { spawn, spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const root = join(here, "../..");
const home = process.env.PULUMI_HOME;
if (!home) throw new Error("PULUMI_HOME is not set: run this by `make`.");

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const version: string = manifest.devDependencies.pulumi;
const bin = join(home, "versions", version, "bin");
/** Without these, the host of a language could run nothing. */
const tools: Record<string, string[]> = { python: ["python3"], java: ["java", "mvn"] };
const languages = process.argv.slice(2).filter((it) => (tools[it] ?? []).every(isOnPath));
const pythonExec = "pulumi-language-python-exec";
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const executables = [
  "pulumi",
  dynamicProvider,
  ...languages.map(hostOf),
  ...(languages.includes("python") ? [pythonExec] : []),
];

if (!isComplete()) {
  mkdirSync(bin, { recursive: true });
  await withProgress(`downloading the Pulumi CLI ${version}`, download);
  if (!isComplete()) await build();
}

function isComplete(): boolean {
  return executables.every(isInstalled);
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => isIn(folder, name));
}

function isInstalled(name: string): boolean {
  return isIn(bin, name);
}

function isIn(folder: string, name: string): boolean {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs Pulumi's official launcher, which downloads the release. Whether it could is for `isComplete` to say. */
async function download(): Promise<void> {
  await run(join(root, "node_modules", ".bin", "pulumi"), ["version"], here);
}

async function build(): Promise<void> {
  console.log("engine: cannot reach Pulumi's downloads; building the CLI from Go modules instead");
  if (spawnSync("go", ["version"]).status !== 0) {
    fail("Go is missing: install Go 1.25 or newer, or allow access to Pulumi's downloads");
  }
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await buildPart("pulumi", "cli", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", flags);
  copyFileSync(join(here, dynamicProvider), join(bin, dynamicProvider));
  for (const language of languages) await buildHost(language);
  if (languages.includes("python")) await copyPythonExec();
}

function hostOf(language: string): string {
  return `pulumi-language-${language}`;
}

async function buildHost(language: string): Promise<void> {
  const host = hostOf(language);
  const modules: Record<string, [folder: string, module: string]> = {
    go: ["go", `github.com/pulumi/pulumi/sdk/v3/go/${host}`],
    java: ["languages", `github.com/pulumi/pulumi-java/pkg/cmd/${host}`],
    yaml: ["languages", `github.com/pulumi/pulumi-yaml/cmd/${host}`],
  };
  const inSdk = `github.com/pulumi/pulumi/sdk/v3/${language}/cmd/${host}`;
  const [folder, module] = modules[language] ?? ["hosts", inSdk];
  await buildPart(host, folder, module, "-s -w");
}

/** The old host runs programs with this script, here from the current SDK. */
async function copyPythonExec(): Promise<void> {
  const list = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const { output } = await run("go", list, join(here, "cli"));
  copyFileSync(join(output.trim(), "python/cmd", pythonExec), join(bin, pythonExec));
  chmodSync(join(bin, pythonExec), 0o755);
}

async function buildPart(
  name: string,
  folder: string,
  module: string,
  ldflags: string,
): Promise<void> {
  if (isInstalled(name)) return;
  const draft = join(bin, `.${name}.${process.pid}`);
  const args = ["build", "-v", "-trimpath", "-ldflags", ldflags, "-o", draft, module];
  const modules = join(here, folder);
  let built = 0;
  const { status, output } = await withProgress(
    `building ${name} (a few minutes, the first time only)`,
    async (say) => {
      say("getting its modules");
      const { output: needed } = await run("go", ["list", "-deps", module], modules);
      const all = needed.trim().split("\n").length;
      return run("go", args, modules, (line) => {
        // A package that the cache has is not named.
        if (/^[\w.-]+(\/\S+)*$/.test(line)) say(`${++built} of at most ${all} packages`);
      });
    },
  );
  if (status !== 0) fail(`go build of ${name} failed:\n${output}`);
  renameSync(draft, join(bin, name));
}

function run(
  command: string,
  args: string[],
  cwd: string,
  onLine: (line: string) => void = () => {},
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    createInterface(child.stderr).on("line", onLine);
    child.on("error", (error) => resolve({ status: null, output: error.message }));
    child.on("close", (status) => resolve({ status, output }));
  });
}

async function withProgress<T>(
  what: string,
  work: (say: (how: string) => void) => Promise<T>,
): Promise<T> {
  const startedAt = Date.now();
  let far = "";
  console.log(`engine: ${what}`);
  const ticker = setInterval(() => {
    console.log(`engine: still ${what}, ${Math.round((Date.now() - startedAt) / 1000)} s${far}`);
  }, 20_000);
  try {
    return await work((how) => {
      far = `: ${how}`;
    });
  } finally {
    clearInterval(ticker);
  }
}

function fail(message: string): never {
  console.error(`engine: ${message}`);
  process.exit(1);
}
