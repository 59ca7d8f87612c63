/** What is installed here. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import satisfies from "semver/functions/satisfies.js";
import { dependencies, engines, version } from "../../package.json";
import { parseJson } from "../../provider/http/json";
import { CommandFailure, type Console } from "../console";
import { pulumiHome } from "../install";
import { type Check, note, ok, problem } from "./check";

export function checkNode(running = process.versions.node): Check {
  const required = engines.node;
  return satisfies(running, required)
    ? ok("Node.js", running)
    : problem("Node.js", `${running}, but ${required} is required`, "Install a newer Node.js.");
}

export async function checkPulumi({ run }: Pick<Console, "run">): Promise<Check> {
  const name = "Pulumi CLI";
  try {
    const printed = await run("pulumi", ["version"], { PULUMI_SKIP_UPDATE_CHECK: "true" });
    return ok(name, printed.trim().replace(/^v/, ""));
  } catch (error) {
    if (error instanceof CommandFailure && error.code === "ENOENT") {
      return problem(
        name,
        "there is no `pulumi` on the PATH",
        "Install it, or `npm install pulumi` and use npx.",
      );
    }
    return problem(name, `\`pulumi version\` failed: ${(error as Error).message}`, "Reinstall it.");
  }
}

/** Of the program in this folder: a program in another language has none. */
export function checkPulumiPackage({ folder }: Pick<Console, "folder">): Check {
  const name = "@pulumi/pulumi";
  const required = dependencies[name];
  const installed = installedVersion(folder, name);
  if (installed === undefined) {
    return note(
      name,
      "not installed in this folder",
      "A program in TypeScript or JavaScript needs it: npm install pulumi-alexa.",
    );
  }
  return satisfies(installed, required)
    ? ok(name, installed)
    : problem(name, `${installed}, but ${required} is required`, `npm install ${name}@3`);
}

function installedVersion(folder: string, name: string): string | undefined {
  const path = join(folder, "node_modules", name, "package.json");
  if (existsSync(path)) {
    const manifest = parseJson(readFileSync(path, "utf8")) as { version?: unknown } | undefined;
    return String(manifest?.version ?? "unreadable");
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : installedVersion(parent, name);
}

export function checkPlugin({ environment }: Pick<Console, "environment">): Check {
  const name = "plugin";
  const folder = join(pulumiHome(environment), "plugins");
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  const isInterrupted = (entry: string) => entries.includes(`${entry}.partial`);
  const versions = entries.flatMap((entry) => {
    const found = /^resource-alexa-v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(entry)?.[1];
    return found && !isInterrupted(entry) ? [found] : [];
  });
  const install = "npx pulumi-alexa install";
  if (versions.includes(version)) {
    const others = versions.filter((one) => one !== version);
    const beside = others.length > 0 ? `, beside ${others.join(", ")}` : "";
    return ok(name, `${version} in ${folder}${beside}`);
  }
  return versions.length === 0
    ? note(
        name,
        `not installed in ${folder}`,
        `Programs that import pulumi-alexa/plugin, and those in other languages, need it: ${install}.`,
      )
    : note(
        name,
        `${versions.join(", ")} in ${folder}, but this package is ${version}`,
        `${install}.`,
      );
}

/** Passwords in them are left out. */
export function checkProxies({ environment }: Pick<Console, "environment">): Check {
  const name = "proxies";
  const found = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].filter((variable) =>
    environment[variable]?.trim(),
  );
  if (found.length === 0) return ok(name, "none");
  for (const variable of found) {
    if (isHttpUrl(environment[variable] ?? "")) continue;
    const fix = "Set it to an http or https URL, such as http://proxy.example.com:8080.";
    return problem(name, `${variable} is not the URL of an HTTP proxy`, fix);
  }
  const shown = found.map(
    (variable) => `${variable}=${new URL(environment[variable] ?? "").origin}`,
  );
  const bypass = environment.no_proxy || environment.NO_PROXY;
  return ok(name, [...shown, ...(bypass ? [`NO_PROXY=${bypass}`] : [])].join(", "));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
