/**
 * A rate of requests that Amazon accepts, found by asking: nothing is slowed down until the first 429; then
 * the rate falls below what was accepted, stays, and grows until the next.
 */
import type { Clock, Operation } from "../clock";
import { NoResponseError } from "./http";
import { ownCodes } from "./retryPolicy";
import { untilAborted } from "./singleFlight";

/** Told how Amazon took the request whose turn it was. */
export type OnAnswer = (answer: { readonly limited: boolean }) => void;

export interface RateLimiter {
  /**
   * Waits for the turn of one request.
   *
   * @throws {NoResponseError} where it comes too late; or the reason of the operation's signal.
   */
  turn(operation: Operation): Promise<OnAnswer>;
}

/** Accepted requests are counted over a second. */
const windowMs = 1000;
/** What is taken off a rate that was too high. */
const cut = 0.85;
const leastPerSecond = 0.5;
/** How long a rate stays before it grows, and by how much each second. */
const holdMs = 5000;
const growth = 1.05;

export function createRateLimiter(clock: Clock): RateLimiter {
  let accepted: number[] = [];
  let limit: { readonly perSecond: number; readonly atMs: number } | undefined;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  // One after the other: each turn sets the time of the next.
  let queue: Promise<unknown> = Promise.resolve();

  function perSecond(nowMs: number): number {
    if (!limit) return Number.POSITIVE_INFINITY;
    const growsMs = Math.max(0, nowMs - limit.atMs - holdMs);
    return limit.perSecond * growth ** (growsMs / 1000);
  }

  async function wait(operation: Operation): Promise<OnAnswer> {
    operation.signal.throwIfAborted();
    // What is answered meanwhile can move the turn.
    while (clock.now() < nextAtMs) {
      if (nextAtMs > operation.endsAtMs) {
        throw new NoResponseError(
          "was not sent: Amazon limits the rate, and the time is up before its turn",
          ownCodes.timeUp,
        );
      }
      await clock.sleep(nextAtMs - clock.now(), operation.signal);
    }
    const sentAtMs = clock.now();
    nextAtMs = sentAtMs + 1000 / perSecond(sentAtMs);
    return ({ limited }) => (limited ? slowDown(sentAtMs) : count());
  }

  function count(): void {
    accepted.push(clock.now());
    forget();
  }

  function forget(): void {
    const since = clock.now() - windowMs;
    accepted = accepted.filter((atMs) => atMs > since);
  }

  function slowDown(sentAtMs: number): void {
    // What was sent at the old rate says nothing of the new one.
    if (limit && sentAtMs <= limit.atMs) return;
    forget();
    const nowMs = clock.now();
    const found = Math.min(perSecond(nowMs), Math.max(1, accepted.length));
    limit = { perSecond: Math.max(leastPerSecond, found * cut), atMs: nowMs };
    // Until the oldest of what was accepted does not count any more at Amazon, either.
    const full = (accepted[0] ?? nowMs) + windowMs;
    nextAtMs = Math.max(nextAtMs, full) + 1000 / limit.perSecond;
  }

  return {
    turn(operation) {
      const turn = queue.then(() => wait(operation));
      queue = turn.catch(() => undefined);
      return untilAborted(turn, operation.signal);
    },
  };
}
