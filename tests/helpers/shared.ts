/** Folders that take long to make: made once, and shared by all clones. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "./command";
import { pulumiHome } from "./project";

const root = resolve(__dirname, "../..");

/** By links, which take no time, but not between two disks. */
export async function copy(folder: string, target: string): Promise<void> {
  await run("cp", ["-al", folder, target], { cwd: root }).catch(() => {
    rmSync(target, { recursive: true, force: true });
    cpSync(folder, target, { recursive: true, verbatimSymlinks: true });
  });
}

/** A folder that all clones share, made where there is none of these contents. */
export async function shared(
  name: string,
  contents: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const folder = join(pulumiHome(), `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const draft = mkdtempSync(`${folder}-`);
  try {
    await make(join(draft, name));
    renameSync(join(draft, name), folder);
  } catch (error) {
    // Another test may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
