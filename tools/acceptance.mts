/** Asks the real Amazon what its documentation leaves open: `make acceptance SKILL_ID=… TESTER=…`. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const outfile = join(root, "node_modules/.cache/acceptance/main.mjs");

// The provider's modules import each other without extensions, as bundlers like it.
await build({
  entryPoints: [join(import.meta.dirname, "acceptance/main.mts")],
  ...{ bundle: true, packages: "external", platform: "node", format: "esm", outfile },
  logLevel: "warning",
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(root);
