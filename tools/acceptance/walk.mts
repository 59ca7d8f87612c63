/** What every part of the walk through the life of a beta test shares. */
import { field, statusOf, testersIn } from "./bodies.mts";
import type { Amazon, Exchange, Method } from "./exchanges.mts";
import type { Notebook } from "./notebook.mts";

/** Asks how many invitations a tester got; undefined if nobody knows. */
export type CountMails = (question: MailQuestion) => Promise<number | undefined>;

export interface MailQuestion {
  readonly address: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Walk {
  readonly amazon: Amazon;
  readonly notes: Notebook;
  readonly skillId: string;
  readonly tester: string;
  readonly tester2: string;
  readonly countMails: CountMails;
  /** Says what is being done. */
  readonly say: (line: string) => void;
  /** What must be cleaned up. */
  readonly left: Left;
}

export interface Left {
  /** Whether a create was sent, so that the beta test is this run's own. */
  hasCreated: boolean;
  /** Whether a start was sent, and no end was seen since. */
  mayBeOpen: boolean;
}

/** The walk cannot continue; the message says why, as the rest of a sentence. */
export class WalkStopped extends Error {
  override readonly name = "WalkStopped";
}

export const pollMs = 5000;
/** People saw transitions that took minutes. */
export const transitionLimitMs = 10 * 60_000;

export function pathOf({ skillId }: Pick<Walk, "skillId">, rest = ""): string {
  return `/v1/skills/${encodeURIComponent(skillId)}/betaTest${rest}`;
}

/** Sends a request about the beta test. */
export function ask(walk: Walk, method: Method, rest = "", body?: unknown): Promise<Exchange> {
  return walk.amazon.send(method, pathOf(walk, rest), body);
}

export function testersBody(emails: readonly string[]) {
  return { testers: emails.map((emailId) => ({ emailId })) };
}

export function changeTesters(walk: Walk, operation: string, ...emails: string[]) {
  return ask(walk, "POST", `/testers/${operation}`, testersBody(emails));
}

export interface Awaited {
  readonly last: Exchange;
  /** Every status that was seen on the way, each once; `404` for a test that is gone. */
  readonly seen: readonly string[];
  readonly isReached: boolean;
}

/** Looks until the test is in one of `goals`, where "404" is a test that is gone. */
export async function awaitStatus(
  walk: Pick<Walk, "amazon" | "skillId">,
  goals: readonly string[],
  limitMs = transitionLimitMs,
): Promise<Awaited> {
  const { clock, signal } = walk.amazon;
  const endsAtMs = clock.now() + limitMs;
  const seen = new Set<string>();
  for (;;) {
    const last = await walk.amazon.send("GET", pathOf(walk));
    const status = nameOf(last);
    seen.add(status);
    const isReached = goals.includes(status);
    if (isReached || clock.now() >= endsAtMs) return { last, seen: [...seen], isReached };
    await clock.sleep(pollMs, signal);
  }
}

/** The status that a GET says, or its HTTP status. */
export function nameOf(exchange: Exchange): string {
  return statusOf(exchange) ?? `${exchange.status}`;
}

export interface TesterList {
  readonly exchanges: readonly Exchange[];
  /** Undefined if a page was no list, or if the pages did not end. */
  readonly emails: readonly string[] | undefined;
}

/** Every tester, from all pages. */
export async function listTesters(walk: Walk): Promise<TesterList> {
  const exchanges: Exchange[] = [];
  const emails: string[] = [];
  let query = "?maxResults=500";
  for (let pages = 0; pages < 20; pages++) {
    const page = await ask(walk, "GET", `/testers${query}`);
    exchanges.push(page);
    const testers = testersIn(page);
    if (!testers) return { exchanges, emails: undefined };
    emails.push(...testers.map(({ emailId }) => emailId));
    const next = field(page, "nextToken");
    if (typeof next !== "string" || next === "") return { exchanges, emails };
    query = `?maxResults=500&nextToken=${encodeURIComponent(next)}`;
  }
  return { exchanges, emails: undefined };
}

/** The list some seconds later: it may lag behind the changes. */
export async function listSettled(walk: Walk, afterMs = 5000): Promise<TesterList> {
  await walk.amazon.clock.sleep(afterMs, walk.amazon.signal);
  return listTesters(walk);
}

export function includesEmail(emails: readonly string[], email: string): boolean {
  return emails.some((other) => other.toLowerCase() === email.toLowerCase());
}

/** Rounded to what the polls can tell. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
