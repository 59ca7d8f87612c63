/**
 * Invites and removes the testers of a skill together: Pulumi creates and deletes resources side by side, each with a request
 * of its own, and Amazon takes all of them in one.
 */
import { ApiError } from "../../betaTest/api";
import type { Membership, Observed, Tester } from "../../betaTest/BetaTest";
import { InterruptedError, type Target } from "../../betaTest/converge";
import { type Refusals, TestersError } from "../../betaTest/describeProblem";
import { emailsMissingFrom, sameEmail } from "../../betaTest/emails";
import { LifecycleError } from "../../betaTest/errors";
import type { Fetched, LastKnown } from "../../betaTest/observe";
import { systemClock } from "../../clock";
import type { Lifecycle } from "../Lifecycle";
import type { Observations } from "../Observations";
import type { ProviderSession } from "../ProviderSession";
import type { CallOptions } from "../Resource";

type Kind = "join" | "leave";

interface Request {
  readonly kind: Kind;
  readonly email: string;
  readonly lastKnown: LastKnown;
  readonly call: CallOptions;
  readonly resolve: (tester: Tester | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** What Amazon has listed, and what this process has changed since. */
interface List {
  readonly atMs: number;
  readonly fetched: Fetched;
}

/** A batch is sent once nothing more has come for this long, in milliseconds, or after the longest wait. */
const gatherMs = 50;
const maxGatherMs = 300;
/** A list of testers serves the requests that follow within this time, in milliseconds: mostly, nobody else changes it. */
const maxListAgeMs = 10_000;

export class TesterBatches {
  /** By skill: those that wait while others are sent. */
  private readonly waiting = new Map<string, Request[]>();
  private readonly lists = new Map<string, List>();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * @returns the tester, as far as Amazon has said.
   * @throws {InterruptedError} if Amazon did not accept the tester, or it is not known whether it did.
   */
  async join(skillId: string, email: string, lastKnown: LastKnown, call: CallOptions) {
    const tester = await this.request(skillId, "join", email, lastKnown, call);
    return tester ?? justInvited(email);
  }

  /** Does nothing if the tester is gone, or the test is over. */
  async leave(
    skillId: string,
    email: string,
    lastKnown: LastKnown,
    call: CallOptions,
  ): Promise<void> {
    await this.request(skillId, "leave", email, lastKnown, call);
  }

  private request(
    skillId: string,
    kind: Kind,
    email: string,
    lastKnown: LastKnown,
    call: CallOptions,
  ): Promise<Tester | undefined> {
    return new Promise((resolve, reject) => {
      const request = { kind, email, lastKnown, call, resolve, reject };
      const waiting = this.waiting.get(skillId);
      if (waiting) return void waiting.push(request);
      this.waiting.set(skillId, [request]);
      void this.sendAll(skillId);
    });
  }

  private async sendAll(skillId: string): Promise<void> {
    const waiting = this.waiting.get(skillId) ?? [];
    await this.gather(waiting);
    while (waiting[0]) {
      const { kind } = waiting[0];
      const batch = waiting.filter((each) => each.kind === kind);
      waiting.splice(0, waiting.length, ...waiting.filter((each) => each.kind !== kind));
      await this.send(skillId, kind, batch).catch((error) => {
        for (const { reject } of batch) reject(error);
      });
    }
    this.waiting.delete(skillId);
  }

  private async gather(waiting: readonly Request[]): Promise<void> {
    for (let waitedMs = 0; waitedMs < maxGatherMs; waitedMs += gatherMs) {
      const before = waiting.length;
      // Ended early by a cancellation, which the requests will meet as well.
      await this.session.pause(gatherMs).catch(() => undefined);
      if (waiting.length === before) return;
    }
  }

  private async send(skillId: string, kind: Kind, batch: readonly Request[]): Promise<void> {
    const lastKnown = batch.find((each) => each.lastKnown.wasThere)?.lastKnown ?? {};
    // Whatever the program's process says: this changes something.
    const call = { ...batch[0]?.call, timeoutMs: longest(batch), isPreview: false };
    const target = { skillId, desired: membershipOf(kind, batch), lastKnown };
    let list = this.recentList(skillId);
    const isOwn = list !== undefined;
    try {
      list ??= await this.list(skillId, lastKnown, call);
      let observed = await this.converge(target, list, call).catch((error) => {
        // What was seen a moment ago may no longer be so: another process can have ended the test.
        if (isOwn && wasRefused(error)) return undefined;
        throw error;
      });
      if (!observed) {
        list = await this.list(skillId, lastKnown, call);
        observed = await this.converge(target, list, call);
      }
      if (kind === "join" && !list.fetched.testers)
        list = await this.list(skillId, lastKnown, call);
      for (const { email, resolve } of batch) resolve(find(list, email));
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      for (const request of batch) {
        if (isDone(request, error)) request.resolve(find(list, request.email));
        else request.reject(failureOf(request, error));
      }
    }
  }

  private async converge(target: Target, list: List, call: CallOptions): Promise<Observed> {
    this.lists.delete(target.skillId);
    const observed = await this.lifecycle.converge({ ...target, fetched: list.fetched }, call);
    this.remember(target.skillId, list, observed);
    return observed;
  }

  private recentList(skillId: string): List | undefined {
    const list = this.lists.get(skillId);
    return list && systemClock.now() - list.atMs <= maxListAgeMs ? list : undefined;
  }

  /** @throws {Error} if Amazon cannot be asked. */
  private async list(skillId: string, lastKnown: LastKnown, call: CallOptions): Promise<List> {
    const atMs = systemClock.now();
    await this.observations.observe(skillId, { status: "AS_IS", testers: [] }, lastKnown, call);
    return { atMs, fetched: (await this.observations.lastFetched(skillId)) ?? {} };
  }

  /** What the list says now is known without asking again. */
  private remember(
    skillId: string,
    { atMs, fetched }: List,
    { betaTest, testers: emails }: Observed,
  ): void {
    if (!betaTest || !emails || !fetched.testers) return;
    const listed = fetched.testers.filter(({ emailId }) => emails.includes(emailId));
    const known = listed.map(({ emailId }) => emailId);
    const testers = [...listed, ...emailsMissingFrom(known, emails).map(justInvited)];
    const list = { atMs, fetched: { betaTest, testers } };
    this.lists.set(skillId, list);
    // For the diffs that follow.
    this.observations.remember(skillId, Promise.resolve(list.fetched));
  }
}

function membershipOf(kind: Kind, batch: readonly Request[]): Membership {
  const emails = batch.map(({ email }) => email);
  return kind === "join"
    ? { status: "AS_IS", testers: emails, leaving: [] }
    : { status: "AS_IS", testers: [], leaving: emails };
}

/** Nobody has accepted an invitation that was just sent. The rest is in Amazon's list, next time. */
function justInvited(emailId: string): Tester {
  return { emailId, invitationStatus: "NOT_ACCEPTED" };
}

function find(list: List | undefined, email: string): Tester | undefined {
  return list?.fetched.testers?.find(({ emailId }) => sameEmail(emailId, email));
}

/** Undefined, which is the provider's own, if any request has none. */
function longest(batch: readonly Request[]): number | undefined {
  const timeouts = batch.map(({ call }) => call.timeoutMs ?? Number.POSITIVE_INFINITY);
  const timeoutMs = Math.max(...timeouts);
  return Number.isFinite(timeoutMs) ? timeoutMs : undefined;
}

/** Whether nothing has changed, because Amazon refused. */
function wasRefused({ cause, changed }: InterruptedError): boolean {
  return cause instanceof ApiError && cause.outcome === "refused" && !changed;
}

/** Whether Amazon has done this, although it stopped at another one. */
function isDone({ kind, email }: Request, { observed }: InterruptedError): boolean {
  const { testers } = observed;
  const isIn = testers?.some((each) => sameEmail(each, email));
  return isIn === (kind === "join");
}

/** What went wrong for this one: others may have been refused for reasons of their own. */
function failureOf({ kind, email }: Request, error: InterruptedError): InterruptedError {
  const refusals: Refusals = error.cause instanceof TestersError ? error.cause.refusals : [];
  const own = refusals.find(([refused]) => sameEmail(refused, email));
  if (!own) return error;
  const what =
    kind === "join"
      ? "Amazon rejected this tester. Correct the address, or remove the resource."
      : "Amazon refused to remove this tester. Remove it in Amazon's developer console, or run again.";
  const cause = new LifecycleError(`${what} ${own[1].message}`);
  return new InterruptedError(cause, error.observed, error.changed);
}
