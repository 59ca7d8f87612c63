/**
 * Checks a packed pulumi-alexa the way its users meet it: `checkPackage.mts TARBALL [FOLDER]` looks at what is in it,
 * installs it into FOLDER, or else into an empty project, and uses every entry. TypeScript programs in FOLDER are
 * type-checked, too.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { run } from "./run.mts";

interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string>;
  typesVersions: { "*": Record<string, string[]> };
  bin: Record<string, string>;
}

const root = join(import.meta.dirname, "..");
const [tarballArgument, folderArgument] = process.argv.slice(2);
if (!tarballArgument) throw new Error("usage: checkPackage.mts TARBALL [FOLDER]");
const tarball = resolve(tarballArgument);
const folder = resolve(folderArgument ?? mkdtempSync(join(tmpdir(), "pulumi-alexa-package-")));
const manifest: Manifest = JSON.parse(run("tar", ["-xzOf", tarball, "package/package.json"]));
const entries = Object.keys(manifest.exports)
  .filter((entry) => entry !== "./package.json")
  .map((entry) => manifest.name + entry.slice(1));

try {
  checkContents();
  install();
  checkModules();
  checkTypes();
  await checkExecutables();
  console.log(
    `package: ${manifest.name} ${manifest.version} installs, and every entry of it works`,
  );
} catch (error) {
  console.error(`package: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  if (!folderArgument) rmSync(folder, { recursive: true, force: true });
}

function checkContents(): void {
  const belongs = [
    /^(package\.json|LICENSE|(README|CHANGELOG|CONTRIBUTING)\.md)$/,
    /^docs\/.*\.(md|svg|webp)$/,
    /^(docs\/)?examples\/.*\.(ts|js|py|go|java|cs|ya?ml|json|mod|xml|csproj|csv|md)$/,
    /^dist\/LICENSES\.txt$/,
    /^dist\/(cli|provider|sdk|simulator)\/.*\.(js|d\.ts)$/,
  ];
  const modules = Object.values(manifest.exports).map((path) => path.slice(2));
  const needed = [
    ...["package.json", "README.md", "LICENSE", "CHANGELOG.md", "dist/LICENSES.txt"],
    // Loaded only when somebody looks at it, so no entry would miss it.
    "dist/simulator/page/index.js",
    ...modules,
    ...modules.map((path) => path.replace(/\.js$/, ".d.ts")),
    ...Object.values(manifest.typesVersions["*"]).flat(),
    ...Object.values(manifest.bin),
  ];
  const files = run("tar", ["-tzf", tarball])
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));
  const missing = [...new Set(needed)].filter((path) => !files.includes(path));
  if (missing.length > 0) throw new Error(`missing in the tarball: ${missing.join(", ")}`);
  const foreign = files.filter((path) => !belongs.some((pattern) => pattern.test(path)));
  if (foreign.length > 0) throw new Error(`not meant for the tarball: ${foreign.join(", ")}`);
  checkLinks(files);
}

/** A page may link to what is packed, too, and to a folder of it. */
function checkLinks(files: readonly string[]): void {
  const exists = (path: string) =>
    files.some((file) => file === path || file.startsWith(`${path}/`));
  for (const page of files.filter((file) => file.endsWith(".md"))) {
    const text = run("tar", ["-xzOf", tarball, `package/${page}`]);
    const links = [...text.matchAll(/(?:\]\(|(?:src|srcset)=")(?!\w+:|#)([^)#"]+)/g)].map(
      ([, link = ""]) => link,
    );
    const dead = links.filter((link) => !exists(join(dirname(page), link)));
    if (dead.length > 0) throw new Error(`${page} links to what is not packed: ${dead.join(", ")}`);
  }
}

function install(): void {
  mkdirSync(folder, { recursive: true });
  const own = join(folder, "package.json");
  if (!existsSync(own)) writeFileSync(own, JSON.stringify({ private: true }));
  const options = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  run("npm", ["install", ...options, tarball], { cwd: folder });
}

/** An ES module has to find every name that CommonJS has. */
function checkModules(): void {
  const script = `
    for (const entry of ${JSON.stringify(entries)}) {
      const names = Object.keys(require(entry));
      import(entry).then((module) => {
        const missing = names.filter((name) => !(name in module));
        if (names.length === 0 || missing.length > 0) throw new Error(entry + " lacks " + missing);
      });
    }`;
  run("node", ["-e", script], { cwd: folder });
  const maps = globSync("**/*.js", { cwd: installed("dist") }).filter((file) =>
    readFileSync(join(installed("dist"), file), "utf8").includes("sourceMappingURL"),
  );
  if (maps.length > 0) throw new Error(`source maps that are not packed: ${maps.join(", ")}`);
}

/** Under both of TypeScript's resolutions, as in a program of `pulumi new`: the libraries' declarations are checked, too. */
function checkTypes(): void {
  const tsc = join(root, "node_modules/.bin/tsc");
  const flags = ["--noEmit", "--strict", "--target", "es2020", "--types", "node"];
  const typeRoots = ["--typeRoots", join(root, "node_modules/@types")];
  const programs = globSync("*.ts", { cwd: folder });
  const own = join(folder, "check-types");
  const text = entries.map((entry) => `export * as "${entry}" from "${entry}";\n`).join("");
  const check = (module: string, resolution: string, extensions: string[]) => {
    const files = extensions.map((extension) => join(own, `${resolution}.${extension}`));
    for (const file of files) writeFileSync(file, text);
    const how = ["--module", module, "--moduleResolution", resolution];
    run(tsc, [...flags, ...typeRoots, ...how, ...files, ...programs], { cwd: folder });
  };

  mkdirSync(own);
  try {
    check("commonjs", "node10", ["ts"]);
    check("nodenext", "nodenext", ["ts", "mts"]);
  } finally {
    rmSync(own, { recursive: true });
  }
}

async function checkExecutables(): Promise<void> {
  for (const file of [...Object.values(manifest.bin), "dist/provider/main.js"]) {
    if ((statSync(installed(file)).mode & 0o111) === 0)
      throw new Error(`${file} is not executable`);
    if (!readFileSync(installed(file), "utf8").startsWith("#!/usr/bin/env node\n")) {
      throw new Error(`${file} has no shebang`);
    }
  }
  const executables = Object.keys(manifest.bin).map((name) =>
    join(folder, "node_modules/.bin", name),
  );
  const home = join(folder, "home");
  run(executables[0] as string, ["install"], { cwd: folder, environment: { PULUMI_HOME: home } });
  const plugin = join(home, `plugins/resource-alexa-v${manifest.version}/pulumi-resource-alexa`);
  for (const executable of [...executables, plugin]) {
    const help = run(executable, ["--help"], { cwd: folder });
    if (!help.includes(basename(executable))) throw new Error(`${executable} --help says\n${help}`);
    const version = run(executable, ["--version"], { cwd: folder }).trim();
    if (version !== manifest.version) throw new Error(`${executable} --version says ${version}`);
  }

  const running = spawn(plugin, { cwd: folder, timeout: 30_000 });
  const lines = createInterface({ input: running.stdout });
  const [line] = await Promise.race([once(lines, "line"), once(lines, "close")]);
  running.kill();
  if (!/^\d+$/.test(line ?? ""))
    throw new Error(`pulumi-resource-alexa prints ${line}, not a port`);
}

function installed(path: string): string {
  return join(folder, "node_modules", manifest.name, path);
}
