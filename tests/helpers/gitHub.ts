/**
 * Runs a job of a GitHub workflow: conditions and expressions by GitHub's own library, commands by bash, and
 * pulumi/actions by what it is made of, Pulumi's Automation API.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import type { Stack } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { tryToRun } from "./command";

type Values = Record<string, unknown>;

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, unknown>;
}

interface Workflow {
  readonly on: Values;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly env?: Record<string, unknown>;
  readonly steps: readonly Step[];
}

export interface Runner {
  readonly stack: Stack;
  /** The checkout, with the packages that `npm ci` would install. */
  readonly folder: string;
  /** What the machine has in its environment, other than what the workflow sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** What GitHub says of the event and of the run. */
  readonly github?: Values;
}

export interface JobRun {
  /** As `gh run view` has it. */
  readonly name: string;
  readonly log: string;
  /** What pulumi/actions wrote to the pull request. */
  readonly comments: readonly string[];
  readonly failed: boolean;
}

/** What the runner of the test has done before. */
const prepared = ["actions/checkout", "actions/setup-node"];

export function readWorkflow(path: string): Workflow {
  return parse(readFileSync(path, "utf8"), { merge: true });
}

/** @returns the names of the jobs that run for the event. */
export function jobsFor(workflow: Workflow, github: Values): string[] {
  const isTriggered = Object.keys(workflow.on).includes(String(github.event_name));
  return Object.entries(workflow.jobs)
    .filter(([, job]) => isTriggered && isTrue(job.if, { github }))
    .map(([name]) => name);
}

export async function runJob(workflow: Workflow, name: string, runner: Runner): Promise<JobRun> {
  const job = workflow.jobs[name];
  if (!job) throw new Error(`no job ${name}`);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts = {
    secrets: runner.secrets,
    vars: runner.vars ?? {},
    github: {
      token: "gh-token",
      server_url: "https://github.com",
      repository: "o/r",
      run_id: "1",
      run_attempt: 1,
      ref_name: "main",
      sha: "head",
      ...runner.github,
    },
    matrix: { stack: runner.stack.name },
    steps,
  };
  const jobEnv = {
    ...evaluateAll(job.env, contexts),
    GITHUB_SHA: String(contexts.github.sha),
  };
  const { displayName } = evaluateAll({ displayName: job.name ?? name }, contexts);
  const run = { name: displayName ?? "", log: "", comments: [] as string[], failed: false };
  for (const step of job.steps) {
    if (!isTrue(step.if, contexts)) continue;
    const env = { ...jobEnv, ...evaluateAll(step.env, contexts) };
    const outcome = await runStep(step, env, evaluateAll(step.with, contexts), runner);
    run.log += outcome.log;
    run.comments.push(...outcome.comments);
    if (step.id) steps[step.id] = { outputs: outcome.outputs };
    if (outcome.failed) return { ...run, failed: true };
  }
  return run;
}

type StepRun = Omit<JobRun, "name"> & { readonly outputs: Record<string, string> };

async function runStep(
  step: Step,
  env: Record<string, string>,
  inputs: Record<string, string>,
  runner: Runner,
): Promise<StepRun> {
  const nothing = { log: "", comments: [], outputs: {}, failed: false };
  const [action] = step.uses?.split("@") ?? [];
  if (step.run === "npm ci" || prepared.includes(action ?? "")) return nothing;
  if (step.run !== undefined) return runScript(step.run, env, runner);
  if (action !== "pulumi/actions") throw new Error(`no stand-in for ${step.uses}`);
  return inputs.command === undefined ? nothing : runPulumi(inputs, env, runner);
}

/** As GitHub does for a step without `shell`. */
async function runScript(
  text: string,
  env: Record<string, string>,
  runner: Runner,
): Promise<StepRun> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-step-"));
  const script = join(folder, "script.sh");
  const output = join(folder, "output");
  writeFileSync(script, text);
  writeFileSync(output, "");
  const environment = { ...runner.environment, ...env, GITHUB_OUTPUT: output };
  const { failed, log } = await tryToRun("bash", ["-e", script], {
    cwd: runner.folder,
    env: environment,
  });
  const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
  rmSync(folder, { recursive: true });
  const outputs = Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
  return { log, comments: [], outputs, failed };
}

/** The inputs that the workflows use, in the words of action.yml. */
async function runPulumi(
  { command, ...inputs }: Record<string, string>,
  env: Record<string, string>,
  { stack }: Runner,
): Promise<StepRun> {
  const options = {
    diff: inputs.diff === "true",
    suppressOutputs: inputs["suppress-outputs"] === "true",
  };
  const before = stack.workspace.envVars;
  stack.workspace.envVars = { ...before, ...env };
  try {
    const { stdout, stderr } = await (command === "up"
      ? stack.up(options)
      : stack.preview(options));
    const comments = inputs["comment-on-pr"] === "true" ? [stdout] : [];
    return { log: stdout + stderr, comments, outputs: {}, failed: false };
  } catch (error) {
    return { log: (error as Error).message, comments: [], outputs: {}, failed: true };
  } finally {
    stack.workspace.envVars = before;
  }
}

function evaluateAll(values: Record<string, unknown> = {}, contexts: Values) {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    String(value).replace(/\$\{\{(.*?)\}\}/g, (_, expression) =>
      evaluate(expression, contexts).coerceString(),
    ),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function isTrue(condition: string | undefined, contexts: Values): boolean {
  if (condition === undefined) return true;
  return evaluate(condition, contexts).coerceString() === "true";
}

function evaluate(expression: string, contexts: Values): data.ExpressionData {
  const { tokens } = new Lexer(expression.trim()).lex();
  const names = Object.keys(contexts);
  const parsed = new Parser(tokens, names, Object.values(wellKnownFunctions)).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(parsed, context).evaluate();
}
