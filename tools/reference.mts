/** Writes docs/reference from the docstrings of what programs import; `--check` says whether it is up to date. */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Application } from "typedoc";

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs/reference");
/** Of the sources from which it was written: they are read quicker than it is written. */
const hashFile = join(root, "sdk/reference.sha256");

const entryPoints = ["sdk/index.ts", "sdk/plugin/index.ts", "simulator/index.ts"];
const sources = [...new Set(entryPoints.flatMap(exportedFrom))];

if (!process.argv.includes("--check")) await write();
else if (readFileSync(hashFile, "utf8") !== hash()) {
  console.error("docs/reference does not match the docstrings: run `make schema`.");
  process.exitCode = 1;
}

async function write(): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints,
    plugin: ["typedoc-plugin-markdown"],
    tsconfig: join(root, "tsconfig.json"),
    name: "Reference",
    readme: "none",
    disableSources: true,
    excludeExternals: true,
    skipErrorChecking: true,
    outputs: [{ name: "markdown", path: folder }],
    // Of the schema.
    blockTags: [
      "@default",
      "@param",
      "@returns",
      "@throws",
      "@see",
      "@example",
      "@environment",
      "@module",
    ],
    modifierTags: ["@willReplaceOnChanges", "@credential", "@secret", "@internal"],
    excludeTags: ["@willReplaceOnChanges", "@credential", "@secret", "@environment"],
    ...{
      outputFileStrategy: "modules",
      hidePageHeader: true,
      hideBreadcrumbs: true,
      parametersFormat: "table",
      interfacePropertiesFormat: "table",
      classPropertiesFormat: "table",
      typeDeclarationFormat: "table",
    },
  });
  const project = await app.convert();
  if (!project) throw new Error("typedoc found no entry points.");
  rmSync(folder, { recursive: true, force: true });
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
  writeFileSync(hashFile, hash());
}

/** A file, and those whose declarations it exports. */
function exportedFrom(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const others = text.matchAll(/^export [^;]*? from "(\..+?)";/gms);
  return [
    file,
    ...[...others].flatMap(([, path]) => exportedFrom(join(dirname(file), `${path}.ts`))),
  ];
}

function hash(): string {
  const digest = createHash("sha256");
  for (const file of sources.sort()) digest.update(readFileSync(join(root, file)));
  return `${digest.digest("hex")}\n`;
}
