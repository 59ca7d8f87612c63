/** A Chromium that is installed on this machine: for the tests of the simulator's page, and for its pictures. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const commands = ["chromium", "chromium-browser", "google-chrome"];

/** @returns its path, if one is on PATH. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return commands.flatMap((command) => folders.map((folder) => join(folder, command))).find(works);
}

/** With a profile of its own, which goes with it, and without requests of the browser's own. */
export function startBrowser(executablePath: string): Promise<Browser> {
  const unused = ["gpu", "quic", "background-networking", "component-update", "sync"];
  return chromium.launch({
    executablePath,
    // In a container, there is often no sandbox; what is opened here is the project's own.
    args: ["--no-sandbox", "--no-first-run", ...unused.map((name) => `--disable-${name}`)],
  });
}

/** Ubuntu has a `chromium-browser` that only says how to install it. */
function works(file: string): boolean {
  return existsSync(file) && spawnSync(file, ["--version"]).status === 0;
}
