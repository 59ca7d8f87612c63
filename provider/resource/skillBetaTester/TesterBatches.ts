/**
 * Invites and removes the testers of a skill together: Pulumi creates and deletes resources side by side, each with a request
 * of its own, and Amazon takes all of them in one.
 */
import type { BetaTest, Tester } from "../../betaTest/BetaTest";
import { InterruptedError } from "../../betaTest/converge";
import { type Refusals, TestersError } from "../../betaTest/describeProblem";
import { emailsMissingFrom, sameEmail } from "../../betaTest/emails";
import { LifecycleError } from "../../betaTest/errors";
import type { Fetched, LastKnown } from "../../betaTest/observe";
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

/** How long the first request waits for those that are on their way, in milliseconds. */
const gatherMs = 50;
/** A list of testers serves all requests of a skill within this time, in milliseconds: only this run changes it, mostly. */
const maxListAgeMs = 10_000;

export class TesterBatches {
  /** By skill: those that wait while others are sent. */
  private readonly waiting = new Map<string, Request[]>();

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
    // Ended early by a cancellation, which the requests will meet as well.
    await this.session.pause(gatherMs).catch(() => undefined);
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

  private async send(skillId: string, kind: Kind, batch: readonly Request[]): Promise<void> {
    const emails = batch.map(({ email }) => email);
    const desired = {
      status: "AS_IS",
      testers: kind === "join" ? emails : [],
      leaving: kind === "leave" ? emails : [],
    } as const;
    const lastKnown = batch.find((each) => each.lastKnown.wasThere)?.lastKnown ?? {};
    // Whatever the program's process says: this changes something.
    const call = { ...batch[0]?.call, timeoutMs: longest(batch), isPreview: false };
    const fetched = await this.list(skillId, lastKnown, call);
    try {
      const target = { skillId, desired, lastKnown, fetched };
      const observed = await this.lifecycle.converge(target, call);
      this.remember(skillId, observed.betaTest, observed.testers, fetched);
      const testers =
        fetched?.testers ?? (await this.list(skillId, lastKnown, call))?.testers ?? [];
      for (const { email, resolve } of batch) resolve(find(testers, email));
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      const before = fetched?.testers ?? [];
      for (const request of batch) {
        if (isDone(request, error)) request.resolve(find(before, request.email));
        else request.reject(failureOf(request, error));
      }
    }
  }

  /** A test that was not there a moment ago may have been started since, by another process. */
  private async list(skillId: string, lastKnown: LastKnown, call: CallOptions) {
    const recent = await this.observations.lastFetched(skillId, maxListAgeMs);
    if (recent?.testers) return recent;
    await this.observations.observe(skillId, { status: "AS_IS", testers: [] }, lastKnown, call);
    return this.observations.lastFetched(skillId);
  }

  /** What the list says now is known without asking again. */
  private remember(
    skillId: string,
    betaTest: BetaTest | undefined,
    emails: readonly string[] | undefined,
    fetched: Fetched | undefined,
  ): void {
    if (!betaTest || !emails || !fetched?.testers) return;
    const listed = fetched.testers.filter(({ emailId }) => emails.includes(emailId));
    const known = listed.map(({ emailId }) => emailId);
    const added = emailsMissingFrom(known, emails).map(justInvited);
    const testers = [...listed, ...added];
    this.observations.remember(skillId, Promise.resolve({ betaTest, testers }));
  }
}

/** Nobody has accepted an invitation that was just sent. The rest is in Amazon's list, next time. */
function justInvited(emailId: string): Tester {
  return { emailId, invitationStatus: "NOT_ACCEPTED" };
}

function find(testers: readonly Tester[], email: string): Tester | undefined {
  return testers.find(({ emailId }) => sameEmail(emailId, email));
}

/** Undefined, which is the provider's own, if any request has none. */
function longest(batch: readonly Request[]): number | undefined {
  const timeouts = batch.map(({ call }) => call.timeoutMs ?? Number.POSITIVE_INFINITY);
  const timeoutMs = Math.max(...timeouts);
  return Number.isFinite(timeoutMs) ? timeoutMs : undefined;
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
