/** `make bench`: measures everything and writes docs/benchmarks.md. With names of suites, it only prints those. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { Argument, program } from "commander";
import { renderText, writeReport } from "./report.mts";
import type { Machine, Measurement } from "./results.mts";
import { manifest, root } from "./stage/paths.mts";
import { firstUp } from "./suites/firstUp.mts";
import { footprint } from "./suites/footprint.mts";
import { rateLimit } from "./suites/rateLimit.mts";
import { startUp } from "./suites/startUp.mts";
import { testerResources } from "./suites/testerResources.mts";
import { testers } from "./suites/testers.mts";
import { unchanged } from "./suites/unchanged.mts";

/** In the order of the report. */
const suites: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  unchanged,
  "first-up": firstUp,
  "rate-limit": rateLimit,
  "start-up": startUp,
  testers,
  "tester-resources": testerResources,
  footprint,
};

program
  .addArgument(
    new Argument("[suites...]", "which to run, without a report").choices(Object.keys(suites)),
  )
  .action(run);
await program.parseAsync();

async function run(chosen: string[]): Promise<void> {
  const startedAt = new Date().toISOString();
  const measurements: Measurement[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.error(`bench: ${name}`);
    for (const measurement of await suite()) {
      console.log(`\n${renderText(measurement)}`);
      measurements.push(measurement);
    }
  }
  if (chosen.length > 0) return;
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  const results = { startedAt, commit, machine: machine(), measurements };
  writeFileSync(join(root, "bench/results.json"), `${JSON.stringify(results, undefined, 1)}\n`);
  await writeReport(results, join(root, "docs"));
  console.error("bench: wrote docs/benchmarks.md and bench/results.json");
}

function machine(): Machine {
  const versionOf = (...path: string[]) =>
    JSON.parse(readFileSync(join(root, ...path, "package.json"), "utf8")).version;
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    versions: {
      Node: process.versions.node,
      Pulumi: manifest.devDependencies.pulumi,
      "@pulumi/pulumi": versionOf("node_modules/@pulumi/pulumi"),
      "ask-cli": versionOf("bench/scripts/node_modules/ask-cli"),
      "ask-smapi-sdk": versionOf("bench/scripts/node_modules/ask-smapi-sdk"),
    },
  };
}
