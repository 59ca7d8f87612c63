/**
 * Finds the rate of requests that Amazon accepts, which is not published, from its responses:
 *
 * - Until the first 429, only the number of requests in flight is limited, and it grows with each that is accepted. So
 *   few requests meet the limit, however many operations run in parallel.
 * - A 429 shows the limit: it is about what was accepted in the last second. From then on, requests are spaced evenly,
 *   a little below it.
 * - With every request that is accepted, the rate grows: hardly at first, so that 429s are rare, then ever faster, so
 *   that neither a limit that was raised nor a 429 for another reason slows a run down for long.
 *
 * Libraries keep to a rate that is known. AWS's SDK finds one, but less precisely, and its waits cannot be aborted.
 */
import type { Clock, Operation } from "../clock";
import { type HttpResponse, NoResponseError } from "./HttpClient";
import { failureCodes, parseRetryAfter } from "./retryPolicy";

export interface RateLimiter {
  /**
   * Sends a request as soon as the rate allows it: first come, first served, but a retry goes before the others.
   *
   * @throws {NoResponseError} if that is too late; the reason of the operation's signal; or what `send` throws.
   */
  schedule(
    operation: Operation,
    send: () => Promise<HttpResponse>,
    isRetry: boolean,
  ): Promise<HttpResponse>;
}

/** The rate between two 429s. It grows until the next one. */
interface Pace {
  /** At its start. */
  readonly perSecond: number;
  /** How many requests have to be accepted until the rate is e times as high. */
  readonly growthSpan: number;
  /** Of the requests that were sent at this pace. */
  accepted: number;
}

interface Waiter {
  readonly endsAtMs: number;
  readonly go: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Accepted requests are counted over a second. */
const windowMs = 1000;
const minPerSecond = 0.5;
/** Of a limit: as the latency varies, requests that are sent evenly do not arrive evenly. */
const usedShare = 0.95;
/** At more than so many times what was accepted, a rate says nothing about the limit. */
const farAbove = 2;
/** When a rate has grown e-fold: after so many seconds at its start, but not before so many requests. */
const nearLimit = { seconds: 10, minRequests: 80 };
const farFromLimit = { seconds: 3, minRequests: 5 };
/** So many requests may be in flight at first, and one more for every two that were accepted. */
const firstInFlight = 5;
const inFlightPerAccepted = 0.5;
/** The time between requests beyond that: a server that is slow to respond may not limit anything. */
const crowdedMs = 100;
/** A longer Retry-After is not about the rate, and holds only its own request. */
const maxPauseMs = 60_000;

export function createRateLimiter(clock: Clock): RateLimiter {
  const retries = new Set<Waiter>();
  const others = new Set<Waiter>();
  let wakeUp: AbortController | undefined;
  let pace: Pace = { perSecond: Number.POSITIVE_INFINITY, growthSpan: 1, accepted: 0 };
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let inFlight = 0;
  let maxInFlight = firstInFlight;
  const acceptedAtMs: number[] = [];

  /** Sends what may be sent now, and comes back for the next: no timer is left when nobody waits. */
  function sendNext(): void {
    wakeUp?.abort();
    for (let next = first(); next; next = first()) {
      const atMs = nextAtMs();
      const waitMs = atMs - clock.now();
      if (waitMs > 0 && atMs <= next.endsAtMs) {
        wakeUp = new AbortController();
        clock.sleep(waitMs, wakeUp.signal).then(sendNext, () => undefined);
        return;
      }
      leave(next);
      if (waitMs > 0) {
        next.fail(tooLate(`no request is accepted for ${Math.ceil(waitMs / 1000)} s or more`));
      } else {
        inFlight++;
        lastAtMs = clock.now();
        next.go();
      }
    }
  }

  function nextAtMs(): number {
    const leastMs = inFlight < maxInFlight ? 0 : crowdedMs;
    return Math.max(pausedUntilMs, lastAtMs + Math.max(leastMs, 1000 / currentRate(pace)));
  }

  function first(): Waiter | undefined {
    return retries.values().next().value ?? others.values().next().value;
  }

  /** @returns whether it still waited. */
  function leave(waiter: Waiter): boolean {
    return retries.delete(waiter) || others.delete(waiter);
  }

  async function waitForTurn(operation: Operation, queue: Set<Waiter>): Promise<void> {
    operation.signal.throwIfAborted();
    const done = new AbortController();
    const turn = new Promise<void>((go, fail) => {
      const waiter: Waiter = { endsAtMs: operation.endsAtMs, go, fail };
      queue.add(waiter);
      if (first() === waiter) sendNext();
      if (!queue.has(waiter)) return;
      const giveUp = (reason: unknown) => {
        if (!leave(waiter)) return;
        fail(reason);
        if (!first()) wakeUp?.abort();
      };
      const signal = AbortSignal.any([operation.signal, done.signal]);
      clock
        .sleep(operation.endsAtMs - clock.now(), signal)
        .then(() => giveUp(tooLate("the time was up")), giveUp);
    });
    await turn.finally(() => done.abort());
  }

  function record(response: HttpResponse, sentUnder: Pace, isRetry: boolean): void {
    const nowMs = clock.now();
    while ((acceptedAtMs[0] ?? nowMs) <= nowMs - windowMs) acceptedAtMs.shift();
    if (response.status !== 429) {
      acceptedAtMs.push(nowMs);
      sentUnder.accepted++;
      maxInFlight += inFlightPerAccepted;
    } else if (sentUnder === pace && !(isRetry && acceptedAtMs.length > 0)) {
      // Neither an earlier pace nor a request that is rejected again, while others are not, says anything about this one.
      slowDown(response, nowMs);
    }
  }

  function slowDown({ headers }: HttpResponse, nowMs: number): void {
    const rate = currentRate(pace);
    const accepted = acceptedAtMs.length;
    if (rate <= farAbove * accepted) {
      // One more, as it is a whole number: at two a second, there are seconds with only one.
      pace = startingAt(Math.min(rate, accepted + 1) * usedShare, nearLimit);
    } else {
      pace = startingAt(accepted, farFromLimit);
      pausedUntilMs = nowMs + pauseMs(headers, nowMs);
    }
  }

  function pauseMs({ "retry-after": retryAfter }: HttpResponse["headers"], nowMs: number): number {
    const [oldestAtMs] = acceptedAtMs;
    // By then, Amazon no longer counts that one, either.
    if (oldestAtMs !== undefined) return oldestAtMs + windowMs - nowMs;
    // Only if nothing was accepted: otherwise, Retry-After holds the request that was not, in the retry loop.
    return Math.min(parseRetryAfter(retryAfter, nowMs) ?? 0, maxPauseMs);
  }

  return {
    async schedule(operation, send, isRetry) {
      await waitForTurn(operation, isRetry ? retries : others);
      const sentUnder = pace;
      try {
        const response = await send();
        record(response, sentUnder, isRetry);
        return response;
      } finally {
        inFlight--;
        sendNext();
      }
    },
  };
}

function startingAt(rate: number, growth: typeof nearLimit): Pace {
  const perSecond = Math.max(minPerSecond, rate);
  const growthSpan = Math.max(growth.minRequests, growth.seconds * perSecond);
  return { perSecond, growthSpan, accepted: 0 };
}

function currentRate({ perSecond, growthSpan, accepted }: Pace): number {
  return perSecond * Math.exp((accepted / growthSpan) ** 3);
}

function tooLate(why: string): NoResponseError {
  return new NoResponseError(
    `was not sent: Amazon is rate limiting requests, and ${why}`,
    failureCodes.deadlineExceeded,
  );
}
