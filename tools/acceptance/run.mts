/** One run: from the inputs to the report. What it needs of the process is injected. */
import { randomUUID } from "node:crypto";
import type { Clock, Operation } from "../../provider/clock.ts";
import {
  answerHeaders,
  askBadToken,
  askForeignSkill,
  Refused,
  requireFreeSkill,
} from "./access.mts";
import { announce } from "./announcement.mts";
import { cleanUp, type Remains } from "./cleanUp.mts";
import {
  addTesterToDraft,
  askDraftCreate,
  askUpdate,
  createDraft,
  requireOnlyTester,
} from "./draft.mts";
import { askAfterEnd, askNewTest, endTest } from "./ending.mts";
import { type Amazon, createAmazon, type Exchange } from "./exchanges.mts";
import type { Inputs } from "./inputs.mts";
import { Notebook, type Row } from "./notebook.mts";
import { askWhileRunning, startTest } from "./open.mts";
import { createPlaceholders, type Placeholders } from "./placeholders.mts";
import { askProvider, type Project } from "./provider.mts";
import { writeReport } from "./report.mts";
import { askTesterCalls } from "./testerCalls.mts";
import { type CountMails, type Walk, WalkStopped } from "./walk.mts";

export interface RunOptions {
  readonly inputs: Inputs;
  readonly endpoint: string;
  readonly token: (operation: Operation) => Promise<string>;
  /** What the report must not have, beside what the run itself learns. */
  readonly secrets: readonly (string | undefined)[];
  /** Of this machine: an error of the engine can name them. */
  readonly folders: readonly string[];
  readonly clock: Clock;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly version: string;
  readonly say: (line: string) => void;
  /** Shows the announcement and asks whether to begin. */
  readonly agree: (announcement: string) => Promise<boolean>;
  readonly countMails: CountMails;
  readonly createProject: () => Project;
}

export interface Result {
  readonly rows: readonly Row[];
  readonly report: string;
  readonly remains: Remains;
  /** Why the run stopped before its end, if it did. */
  readonly problem: string | undefined;
}

/** Of the questions: what is slower is cut short, so that a token of an hour is still good for the end. */
const limits = { totalMs: 40 * 60_000, requests: 1500 };
/** Of the cleaning up alone: it waits out STARTING and STOPPING. */
const cleanUpLimits = { totalMs: 45 * 60_000, requests: 800 };

/** @throws {Refused} before anything is changed. */
export async function runAcceptance(given: RunOptions): Promise<Result> {
  const { options, tokens } = rememberingTokens(given);
  const { inputs, clock, version } = options;
  const exchanges: Exchange[] = [];
  const walk = walkOf(options, createAmazon({ ...options, limits, exchanges }));
  await requireFreeSkill(walk);
  if (!(await options.agree(announce(inputs, options.endpoint))))
    throw new Refused("Nothing was changed.");
  const problem = await problemOf(() => askAll(walk, options));
  if (problem) walk.notes.stop(problem);
  // Not stopped by what stopped the run.
  const { signal } = new AbortController();
  const amazon = createAmazon({ ...options, signal, limits: cleanUpLimits, exchanges });
  const remains = await cleanUp({ ...walk, amazon });
  answerHeaders(walk, exchanges);
  const rows = walk.notes.rows();
  const outcome = outcomeOf(problem, options.signal);
  const found = { rows, exchanges, outcome, remains: remains.text };
  const placeholders = placeholdersOf(options, tokens);
  const report = writeReport({ ...found, version, atMs: clock.now() }, placeholders);
  return { rows, report, remains, problem };
}

/** Renewed ones are among the secrets, too. */
function rememberingTokens(given: RunOptions): { options: RunOptions; tokens: Set<string> } {
  const tokens = new Set<string>();
  const token: RunOptions["token"] = async (operation) => {
    const value = await given.token(operation);
    tokens.add(value);
    return value;
  };
  return { options: { ...given, token }, tokens };
}

function outcomeOf(problem: string | undefined, signal: AbortSignal): string {
  if (problem === undefined) return "it went through all questions.";
  return `it stopped early: ${problem}.${signal.aborted ? " It was interrupted." : ""}`;
}

function walkOf({ inputs, say, countMails }: RunOptions, amazon: Amazon): Walk {
  const { skillId, tester, tester2 } = inputs;
  const left = { hasCreated: false, mayBeOpen: false };
  return { ...{ amazon, notes: new Notebook(), skillId, tester, tester2 }, countMails, say, left };
}

async function askAll(walk: Walk, { inputs, createProject }: RunOptions): Promise<void> {
  const { foreignSkill, runsProvider } = inputs;
  walk.say("asking about a foreign skill and a wrong token");
  const madeUp = `amzn1.ask.skill.${randomUUID()}`;
  await askForeignSkill(walk, foreignSkill ?? madeUp, foreignSkill !== undefined);
  await askBadToken(walk);
  await createDraft(walk);
  await askDraftCreate(walk);
  await askUpdate(walk);
  await askTesterCalls(walk);
  await addTesterToDraft(walk);
  await requireOnlyTester(walk);
  await askWhileRunning(walk, await startTest(walk));
  await endTest(walk);
  await askAfterEnd(walk);
  await askNewTest(walk);
  if (runsProvider) await withProject(createProject(), (project) => askProvider(walk, project));
  else walk.notes.notAsked("provider", "PROVIDER=no");
}

async function withProject(project: Project, work: (project: Project) => Promise<void>) {
  try {
    await work(project);
  } finally {
    project.remove();
  }
}

/** Every failure ends the walk and nothing else: the test must be ended, and the report written. */
async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof WalkStopped) return error.message;
    const isPlain = error instanceof Error && error.name === "Error";
    return isPlain ? error.message : String(error);
  }
}

function placeholdersOf(
  { inputs, endpoint, secrets, folders }: RunOptions,
  tokens: Iterable<string>,
): Placeholders {
  const placeholders = createPlaceholders();
  const { skillId, foreignSkill, tester, tester2 } = inputs;
  for (const secret of [...secrets, ...tokens]) placeholders.hide(secret, "<secret>");
  // A home that is the root would be found in every path.
  for (const folder of folders) if (folder.length > 3) placeholders.hide(folder, "<folder>");
  placeholders.hide(skillId, "<skill>");
  placeholders.hide(foreignSkill, "<foreign skill>");
  placeholders.hide(tester, "<tester 1>");
  placeholders.hide(tester2, "<tester 2>");
  placeholders.hide(endpoint, "<endpoint>");
  return placeholders;
}
