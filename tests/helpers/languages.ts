/** What programs in each language need beside Pulumi: their tools, and the SDKs of this checkout. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packArchive, packJava } from "../../tools/sdks.mts";
import { run } from "./command";
import { linkPackage, pulumiEnvironment } from "./project";
import { copy, shared } from "./shared";

const root = resolve(__dirname, "../..");

export const pythonTools = [["python3", "-m", "venv", "--help"]];
export const goTools = [["go", "version"]];
export const javaTools = [
  ["javac", "-version"],
  ["mvn", "--version"],
];

/** Whether these commands succeed; otherwise `what` is said to be skipped. */
export function isRunnable(what: string, needs: readonly (readonly string[])[] = []): boolean {
  const missing = needs.find(([command = "", ...args]) => spawnSync(command, args).status !== 0);
  if (missing) process.stdout.write(`${what} is skipped: ${missing[0]} is missing here\n`);
  return !missing;
}

/**
 * Runs Pulumi's commands in the folder, whose programs find what the functions below installed beside `installed`.
 *
 * @param home Pulumi's, with the plugin.
 */
export function pulumiIn(
  folder: string,
  home: string,
  environment: Record<string, string>,
  installed: string = folder,
) {
  const own = { ...environment, ...goEnvironment(), PULUMI_HOME: home };
  const env: Record<string, string> = { ...pulumiEnvironment(folder), ...own };
  // The Python host that is built from Go modules is too old for Pulumi.yaml's `virtualenv`.
  env.PATH = `${join(installed, "venv/bin")}:${env.PATH}`;
  return (...args: string[]) => run("pulumi", [...args, "--non-interactive"], { cwd: folder, env });
}

/** Go's caches, whose places follow from the home folder, that a test has of its own; and quicker links. */
export function goEnvironment(): Record<string, string> {
  const { status, stdout } = spawnSync("go", ["env", "-json", "GOCACHE", "GOMODCACHE"]);
  return { ...(status === 0 && JSON.parse(stdout.toString())), GOFLAGS: "-ldflags=-s" };
}

export async function linkNodePackages(project: string): Promise<void> {
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  linkPackage(modules);
  for (const dependency of ["@pulumi/pulumi", "typescript", "@types"]) {
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency));
  }
}

// As a user installs them, from the files of a release.

export async function installPythonSdk(project: string): Promise<void> {
  await copy(await pythonEnvironment(), join(project, "venv"));
  const sdk = packArchive("python", project);
  await pip(join(project, "venv"), "--no-deps", "--no-build-isolation", sdk);
}

export async function installGoSdk(project: string): Promise<void> {
  await run("tar", ["-xzf", packArchive("go", project)], { cwd: project });
  await run("go", ["mod", "tidy"], { cwd: project });
}

/** Into a Maven repository of the project's own, beside what all projects download only once. */
export async function installJavaSdk(project: string): Promise<void> {
  await copy(await mavenRepository(), join(project, "m2"));
  mkdirSync(join(project, ".mvn"));
  writeFileSync(join(project, ".mvn/maven.config"), "--offline\n-Dmaven.repo.local=m2\n");
  writeFileSync(join(project, ".mvn/jvm.config"), "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n");
  const local = ["--offline", `-Dmaven.repo.local=${join(project, "m2")}`];
  const [jar, pom, sources] = packJava(project, local);
  const files = [`-Dfile=${jar}`, `-DpomFile=${pom}`, `-Dsources=${sources}`];
  await run("mvn", ["install:install-file", ...files], { cwd: project });
}

/** A virtual environment with all that the SDK needs, without the SDK itself. */
function pythonEnvironment(): Promise<string> {
  const manifest = readFileSync(join(root, "sdk/python/pyproject.toml"), "utf8");
  const [, list = ""] = /^ *dependencies = (\[.*\])$/m.exec(manifest) ?? [];
  const needed: string[] = [...JSON.parse(list), "setuptools", "wheel"];
  return shared("venv", needed.join(), async (venv) => {
    await run("python3", ["-m", "venv", venv], { cwd: root });
    await pip(venv, ...needed);
  });
}

function pip(venv: string, ...packages: string[]): Promise<string> {
  // Not bin/pip, which has the place that the environment was made at.
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  return run(join(venv, "bin/python"), install, { cwd: venv });
}

/** Maven's downloads for the SDK and for programs, without the SDK itself. */
function mavenRepository(): Promise<string> {
  // `help` makes Maven download a plugin.
  const goals = ["install:help", "exec:help", "dependency:help"];
  const pom = readFileSync(join(root, "sdk/java/pom.xml"), "utf8");
  return shared("m2", pom + goals, async (repository) => {
    packJava(join(repository, ".."), [`-Dmaven.repo.local=${repository}`, ...goals]);
  });
}
