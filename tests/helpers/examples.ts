/** The examples as their readers have them: copied out of the repository, beside the package as npm packs it. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "./command";
import { pulumiIn } from "./languages";
import { pack } from "./package";
import { copyExample } from "./project";

const root = resolve(__dirname, "../..");

/** What the examples depend on beside the package itself: links, since installing them again would show nothing. */
const dependencies = [
  ...["@pulumi/pulumi", "@pulumi/policy", "@grpc/grpc-js", "axios", "csv-parse"],
  ...["typescript", "@types/node"],
];

/** A folder whose subfolders find the packed package and the dependencies of the examples. */
export async function installExamples(workshop: string, names: readonly string[]): Promise<void> {
  const modules = join(workshop, "node_modules");
  const installed = join(modules, "pulumi-alexa");
  mkdirSync(installed, { recursive: true });
  const tarball = await pack(workshop);
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed], { cwd: workshop });
  for (const dependency of dependencies) {
    mkdirSync(join(modules, dependency, ".."), { recursive: true });
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency));
  }
  for (const name of names) copyExample(name, join(workshop, name));
}

/** Compiles all examples at once into `built`, by the options that they have in common. */
export async function compile(workshop: string, names: readonly string[]): Promise<void> {
  const config = { extends: `./${names[0]}/tsconfig.json`, include: names };
  const compilerOptions = { skipLibCheck: true, outDir: "built", rootDir: "." };
  writeFileSync(join(workshop, "tsconfig.json"), JSON.stringify({ ...config, compilerOptions }));
  await run("tsc", ["--project", workshop], { cwd: workshop });
}

/** Runs Pulumi's commands in an example's folder. */
export function pulumiInExample(folder: string, home: string, environment: Record<string, string>) {
  // The types are checked once, by `compile`, and not in every run.
  return pulumiIn(folder, home, { ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
}
