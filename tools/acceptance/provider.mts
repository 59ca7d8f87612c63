/** The provider itself under the real engine, on the same skill: up, a preview, one more tester, destroy. */
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exchange } from "./exchanges.mts";
import { ask, includesEmail, listTesters, nameOf, type Walk } from "./walk.mts";

export interface Outcome {
  readonly code: number;
  /** All that was printed. */
  readonly output: string;
}

/** A project in a folder of its own. */
export interface Project {
  /** Replaces the program by one with these testers. */
  write(skillId: string, testers: readonly string[]): void;
  pulumi(...args: string[]): Promise<Outcome>;
  remove(): void;
}

interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly testers: readonly string[];
  /** What Amazon must say afterwards. */
  readonly status: readonly string[];
}

function stepsOf({ tester, tester2 }: Pick<Walk, "tester" | "tester2">): Step[] {
  const open = ["RUNNING"];
  const both = [tester, tester2];
  return [
    { name: "up", args: ["up", "--yes", "--skip-preview"], testers: [tester], status: open },
    {
      name: "a preview without a change",
      args: ["preview", "--expect-no-changes"],
      ...{ testers: [tester], status: open },
    },
    {
      name: "up with one more tester",
      args: ["up", "--yes", "--skip-preview"],
      ...{ testers: both, status: open },
    },
    { name: "destroy", args: ["destroy", "--yes"], testers: [], status: ["404", "ENDED"] },
  ];
}

/** Continues to the destroy even if a step before it fails. */
export async function askProvider(walk: Walk, project: Project): Promise<void> {
  const results: string[] = [];
  const evidence: Exchange[] = [];
  walk.left.hasCreated = true;
  walk.left.mayBeOpen = true;
  await project.pulumi("stack", "init", "acceptance");
  let isFine = true;
  for (const step of stepsOf(walk)) {
    if (!isFine && step.name !== "destroy") {
      results.push(`${step.name}: not run`);
      continue;
    }
    walk.say(`the provider: ${step.name}`);
    if (step.testers.length > 0) project.write(walk.skillId, step.testers);
    const { code, output } = await project.pulumi(...step.args);
    walk.amazon.signal.throwIfAborted();
    const seen = await look(walk, step, evidence);
    isFine &&= code === 0 && seen === undefined;
    results.push(`${step.name}: ${resultOf(code, output, seen)}`);
    if (step.name === "destroy" && seen === undefined) walk.left.mayBeOpen = false;
  }
  walk.notes.answer("provider", `${isFine ? "yes" : "no"}: ${results.join("; ")}`, evidence);
}

function resultOf(code: number, output: string, seen: string | undefined): string {
  if (code === 0 && seen === undefined) return "fine";
  const said = code === 0 ? "" : `failed with exit code ${code} (${errorIn(output)})`;
  return [said, seen].filter(Boolean).join(", ");
}

/** @returns what is wrong at Amazon, if anything. */
async function look(walk: Walk, step: Step, evidence: Exchange[]): Promise<string | undefined> {
  const shown = await ask(walk, "GET");
  evidence.push(shown);
  const status = nameOf(shown);
  if (!step.status.includes(status)) return `Amazon then says ${status}`;
  if (step.testers.length === 0) return undefined;
  const { emails, exchanges } = await listTesters(walk);
  evidence.push(...exchanges);
  const missing = step.testers.filter((tester) => !includesEmail(emails ?? [], tester));
  const others = (emails ?? []).filter((email) => !includesEmail(step.testers, email));
  if (missing.length === 0 && others.length === 0) return undefined;
  return `Amazon then lists ${emails?.length ?? "no"} testers: ${missing.length} missing, ${others.length} too many`;
}

/** The engine's own words, from the first error on. */
function errorIn(output: string): string {
  const text = output.replace(/\s+/g, " ").trim();
  const at = text.search(/\berror:/i);
  return text.slice(at === -1 ? -300 : at).slice(0, 300);
}

/**
 * A project that imports the build in `root`, with a backend in its folder.
 *
 * @param environment where the credentials are. What it has of another Pulumi project is left out.
 * @param signal stops Pulumi.
 */
export function createProject(
  root: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Project {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-acceptance-"));
  linkPackages(root, folder);
  const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
  writeFileSync(join(folder, "Pulumi.yaml"), `name: acceptance\n${runtime}`);
  writeFileSync(join(folder, "package.json"), '{ "main": "index.js" }');
  const env = environmentIn(folder, environment);
  return {
    write: (skillId, testers) =>
      writeFileSync(join(folder, "index.js"), programOf(skillId, testers)),
    pulumi: (...args) =>
      runPulumi([...args, "--non-interactive", "--color=never"], folder, env, signal),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Not the checkout itself, all of whose folders Pulumi would search for plugins. */
function linkPackages(root: string, folder: string): void {
  const own = join(folder, "node_modules/pulumi-alexa");
  mkdirSync(own, { recursive: true });
  copyFileSync(join(root, "package.json"), join(own, "package.json"));
  symlinkSync(join(root, "dist"), join(own, "dist"));
  const pulumi = "node_modules/@pulumi/pulumi";
  mkdirSync(join(folder, pulumi, ".."));
  symlinkSync(join(root, pulumi), join(folder, pulumi));
}

export function programOf(skillId: string, testers: readonly string[]): string {
  const inputs = JSON.stringify({ skillId, testers, adopt: true });
  return `const alexa = require("pulumi-alexa");\nnew alexa.SkillBetaTest("test", ${inputs});\n`;
}

function environmentIn(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^PULUMI_/.test(name) || name === "PULUMI_HOME",
  );
  return {
    ...Object.fromEntries(kept),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "acceptance",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** An interruption is passed on as Ctrl-C, at which Pulumi stops in an orderly way. */
function runPulumi(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // In a group of its own: the terminal's Ctrl-C beside ours would make Pulumi stop at once.
    const child = spawn("pulumi", args, {
      ...{ cwd, env, detached: true },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const interrupt = () => void child.kill("SIGINT");
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    signal.addEventListener("abort", interrupt, { once: true });
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      resolve({ code: code ?? 1, output });
    });
  });
}
