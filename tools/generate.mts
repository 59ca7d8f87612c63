/**
 * Writes what follows from the types and docs/examples: provider/schema.json, the examples in every language, the SDKs
 * and docs/reference. Pulumi's generators are Go programs in tools/engine.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./run.mts";
import { hashOfSchema, hashOfSdks, schemaFile } from "./schema.mts";
import { chooserOf, examplesFolder } from "./schemaExamples.mts";

const root = join(import.meta.dirname, "..");
const sdks = join(root, "sdk");
/** Those of one Go module each: newer versions of Pulumi's modules have no generator for .NET. */
const generators = ["languages", "dotnet"];

const overview = join(root, "docs/_index.md");
const modulePath = goModulePath();
writeSchema();
generate("examples", examplesFolder);
writeSchema();
const [introduction = ""] = readFileSync(overview, "utf8").split("## Example\n");
writeFileSync(overview, `${introduction}## Example\n\n${chooserOf("running-test")}`);
for (const language of ["python", "go", "java", "dotnet"]) {
  rmSync(join(sdks, language), { recursive: true, force: true });
}
generate("sdk", sdks);
writeFileSync(hashOfSdks, hashOfSchema());
run("node", ["tools/reference.mts"], { cwd: root });
for (const file of ["go.mod", "main.go"]) {
  const path = join(root, "examples/go", file);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(modulePath, goModulePath()));
}

/** It follows from the repository, and the programs that are written by hand follow it. */
function goModulePath(): string {
  const { language } = JSON.parse(readFileSync(schemaFile, "utf8"));
  return dirname(language.go.importBasePath);
}

function writeSchema(): void {
  run("node", ["tools/schema.mts"], { cwd: root, show: true });
}

function generate(what: "examples" | "sdk", folder: string): void {
  for (const module of generators) {
    console.log(`schema: ${what}, with Pulumi's generators of tools/engine/${module}`);
    const cwd = join(root, "tools/engine", module);
    run("go", ["run", "./generate", what, schemaFile, folder], { cwd });
  }
}
