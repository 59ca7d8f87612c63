/** Where things are. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
export const cli = join(root, "dist/cli/main.js");
export const pluginExecutable = join(root, "dist/provider/main.js");

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const { PULUMI_HOME } = process.env;
if (!PULUMI_HOME) throw new Error("PULUMI_HOME is not set: run the benchmarks by `make bench`.");
export const pulumiHome = PULUMI_HOME;
export const pulumiBin = join(pulumiHome, "versions", manifest.devDependencies.pulumi, "bin");
