/** Which command the engine carries out, which the plugin protocol does not say. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

const commands = /^(refresh|up|update|preview|pre|destroy|down|dn|import|watch|do)$/;
/** Its path, which Windows may quote; a version may be part of its name. */
const cli = /(^|[\\/"])pulumi(-v?\d[\d.]*)?(\.exe)?"?$/i;
const aliases: Readonly<Record<string, string>> = {
  update: "up",
  pre: "preview",
  down: "destroy",
  dn: "destroy",
};
/** The flags of Pulumi's commands that take the next word. */
const takeValues = new Set(
  (
    "-C -c -f -m -o -p -s -t -v -x --client --color --config --config-file --cwd --event-log --exclude --exec-agent " +
    "--exec-kind --file --from --generate-resources --import-file --import-pending-creates --memprofilerate --message " +
    "--otel-traces --out --parallel --parent --path --plan --policy-pack --policy-pack-config --profiling --properties " +
    "--provider --replace --save-plan --secrets-provider --stack --target --target-replace --tracing --verbose"
  ).split(" "),
);

/** A shell script, for example, is between the engine and a dynamic provider. */
const maxAncestors = 3;

/** Such as `refresh`, or `do --dry-run` for an operation that is only tried; undefined if no ancestor of this process is a Pulumi CLI, or they cannot be looked at. */
export function pulumiCommand(platform = process.platform): string | undefined {
  let pid = process.ppid;
  for (let i = 0; i < maxAncestors && pid > 1; i++) {
    const { words, parent } = processAt(pid, platform);
    const isPulumi = words.some((word) => cli.test(word));
    const found = words.filter(
      (word, at) => isPulumi && commands.test(word) && !takeValues.has(words[at - 1] ?? ""),
    );
    // Only Linux tells where a word ends: elsewhere, one may be part of a message.
    const [command] = platform === "linux" || found.length === 1 ? found : [];
    if (command === "do" && words.includes("--dry-run")) return "do --dry-run";
    if (found.length > 0) return command && (aliases[command] ?? command);
    pid = parent;
  }
  return undefined;
}

/** Its command line, and the id of its parent: 0 if that is not known. */
function processAt(pid: number, platform: NodeJS.Platform): { words: string[]; parent: number } {
  try {
    if (platform === "linux") {
      const words = [
        executableOf(pid),
        ...readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0"),
      ];
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // `PID (NAME) STATE PARENT …`, and the name may contain anything.
      const [, parent = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { words, parent: Number(parent) || 0 };
    }
    const query =
      `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; ` +
      '"$($p.ParentProcessId) $($p.CommandLine)"';
    const line =
      platform === "win32"
        ? execFileSync("powershell", ["-NoProfile", "-Command", query], { encoding: "utf8" })
        : execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
    const [parent, ...words] = line.trim().split(/\s+/);
    return { words, parent: Number(parent) || 0 };
  } catch {
    return { words: [], parent: 0 };
  }
}

/** Its file, by whatever name it was called. */
function executableOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}
