/** The one retry loop, for requests to the API and for access tokens. */
import { STATUS_CODES } from "node:http";
import type { Clock, Operation } from "../clock";
import { type Failure, failureCodes, retryDelayMs, ruleFor } from "./retryPolicy";

/** An error that says why its request failed. */
export interface RequestError extends Error {
  readonly failure: Failure;
  /** @returns the same error, whose message also says how often and for how long it was tried. */
  withAttempts(attempts: string): Error;
}

export interface RetryableRequest<T> {
  /** What is being done: `starting the beta test`. */
  readonly action: string;
  readonly idempotent: boolean;
  /** @param attempt 1 for the first. */
  readonly send: (attempt: number) => Promise<T>;
  /** Any other error ends the loop. */
  readonly isRequestError: (error: unknown) => error is RequestError;
}

export interface RetryTiming {
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter. */
  readonly random: () => number;
}

/**
 * Repeats a request as the retry policy allows, until the operation's time is up.
 *
 * @throws the last error, with the number of attempts; or the reason of the operation's signal.
 */
export async function withRetries<T>(
  { action, idempotent, send, isRequestError }: RetryableRequest<T>,
  { clock, random }: RetryTiming,
  operation: Operation,
): Promise<T> {
  const startedAtMs = clock.now();
  let retryWindow: RetryWindow | undefined;
  for (let number = 1; ; number++) {
    const sentAtMs = clock.now();
    try {
      return await send(number);
    } catch (error) {
      if (!isRequestError(error)) throw error;
      const { failure } = error;
      const delayMs = retryDelayMs({ ...failure, idempotent, number }, random());
      if (delayMs === undefined) throw error;
      operation.signal.throwIfAborted();

      retryWindow = retryWindowFor(failure, retryWindow, sentAtMs);
      const endsAtMs = Math.min(operation.endsAtMs, retryWindow.endsAtMs);
      const nowMs = clock.now();
      if (nowMs + delayMs > endsAtMs) {
        const duration = `${seconds(nowMs - startedAtMs)} (limit ${seconds(endsAtMs - startedAtMs)})`;
        throw error.withAttempts(
          `Tried ${times(number)} in ${duration}${retryAfterNote(failure)}.`,
        );
      }
      await operation.onWait(`${describe(failure, action)}; retrying in ${seconds(delayMs)}`);
      await clock.sleep(delayMs, operation.signal);
    }
  }
}

interface RetryWindow {
  readonly lengthMs: number;
  readonly endsAtMs: number;
}

/** Starts with the first of consecutive failures of a kind: a host that responded a minute ago is configured right. */
function retryWindowFor(
  failure: Failure,
  previous: RetryWindow | undefined,
  sentAtMs: number,
): RetryWindow {
  const lengthMs = ruleFor(failure).giveUpAfterMs;
  return previous?.lengthMs === lengthMs ? previous : { lengthMs, endsAtMs: sentAtMs + lengthMs };
}

function times(number: number): string {
  return number === 1 ? "1 time" : `${number} times`;
}

function retryAfterNote({ retryAfterMs = 0 }: Failure): string {
  return retryAfterMs > 0 ? `; Amazon asks to wait ${seconds(retryAfterMs)}` : "";
}

function describe({ status, code }: Failure, action: string): string {
  if (code === failureCodes.proxyFailed) return `The proxy could not reach Amazon while ${action}`;
  if (status === undefined)
    return `No response from Amazon${code ? ` (${code})` : ""} while ${action}`;
  const reason = status === 429 ? "rate limited" : STATUS_CODES[status]?.toLowerCase();
  return `Amazon returned ${status}${reason ? ` (${reason})` : ""} while ${action}`;
}

function seconds(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}
