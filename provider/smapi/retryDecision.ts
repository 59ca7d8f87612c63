/** Whether and when a request is sent again: pure, so that every case stands in a table of the tests. */

export interface Attempt {
  /** Whether sending it twice is the same as sending it once, as for a GET. */
  readonly idempotent: boolean;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** 1 for the first. */
  readonly number: number;
}

const attemptsInAll = 6;
const baseMs = 500;
const longestMs = 20_000;
/** Amazon asking for more than this is better told to the user than waited for. */
const longestRetryAfterMs = 120_000;

/**
 * The pause before the next attempt in milliseconds, or undefined to give up: exponential with full
 * jitter, never shorter than Amazon's Retry-After. A request that changes something is repeated only
 * where it certainly was not applied, which is a 429; all else is for the lifecycle to look into.
 *
 * @param random a number from 0 to 1.
 */
export function retryDelayMs(attempt: Attempt, random: number): number | undefined {
  const { idempotent, status, retryAfterMs = 0, number } = attempt;
  if (number >= attemptsInAll || retryAfterMs > longestRetryAfterMs) return undefined;
  const passing = status === undefined || status >= 500;
  if (status !== 429 && !(passing && idempotent)) return undefined;
  return Math.max(retryAfterMs, random * Math.min(longestMs, baseMs * 2 ** number));
}

/** Retry-After in milliseconds: it is either seconds or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== "string" || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
