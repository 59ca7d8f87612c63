/** `pulumi-alexa install`: puts this package's plugin where Pulumi finds it. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { version } from "../package.json";
import type { Console } from "./console";

const name = "pulumi-resource-alexa";

export function installCommand({ environment, output }: Console): Command {
  return new Command("install")
    .description("install the plugin, for programs in any language")
    .option("--force", "replace the plugin if this version is installed already", false)
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-alexa install
  $ PULUMI_HOME=/opt/pulumi pulumi-alexa install --force`,
    )
    .action(({ force }: { force: boolean }) => {
      const plugin = join(__dirname, "../provider");
      const home = pulumiHome(environment);
      output.write(`${installPlugin({ plugin, home, force, platform: process.platform })}\n`);
    });
}

/** Pulumi's folder. */
export function pulumiHome({ PULUMI_HOME }: Console["environment"]): string {
  return PULUMI_HOME || join(homedir(), ".pulumi");
}

export interface Installation {
  /** The folder of the plugin's two files, which need nothing else. */
  readonly plugin: string;
  /** Pulumi's folder, `~/.pulumi` or PULUMI_HOME. */
  readonly home: string;
  /** Whether to replace what is installed as this version. */
  readonly force: boolean;
  readonly platform: NodeJS.Platform;
}

/**
 * Installs it the way `pulumi plugin install` does. The folder appears only when it is complete, so an engine that is
 * looking for the plugin meanwhile never runs half of it.
 *
 * @returns what was done, for the user.
 * @throws if the folder cannot be written.
 */
export function installPlugin({ plugin, home, force, platform }: Installation): string {
  const plugins = join(home, "plugins");
  const folder = join(plugins, `resource-alexa-v${version}`);
  /** Says that a download was interrupted; Pulumi then ignores the folder. */
  const partial = `${folder}.partial`;
  const isInstalled =
    !existsSync(partial) &&
    [name, `${name}.cmd`, `${name}.exe`].some((it) => existsSync(join(folder, it)));
  if (isInstalled && !force) {
    return `The plugin alexa ${version} is installed already, in ${folder}. To replace it, add --force.`;
  }
  const draft = makeDraft(plugins);
  try {
    const made = join(draft, "made");
    mkdirSync(made);
    write(plugin, made, platform);
    replace(folder, made, draft);
    rmSync(partial, { force: true });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return `Installed the plugin alexa ${version} in ${folder}. Programs in any language use it from there.`;
}

/** Puts `made` in the place of `folder`, while other processes may be doing the same. */
function replace(folder: string, made: string, draft: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      if (existsSync(folder)) renameSync(folder, join(draft, `replaced-${attempt}`));
      renameSync(made, folder);
      return;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      const isRace = ["ENOENT", "ENOTEMPTY", "EEXIST"].includes(code);
      if (!isRace || attempt === 100) throw error;
    }
  }
}

function makeDraft(plugins: string): string {
  try {
    mkdirSync(plugins, { recursive: true });
    // Pulumi takes no folder of such a name for a plugin.
    return mkdtempSync(join(plugins, ".resource-alexa-"));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `cannot write to Pulumi's folder: ${reason}. Set PULUMI_HOME to use another one.`,
    );
  }
}

function write(plugin: string, folder: string, platform: NodeJS.Platform): void {
  copyFileSync(join(plugin, "server.js"), join(folder, "server.js"));
  const isWindows = platform === "win32";
  const main = join(folder, isWindows ? "main.js" : name);
  copyFileSync(join(plugin, "main.js"), main);
  chmodSync(main, 0o755);
  if (isWindows) writeFileSync(join(folder, `${name}.cmd`), '@node "%~dp0main.js" %*\r\n');
}
