/** The plugin as an executable that needs no Node.js, built for this machine and unpacked. */
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platformHere } from "../../tools/plugin/bun.mts";
import { root } from "./paths.mts";

export interface Standalone {
  readonly executable: string;
  /** What is downloaded, and what it takes on the disk. */
  readonly archiveBytes: number;
  readonly unpackedBytes: number;
  remove(): void;
}

export function buildStandalone(): Standalone {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-bench-"));
  execFileSync(process.execPath, ["tools/plugin.mts", folder, platformHere()], { cwd: root });
  const archive = globSync(join(folder, "*.tar.gz"))[0] as string;
  execFileSync("tar", ["-xzf", archive, "-C", folder]);
  const executable = globSync(join(folder, "pulumi-resource-alexa{,.exe}"))[0] as string;
  return {
    executable,
    archiveBytes: statSync(archive).size,
    unpackedBytes: statSync(executable).size,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
