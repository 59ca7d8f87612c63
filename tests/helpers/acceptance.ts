/** Runs of `make acceptance` in this process: on a simulator, with a clock that moves the simulator's. */
import type { Clock } from "../../provider/clock";
import { type ApiVariants, type SimulatorSettings, simulatedCredentials } from "../../simulator";
import { readInputs } from "../../tools/acceptance/inputs.mts";
import type { Row } from "../../tools/acceptance/notebook.mts";
import type { Project } from "../../tools/acceptance/provider.mts";
import type { QuestionId } from "../../tools/acceptance/questions.mts";
import { type RunOptions, runAcceptance } from "../../tools/acceptance/run.mts";
import type { CountMails } from "../../tools/acceptance/walk.mts";
import { type Mail, startTestSimulator, type TestSimulator } from "./simulator";

export const skillId = "amzn1.ask.skill.0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";
export const foreignSkill = "amzn1.ask.skill.ffffffff-4e5f-4071-8293-a4b5c6d7e8f9";
export const [tester, tester2] = ["Me.Canary@corp.example.net", "Me.Canary+2@corp.example.net"];

/** STARTING and STOPPING last for some polls. */
export const settings = { transitionDelayMs: 12_000 } satisfies Partial<SimulatorSettings>;

/** A simulator of the test's own, where {@link foreignSkill} is another account's. */
export async function startAmazon(variants: Partial<ApiVariants> = {}): Promise<TestSimulator> {
  const simulator = await startTestSimulator({ ...settings, ...variants });
  await simulator.setSkill(foreignSkill, { account: "other" });
  return simulator;
}

/** Sleeping takes no time: it moves `advance`, at which a simulator can move its own clock. */
export function movingClock(
  advance: (ms: number) => Promise<unknown> = async () => {},
  startMs = Date.now(),
): Clock {
  let offsetMs = startMs - Date.now();
  return {
    now: () => Date.now() + offsetMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      offsetMs += ms;
      await advance(ms);
      signal?.throwIfAborted();
    },
  };
}

/** What a person finds in their inbox. */
export function countIn(simulator: TestSimulator): CountMails {
  return async ({ address, fromMs, toMs }) => {
    const mails = await simulator.ask<Mail[]>("GET", "/mails");
    return mails.filter(({ at, kind, emailId }) => {
      const atMs = Date.parse(at);
      // The two clocks are moved one after the other.
      const isThen = atMs >= fromMs - 1000 && atMs <= toMs + 1000;
      return isThen && kind === "invitation" && emailId === address;
    }).length;
  };
}

/** For a run without the provider. */
export const noProject = (): Project => {
  throw new Error("no project is to be made");
};

export interface TestRun extends Partial<Omit<RunOptions, "inputs">> {
  readonly environment?: Readonly<Record<string, string>>;
}

/** The options of a run at `url`. A test can replace any of them. */
export function optionsOf(url: string, { environment, ...options }: TestRun = {}): RunOptions {
  const inputs = readInputs(
    {
      ...{ SKILL_ID: skillId, TESTER: tester, TESTER2: tester2, FOREIGN_SKILL: foreignSkill },
      ...{ YES: "1", PROVIDER: "no", ...environment },
    },
    Date.UTC(2026, 0, 2),
  );
  return {
    ...{ inputs, endpoint: url, version: "0.0.0", clock: movingClock() },
    token: async () => simulatedCredentials.accessToken,
    secrets: [simulatedCredentials.accessToken],
    folders: [],
    signal: new AbortController().signal,
    say: () => {},
    agree: async () => true,
    countMails: async () => undefined,
    createProject: noProject,
    ...options,
  };
}

/** A run on a simulator, whose person looks into the inbox. */
export async function runOn(simulator: TestSimulator, options: TestRun = {}) {
  // A run before it has moved the simulator's.
  const { now } = await simulator.ask<{ now: string }>("GET", "/clock");
  const result = await runAcceptance(
    optionsOf(simulator.url, {
      clock: movingClock((ms) => simulator.advanceMs(ms), Date.parse(now)),
      countMails: countIn(simulator),
      ...options,
    }),
  );
  return { ...result, row: (id: QuestionId) => rowOf(result.rows, id) };
}

/** Whatever happened, no test is open, and no made-up address was mailed. */
export async function expectNobodyHasAccess(simulator: TestSimulator): Promise<void> {
  const skill = await simulator.skill(skillId);
  expect(["IN_DRAFT", "ENDED", undefined]).toContain(skill?.status);
  expect((await simulator.mails()).filter((mail) => /nobody/i.test(mail))).toEqual([]);
}

export function rowOf(rows: readonly Row[], id: QuestionId): Row {
  const row = rows.find((other) => other.id === id);
  if (!row) throw new Error(`There is no row of ${id}.`);
  return row;
}
