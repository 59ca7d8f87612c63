/** Looks at everything at the same time, and prints a line for each. */
import { type Console, Exit, exitCodes, Progress } from "../console";
import { type Account, accountOfProfile } from "../skills/accounts";
import { isAskProject } from "../skills/askProject";
import { type Choice, chooseSkills, readStack } from "../skills/choose";
import type { SkillOptions } from "../skills/options";
import { isPulumiProject } from "../skills/pulumiStack";
import { checkAccount } from "./account";
import { type Check, note, ok, problem } from "./check";
import { checkNode, checkPlugin, checkProxies, checkPulumi, checkPulumiPackage } from "./machine";

export interface DoctorOptions extends SkillOptions {
  readonly json: boolean;
}

/** @throws {Exit} if there is a problem. */
export async function examine(
  ids: readonly string[],
  { json, ...options }: DoctorOptions,
  console: Console,
): Promise<void> {
  const progress = new Progress(console.errors);
  progress.show("Checking this machine and asking Amazon");
  const [pulumi, ofAmazon] = await Promise.all([
    checkPulumi(console),
    checkAccounts(ids, options, console),
  ]);
  progress.clear();
  const checks = [
    checkNode(),
    pulumi,
    checkPulumiPackage(console),
    checkPlugin(console),
    checkProxies(console),
    ...ofAmazon,
  ];
  const { output } = console;
  output.write(json ? `${JSON.stringify({ checks }, undefined, 2)}\n` : linesOf(checks, console));
  if (checks.some(({ status }) => status === "problem")) throw new Exit(exitCodes.failed);
}

async function checkAccounts(
  ids: readonly string[],
  options: SkillOptions,
  console: Console,
): Promise<Check[]> {
  const { skills, account, checks } = await choose(ids, options, console);
  const accounts = [...new Set(skills.map((skill) => skill.account))];
  if (accounts.length === 0 && account) accounts.push(account);
  const checked = accounts.map((one) =>
    checkAccount(
      one,
      skills.filter((skill) => skill.account === one),
      console,
    ),
  );
  return [...checks, ...(await Promise.all(checked)).flat()];
}

interface DoctorTargets {
  readonly skills: Choice["skills"];
  /** Whose credentials to look at if there is no skill. */
  readonly account?: Account;
  readonly checks: readonly Check[];
}

async function choose(
  ids: readonly string[],
  options: SkillOptions,
  console: Console,
): Promise<DoctorTargets> {
  const { profile, stack, askProject } = options;
  const usual = accountOfProfile(profile);
  try {
    if (ids.length > 0 || askProject !== undefined) {
      return { ...(await chooseSkills(ids, options, console)), checks: [] };
    }
    if (stack !== undefined) {
      return await ofStack(typeof stack === "string" ? stack : undefined, profile, console);
    }
  } catch (error) {
    const name = stack === undefined ? "skills" : "stack";
    return { skills: [], checks: [problem(name, (error as Error).message)] };
  }
  if (!isPulumiProject(console.folder)) {
    if (isAskProject(console.folder)) return choose(ids, { ...options, askProject: true }, console);
    return { skills: [], account: usual, checks: [] };
  }
  try {
    // What `pulumi up` would use here.
    return await ofStack(undefined, profile, console);
  } catch (error) {
    const { message } = error as Error;
    const isUnselected = message.includes("no stack selected");
    if (!isUnselected) return { skills: [], checks: [problem("stack", message)] };
    const none = note("stack", message, "The checks below use the environment.");
    return { skills: [], account: usual, checks: [none] };
  }
}

async function ofStack(
  name: string | undefined,
  profile: string | undefined,
  console: Console,
): Promise<DoctorTargets> {
  const { account, skills } = await readStack(name, profile, console);
  const which = name ?? "the selected one";
  const message =
    skills.length === 0
      ? `${which}, which has no beta test yet`
      : `${which}, with ${skills.length === 1 ? "1 beta test" : `${skills.length} beta tests`}`;
  return { account, skills, checks: [ok("stack", message)] };
}

const styles = { ok: "green", note: "yellow", problem: "red" } as const;

function linesOf(checks: readonly Check[], { output }: Console): string {
  const lines = checks.map(({ name, status, message, fix }) => {
    const label = output.style(styles[status], status.padEnd("problem".length));
    const end = fix ? `${/[.!?]$/.test(message) ? "" : "."} ${fix}` : "";
    return `${label}  ${name}: ${message}${end}\n`;
  });
  return lines.join("");
}
