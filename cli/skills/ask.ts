/** Asks Amazon about several skills at a time. What goes wrong with one does not concern the others. */
import type { BetaTest, Tester } from "../../provider/betaTest/BetaTest";
import { hasPassed } from "../../provider/betaTest/expiry";
import { observe } from "../../provider/betaTest/observe";
import { withDeadline } from "../../provider/resource/withDeadline";
import type { SmapiClient } from "../../provider/smapi/client";
import { type Console, Progress } from "../console";
import { type ConnectedAccount, createAccounts } from "./accounts";
import { chooseSkills, type Skill } from "./choose";
import type { SkillOptions } from "./options";

export type Answer<T> =
  | { readonly skill: Skill; readonly value: T }
  | { readonly skill: Skill; readonly error: Error };

export interface SkillSession {
  readonly skills: readonly Skill[];
  /**
   * Runs `work` for each skill, as one operation that ends at its account's timeout or when `cancelled` is aborted.
   *
   * @returns the answers, in the order of the skills.
   */
  forEachSkill<T>(
    skills: readonly Skill[],
    action: string,
    work: (api: SmapiClient, skill: Skill) => Promise<T>,
    cancelled?: AbortSignal,
  ): Promise<Answer<T>[]>;
}

/**
 * Chooses the skills, prints what there is to say of the choice, and connects to their accounts, each once.
 *
 * @throws if they have one account, and it has no usable settings: that is not about a skill.
 */
export async function connectToSkills(
  chosen: readonly string[],
  options: SkillOptions,
  console: Console,
): Promise<SkillSession> {
  const { skills, notes } = await chooseSkills(chosen, options, console);
  for (const note of notes) console.errors.write(`${note}\n`);
  const connect = createAccounts(console, options.timeout);
  const accounts = [...new Set(skills.map(({ account }) => account))];
  if (accounts.length === 1 && accounts[0]) await connect(accounts[0]);

  return {
    skills,
    async forEachSkill(skills, action, work, cancelled = new AbortController().signal) {
      const progress = new Progress(console.errors);
      let done = 0;
      const showDone = () => progress.show(`${action}: ${done} of ${skills.length}`);
      showDone();
      try {
        return await Promise.all(
          skills.map(async (skill) => {
            try {
              const account = await connect(skill.account);
              const ask = (api: SmapiClient) => work(api, skill);
              const onWait = async (line: string) => progress.show(`${nameOf(skill)}: ${line}`);
              return { skill, value: await within(account, cancelled, onWait, ask) };
            } catch (error) {
              return { skill, error: withHint(error as Error, skill) };
            } finally {
              done++;
              showDone();
            }
          }),
        );
      } finally {
        progress.clear();
      }
    },
  };
}

function within<T>(
  { api, clock, timeoutMs }: ConnectedAccount,
  cancelled: AbortSignal,
  onWait: (line: string) => Promise<void>,
  work: (api: SmapiClient) => Promise<T>,
): Promise<T> {
  return withDeadline({ timeoutMs, clock, cancelled, onWait }, (operation) => work(api(operation)));
}

function withHint(error: Error, { hint }: Skill): Error {
  if (hint) error.message = `${error.message} ${hint}`;
  return error;
}

export function nameOf({ name, skillId }: Pick<Skill, "name" | "skillId">): string {
  return name ?? skillId;
}

/** With both, for a list of several skills. */
export function titleOf({ name, skillId }: Pick<Skill, "name" | "skillId">): string {
  return name === undefined ? skillId : `${name} (${skillId})`;
}

export interface FoundTest {
  readonly betaTest: BetaTest;
  /** None once the test has ended: Amazon lists them no longer. */
  readonly testers: readonly Tester[];
  /** Whether it ended by itself, as far as that can be told. */
  readonly hasExpired: boolean;
  /** Amazon's time, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** @returns undefined if the skill has no beta test, and none that a stack knows to have ended. */
export async function readBetaTest(
  api: SmapiClient,
  { skillId, lastKnown }: Skill,
): Promise<FoundTest | undefined> {
  const seen = { betaTest: await api.getBetaTest(skillId, { strict: true }) };
  const { betaTest, end, skillIsDeleted } = await observe(api, skillId, {}, lastKnown, seen);
  const nowMs = api.now();
  if (betaTest?.status === "ENDED") {
    const isOver = hasPassed(betaTest.expiryDate, nowMs);
    // Where a stack knows that the test had ended, but not how, the program ended it.
    const hasExpired = end ? end === "expired" : isOver && lastKnown?.status === undefined;
    return { betaTest, hasExpired, nowMs, testers: [] };
  }
  if (betaTest) {
    return { betaTest, hasExpired: false, nowMs, testers: await api.listTesters(skillId) };
  }
  if (!skillIsDeleted && (await api.skillIsVisible(skillId))) return undefined;
  throw new Error(
    "Amazon finds no such skill in this account: check the skill id, and whose credentials these are.",
  );
}
