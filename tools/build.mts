/**
 * Builds dist/: every entry of the package as one file that holds the libraries it needs, with its types beside it.
 * docs/contributing/libraries.md says which libraries stay outside, and why.
 */
import {
  chmodSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type Metafile } from "esbuild";
import ts from "typescript";
import { bundlePage } from "../simulator/page/bundle.mts";
import { run } from "./run.mts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const modules = Object.values<string>(manifest.exports).filter((path) => path.endsWith(".js"));
/** npm must not link the plugin: Pulumi would find it on the PATH and run it instead of the installed one. */
const executables = [...Object.values<string>(manifest.bin), "dist/provider/main.js"];
const sourceOf = (path: string) => path.replace(/^(\.\/)?dist\//, "").replace(/\.js$/, ".ts");

rmSync(dist, { recursive: true, force: true });
const page = await bundlePage();
const bundles = await Promise.all([
  // The program has these already, or its owner updates and audits them.
  bundle([...modules, "dist/cli/main.js"], Object.keys(manifest.dependencies)),
  // Pulumi runs a copy of them from a folder of their own, where nothing else is installed. They are two: Node's
  // compile cache, which the first one turns on, is for the files that are loaded after it.
  bundle(["dist/provider/main.js"], ["./server"]),
  bundle(["dist/provider/server.js"], []),
]);
writePage();
for (const path of executables) chmodSync(join(root, path), 0o755);
writeFileSync(join(dist, "LICENSES.txt"), licencesOf([page.metafile, ...bundles]));
declareTypes();

async function bundle(entries: string[], external: string[]): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries.map(sourceOf),
    outdir: "dist",
    outbase: ".",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    // The last three are entries of their own, and loaded as such.
    external: [
      ...external,
      `${manifest.name}/provider`,
      "../simulator/index.js",
      "./page/index.js",
    ],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/** Replaces simulator/page/index.ts, which makes the page from its sources. */
function writePage(): void {
  const { html, policy } = page;
  mkdirSync(join(dist, "simulator/page"), { recursive: true });
  const text = `exports.page = Promise.resolve(${JSON.stringify({ html, policy })});\n`;
  writeFileSync(join(dist, "simulator/page/index.js"), `"use strict";\n${text}`);
}

/** What the libraries' licences ask for wherever a copy of them goes. */
function licencesOf(bundles: readonly Metafile[]): string {
  const files = bundles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort().map(licenceOf).join("\n");
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, "package.json"), "utf8"),
  );
  const file = readdirSync(join(root, folder)).find((name) =>
    /^(licen[cs]e|copying)\b/i.test(name),
  );
  const text = file ? readFileSync(join(root, folder, file), "utf8").trim() : `Licence: ${license}`;
  return `${"-".repeat(100)}\n${name} ${version} (${license})\n\n${text}\n`;
}

/** Only what a program can see: a declaration of something internal could need a library that is bundled. */
function declareTypes(): void {
  run(join(root, "node_modules/.bin/tsc"), ["-p", join(root, "tsconfig.build.json")]);
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) visit(declarationOf(resolve(dirname(file), fileName)));
    }
  };
  for (const path of modules) visit(join(root, path.replace(/\.js$/, ".d.ts")));
  for (const file of globSync("**/*.d.{ts,mts}", { cwd: dist })) {
    if (!seen.has(join(dist, file))) rmSync(join(dist, file));
  }
}

function declarationOf(path: string): string {
  const [file] = globSync([`${path}.d.ts`, `${path}/index.d.ts`]);
  if (!file) throw new Error(`no declarations of ${path}`);
  return file;
}
