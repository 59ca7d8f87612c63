/** Looks at everything at the same time, and prints a line for each. */
import { type Console, Exit, exitCodes, Progress } from "../console";
import { accountOfEnvironment, accountOfProfile } from "../skills/accounts";
import { type Choice, chooseSkills } from "../skills/choose";
import type { SkillOptions } from "../skills/options";
import { checkAccount } from "./account";
import { type Check, problem } from "./check";
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
  progress.show("Looking at this machine, and asking Amazon");
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
  const { profile, stack, askProject } = options;
  let skills: Choice["skills"] = [];
  if (ids.length > 0 || stack !== undefined || askProject !== undefined) {
    try {
      ({ skills } = await chooseSkills(ids, options, console));
    } catch (error) {
      return [problem("skills", (error as Error).message)];
    }
  }
  const usual = profile === undefined ? accountOfEnvironment : accountOfProfile(profile);
  const accounts = [...new Set(skills.map(({ account }) => account))];
  const checked = (accounts.length > 0 ? accounts : [usual]).map((account) =>
    checkAccount(
      account,
      skills.filter((skill) => skill.account === account),
      console,
    ),
  );
  return (await Promise.all(checked)).flat();
}

const styles = { ok: "green", note: "yellow", problem: "red" } as const;

function linesOf(checks: readonly Check[], { output }: Console): string {
  const lines = checks.map(({ name, status, message, wayOut }) => {
    const label = output.style(styles[status], status.padEnd("problem".length));
    const end = wayOut ? `${/[.!?]$/.test(message) ? "" : "."} ${wayOut}` : "";
    return `${label}  ${name}: ${message}${end}\n`;
  });
  return lines.join("");
}
