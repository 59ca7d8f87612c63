/**
 * Builds the plugin as an executable that needs no Node.js, and packs it as Pulumi downloads it:
 * `plugin.mts FOLDER [PLATFORM...]`, by default for every platform, such as linux-amd64.
 */
import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Entry, tar } from "./plugin/archive.mts";
import { bunLicence, compile, runtimes } from "./plugin/bun.mts";
import { type Platform, platformOf } from "./plugin/executable.mts";
import { sign, verify } from "./plugin/signature.mts";

const root = join(import.meta.dirname, "..");
const { name: packageName, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** What every test of the plugin runs, too. */
const entry = join(root, "dist/provider/main.js");
const licences = join(root, "dist/LICENSES.txt");
const pluginName = "pulumi-resource-alexa";
const cache = process.env.PULUMI_HOME;
if (!cache) throw new Error("PULUMI_HOME is not set: run this by `make`.");

try {
  build(...process.argv.slice(2));
} catch (error) {
  console.error(`plugin: ${(error as Error).message}`);
  process.exitCode = 1;
}

function build(folder?: string, ...chosen: string[]): void {
  if (!folder) throw new Error("usage: plugin.mts FOLDER [PLATFORM...]");
  const known = Object.keys(runtimes);
  const unknown = chosen.filter((platform) => !known.includes(platform));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(", ")} is not a platform; valid: ${known.join(", ")}`);
  }
  mkdirSync(folder, { recursive: true });
  for (const platform of chosen.length > 0 ? chosen : known) pack(platform as Platform, folder);
  writeSums(folder);
}

function pack(platform: Platform, folder: string): void {
  const { executable, properties } = buildExecutable(platform);
  const extension = platform.startsWith("windows") ? ".exe" : "";
  const entries: Entry[] = [
    { name: "LICENSE", content: readFileSync(join(root, "LICENSE")) },
    { name: "LICENSES.txt", content: licencesOf() },
    { name: "README.md", content: readme(platform) },
    { name: `${pluginName}${extension}`, content: executable, isExecutable: true },
  ];
  const archive = gzipSync(tar(entries));
  const file = join(folder, archiveOf(platform));
  writeFileSync(file, archive);
  const sizes = `${megabytes(archive)} MB, ${megabytes(executable)} MB unpacked`;
  console.log(`plugin: ${file}: ${sizes}; ${properties}`);
}

function buildExecutable(platform: Platform): { executable: Buffer; properties: string } {
  const draft = mkdtempSync(join(tmpdir(), "pulumi-alexa-plugin-"));
  try {
    // The executable holds its own name.
    const file = join(draft, pluginName);
    compile(entry, file, platform, cache as string);
    const built = readFileSync(globSync(`${file}*`)[0] as string);
    const executable = platform.startsWith("darwin") ? sign(built, pluginName) : built;
    const properties = check(executable, platform);
    return { executable, properties };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Most of them cannot be run here. */
function check(executable: Buffer, platform: Platform): string {
  const found = platformOf(executable);
  if (found !== platform) throw new Error(`built an executable for ${found}, not ${platform}`);
  if (!platform.startsWith("darwin")) return `its header says ${found}`;
  verify(executable);
  return `its header says ${found}, its signature is right`;
}

/** Of every file of this version in the folder: they may have been built one by one. */
function writeSums(folder: string): void {
  const sums = globSync(`*${version}*`, { cwd: folder })
    .sort()
    .map((file) => {
      const sum = createHash("sha256").update(readFileSync(join(folder, file)));
      return `${sum.digest("hex")}  ${file}\n`;
    });
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
}

function readme(platform: Platform): Buffer {
  return Buffer.from(`The Pulumi provider "alexa" (${packageName}) ${version} for ${platform}. It needs no Node.js. To install it:

    pulumi plugin install resource alexa ${version} --file ${archiveOf(platform)}

LICENSE is the licence of the provider, LICENSES.txt has those of what it contains.
`);
}

function licencesOf(): Buffer {
  return Buffer.from(`${bunLicence}\n${readFileSync(licences, "utf8")}`);
}

function archiveOf(platform: string): string {
  return `${pluginName}-v${version}-${platform}.tar.gz`;
}

function megabytes({ length }: Buffer): string {
  return (length / 1e6).toFixed(1);
}
