/** Which command the engine carries out, which the plugin protocol does not say. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const commands = /^(refresh|up|update|preview|pre|destroy|import|watch)$/;
const aliases: Readonly<Record<string, string>> = { update: "up", pre: "preview" };
const takesValue =
  /^(-[Csv]|--(cwd|stack|color|verbose|tracing|profiling|otel-traces|memprofilerate))$/;

/** Such as `refresh`; undefined if the parent process is no Pulumi CLI, or cannot be looked at. */
export function pulumiCommand(platform = process.platform): string | undefined {
  const words = parentCommandLine(platform);
  const command = words.find(
    (word, i) => commands.test(word) && !takesValue.test(words[i - 1] ?? ""),
  );
  return command && (aliases[command] ?? command);
}

function parentCommandLine(platform: NodeJS.Platform): string[] {
  const pid = process.ppid;
  try {
    if (platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
    const line =
      platform === "win32"
        ? execFileSync("powershell", ["-NoProfile", "-Command", query], { encoding: "utf8" })
        : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return line.trim().split(/\s+/);
  } catch {
    return [];
  }
}
