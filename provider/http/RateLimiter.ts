/**
 * Finds the rate of requests that Amazon accepts: unlimited until the first 429, then lower than what was
 * accepted, and after a while growing until the next 429.
 */
import type { Clock, Operation } from "../clock";
import { NoResponseError } from "./HttpClient";
import { failureCodes } from "./retryPolicy";
import { abortable } from "./singleFlight";

/** Tells the limiter whether the request that it let through was rate limited. */
export type ReportResponse = (response: { readonly rateLimited: boolean }) => void;

export interface RateLimiter {
  /**
   * Waits until one request may be sent.
   *
   * @throws {NoResponseError} if that is too late; or the reason of the operation's signal.
   */
  acquire(operation: Operation): Promise<ReportResponse>;
}

/** Accepted requests are counted over a second. */
const windowMs = 1000;
const minPerSecond = 0.5;
/** Applied to a rate that was too high. */
const decreaseFactor = 0.85;
/** How long a rate stays before it grows, and by how much each second. */
const holdMs = 5000;
const growthPerSecond = 1.05;

export function createRateLimiter(clock: Clock): RateLimiter {
  let acceptedAtMs: number[] = [];
  let limit: { readonly perSecond: number; readonly setAtMs: number } | undefined;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  // One after the other, because each request sets the time of the next.
  let queue: Promise<unknown> = Promise.resolve();

  function currentRate(nowMs: number): number {
    if (!limit) return Number.POSITIVE_INFINITY;
    const growingMs = Math.max(0, nowMs - limit.setAtMs - holdMs);
    return limit.perSecond * growthPerSecond ** (growingMs / 1000);
  }

  async function waitUntilNext(operation: Operation): Promise<ReportResponse> {
    operation.signal.throwIfAborted();
    // A response that arrives meanwhile can postpone the request.
    while (clock.now() < nextAtMs) {
      if (nextAtMs > operation.endsAtMs) {
        throw new NoResponseError(
          "was not sent: Amazon is rate limiting requests, and the time was up",
          failureCodes.deadlineExceeded,
        );
      }
      await clock.sleep(nextAtMs - clock.now(), operation.signal);
    }
    const sentAtMs = clock.now();
    nextAtMs = sentAtMs + 1000 / currentRate(sentAtMs);
    return ({ rateLimited }) => (rateLimited ? slowDown(sentAtMs) : recordAccepted());
  }

  function recordAccepted(): void {
    acceptedAtMs.push(clock.now());
    dropOld();
  }

  function dropOld(): void {
    const since = clock.now() - windowMs;
    acceptedAtMs = acceptedAtMs.filter((atMs) => atMs > since);
  }

  function slowDown(sentAtMs: number): void {
    // A request that was sent at the old rate says nothing about the new one.
    if (limit && sentAtMs <= limit.setAtMs) return;
    dropOld();
    const nowMs = clock.now();
    const acceptedRate = Math.min(currentRate(nowMs), Math.max(1, acceptedAtMs.length));
    limit = {
      perSecond: Math.max(minPerSecond, acceptedRate * decreaseFactor),
      setAtMs: nowMs,
    };
    // By then Amazon no longer counts the oldest accepted request, either.
    const windowEndsAtMs = (acceptedAtMs[0] ?? nowMs) + windowMs;
    nextAtMs = Math.max(nextAtMs, windowEndsAtMs) + 1000 / limit.perSecond;
  }

  return {
    acquire(operation) {
      const acquired = queue.then(() => waitUntilNext(operation));
      queue = acquired.catch(() => undefined);
      return abortable(acquired, operation.signal);
    },
  };
}
