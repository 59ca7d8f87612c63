/** The one loop of sending again: SMAPI's requests go through it, and those for tokens. */
import { STATUS_CODES } from "node:http";
import type { Clock, Operation } from "../clock";
import { type Failure, ownCodes, patienceMs, retryDelayMs } from "./retryPolicy";

/** An error that says what its request met. */
export interface RequestError extends Error {
  readonly failure: Failure;
  /** @returns the same error, which also says how long was tried. */
  after(tried: string): Error;
}

export interface Repeated<T> {
  /** What is being done: `starting the beta test`. */
  readonly action: string;
  readonly idempotent: boolean;
  readonly send: () => Promise<T>;
  /** Other errors are not about a request, and end the loop. */
  readonly isRequestError: (error: unknown) => error is RequestError;
}

export interface Pacing {
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter. */
  readonly random: () => number;
}

/**
 * Sends again what may be sent again, until the operation's time is up.
 *
 * @throws the last error, with how long was tried; or the reason of the operation's signal.
 */
export async function retrying<T>(
  { action, idempotent, send, isRequestError }: Repeated<T>,
  { clock, random }: Pacing,
  operation: Operation,
): Promise<T> {
  const startedAtMs = clock.now();
  let patience: Patience | undefined;
  for (let number = 1; ; number++) {
    const sentAtMs = clock.now();
    try {
      return await send();
    } catch (error) {
      if (!isRequestError(error)) throw error;
      const { failure } = error;
      const delayMs = retryDelayMs({ ...failure, idempotent, number }, random());
      if (delayMs === undefined) throw error;
      operation.signal.throwIfAborted();

      patience = patienceWith(failure, patience, sentAtMs);
      const endsAtMs = Math.min(operation.endsAtMs, patience.endsAtMs);
      const nowMs = clock.now();
      if (nowMs + delayMs > endsAtMs) {
        const took = `${seconds(nowMs - startedAtMs)} (limit ${seconds(endsAtMs - startedAtMs)})`;
        throw error.after(`Tried ${times(number)} in ${took}${askedFor(failure)}.`);
      }
      await operation.onWait(`${met(failure, action)}; trying again in ${seconds(delayMs)}`);
      await clock.sleep(delayMs, operation.signal);
    }
  }
}

interface Patience {
  readonly ms: number;
  readonly endsAtMs: number;
}

/** Counts from the first of several failures of one kind: what answered a minute ago is not set up wrongly. */
function patienceWith(failure: Failure, before: Patience | undefined, atMs: number): Patience {
  const ms = patienceMs(failure);
  return before?.ms === ms ? before : { ms, endsAtMs: atMs + ms };
}

function times(number: number): string {
  return number === 1 ? "1 time" : `${number} times`;
}

function askedFor({ retryAfterMs = 0 }: Failure): string {
  return retryAfterMs > 0 ? `; Amazon asks to wait ${seconds(retryAfterMs)}` : "";
}

function met({ status, code }: Failure, action: string): string {
  if (code === ownCodes.proxyFailed) return `The proxy did not get through for ${action}`;
  if (status === undefined) return `Amazon gave no answer${code ? ` (${code})` : ""} to ${action}`;
  const words = status === 429 ? "rate limited" : STATUS_CODES[status]?.toLowerCase();
  return `Amazon answered ${status}${words ? ` (${words})` : ""} to ${action}`;
}

function seconds(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}
