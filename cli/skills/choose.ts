/** Which skills a command is about, and with whose credentials. */
import { resolve } from "node:path";
import type { LastKnown } from "../../provider/betaTest/observe";
import { type Console, UsageError } from "../console";
import {
  type Account,
  accountOfEnvironment,
  accountOfProfile,
  accountOfStack,
  hasCredentials,
} from "./accounts";
import { type AskProject, environmentProfile, isAskProject, readAskProject } from "./askProject";
import type { SkillOptions } from "./options";
import { readPulumiStack } from "./pulumiStack";
import { problemOfSkillId } from "./skillId";

export interface Skill {
  readonly skillId: string;
  /** What the stack or the ask-cli project calls it. */
  readonly name?: string;
  /** Each of them, if there are several. */
  readonly names?: readonly string[];
  /** Of the resource in the stack. */
  readonly urn?: string;
  /** What the stack knows of the beta test. */
  readonly lastKnown?: LastKnown;
  readonly account: Account;
  /** What to say if Amazon does not let it be read. */
  readonly hint?: string;
}

export interface Choice {
  readonly skills: readonly Skill[];
  /** What else there is to say of them. */
  readonly notes: readonly string[];
}

/**
 * @param chosen ids; beside an ask-cli project or a stack, also names of its skills.
 * @throws if there is no skill, with the ways to name some.
 */
export async function chooseSkills(
  chosen: readonly string[],
  options: SkillOptions,
  console: Console,
): Promise<Choice> {
  const { askProject, stack, profile } = options;
  if (stack !== undefined && askProject !== undefined) {
    throw new UsageError("--stack and --ask-project cannot be combined.");
  }
  if (stack !== undefined) {
    const name = typeof stack === "string" ? stack : undefined;
    return select(chosen, await fromStack(name, profile, console), "the stack");
  }
  if (askProject !== undefined) {
    const folder = resolve(console.folder, typeof askProject === "string" ? askProject : ".");
    return select(chosen, fromAskProject(folder, profile, console), "the ask-cli project");
  }
  if (chosen.length > 0 && !(isAskProject(console.folder) && chosen.some(isName))) {
    const account = accountOfProfile(profile);
    return {
      skills: distinct(chosen.map((skillId) => ({ skillId: checked(skillId), account }))),
      notes: [],
    };
  }
  if (isAskProject(console.folder)) {
    return select(chosen, fromAskProject(console.folder, profile, console), "the ask-cli project");
  }
  throw new UsageError(`Which skills? Name them in one of these ways:
  - their ids, such as amzn1.ask.skill.12345678-1234-1234-1234-123456789012
  - --ask-project FOLDER: those that an ask-cli project deployed (in such a folder, that is the default)
  - --stack NAME: those of a stack of the Pulumi project in this folder`);
}

async function fromStack(
  name: string | undefined,
  profile: string | undefined,
  console: Console,
): Promise<Choice> {
  const { skills } = await readStack(name, profile, console);
  if (skills.length === 0) {
    throw new Error(
      `The stack${name ? ` ${name}` : ""} has no beta test: \`pulumi up\` creates those that the program declares.`,
    );
  }
  return { skills, notes: [] };
}

/** @param name the selected one, if it is left out. @returns also the account of a stack without a beta test. */
export async function readStack(
  name: string | undefined,
  profile: string | undefined,
  console: Console,
): Promise<{ account: Account; skills: readonly Skill[] }> {
  const stack = await readPulumiStack(name, console);
  const account = accountOfStack(stack.settings, profile);
  const skills = stack.skills.map(({ provider, ...skill }) => {
    const hint =
      provider &&
      `The program uses the Provider "${provider}" for it, whose settings this command does not read: ` +
        "set its credentials in the environment, or use --profile.";
    return { ...skill, account, hint };
  });
  return { account, skills: distinct(skills) };
}

function fromAskProject(folder: string, profile: string | undefined, console: Console): Choice {
  const { deployed, undeployed } = readAskProject(folder);
  const isMeant = (one: string) => profile === undefined || one === profile;
  const found = deployed.filter((skill) => isMeant(skill.profile));
  const missing = undeployed.filter(isMeant);
  if (found.length === 0) throw new Error(notDeployed(folder, profile, { deployed, undeployed }));
  const accounts = new Map<string, Account>();
  const accountOf = (name: string) => {
    const isOfEnvironment =
      name === environmentProfile || (profile === undefined && hasCredentials(console.environment));
    if (isOfEnvironment) return accountOfEnvironment;
    const account = accounts.get(name) ?? accountOfProfile(name);
    accounts.set(name, account);
    return account;
  };
  const skills = found.map((skill) => ({
    skillId: skill.skillId,
    name: skill.profile,
    account: accountOf(skill.profile),
  }));
  const notes = missing.map((name) => `The profile "${name}" has not deployed a skill yet.`);
  return { skills: distinct(skills), notes };
}

function notDeployed(folder: string, profile: string | undefined, project: AskProject): string {
  const { deployed, undeployed } = project;
  if (profile === undefined) {
    return `No profile of the ask-cli project ${folder} has deployed a skill: run \`ask deploy\`.`;
  }
  const known = [...deployed.map((skill) => skill.profile), ...undeployed];
  return known.includes(profile)
    ? `The profile "${profile}" of the ask-cli project ${folder} has not deployed a skill: run \`ask deploy --profile ${profile}\`.`
    : `The ask-cli project ${folder} has no profile "${profile}"; it has: ${known.join(", ") || "none"}.`;
}

function select(chosen: readonly string[], { skills, notes }: Choice, place: string): Choice {
  if (chosen.length === 0) return { skills, notes };
  const selected = chosen.map((one) => {
    const found = skills.filter(
      ({ skillId, names = [] }) => one === skillId || names.includes(one),
    );
    if (found.length > 1) {
      const ids = found.map(({ skillId }) => skillId).join(", ");
      throw new UsageError(`"${one}" is the name of several skills in ${place}: ${ids}.`);
    }
    if (found[0]) return found[0];
    const known = skills.map(({ skillId, name }) => name ?? skillId).join(", ");
    throw new UsageError(`There is no "${one}" in ${place}, which has: ${known}.`);
  });
  return { skills: distinct(selected), notes: [] };
}

/** Each skill once: two profiles may have deployed the same one, which then has both names. */
function distinct(skills: readonly Skill[]): Skill[] {
  const bySkillId = new Map<string, Skill>();
  for (const skill of skills) {
    const known = bySkillId.get(skill.skillId);
    const all = [known, skill].flatMap((one) => one?.names ?? (one?.name ? [one.name] : []));
    const names = [...new Set(all)];
    const name = names.length > 0 ? names.join(", ") : undefined;
    bySkillId.set(skill.skillId, { ...(known ?? skill), name, names });
  }
  return [...bySkillId.values()];
}

/** Amazon's ids begin like this; in an ask-cli project, anything else is meant for one of its profiles. */
function isName(chosen: string): boolean {
  return !chosen.startsWith("amzn1.");
}

function checked(skillId: string): string {
  const problem = problemOfSkillId(skillId);
  if (problem) throw new UsageError(`"${skillId}" is not the id of a skill: ${problem}.`);
  return skillId;
}
