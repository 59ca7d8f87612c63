/** Whether and when a request is sent again: pure, so that every case stands in a table of the tests. */

/** What a request met in place of the answer that was wanted. */
export interface Failure {
  /** Undefined where no answer came. */
  readonly status?: number | undefined;
  /** Why none came: Node's own code, such as `ECONNRESET`, or one of {@link ownCodes}. */
  readonly code?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

export interface Attempt extends Failure {
  /** Whether sending it twice is the same as sending it once, as for a GET. */
  readonly idempotent: boolean;
  /** 1 for the first. */
  readonly number: number;
}

/** What Node has no code for. */
export const ownCodes = {
  /** The operation's time was up before the request's turn came. */
  timeUp: "TIME_UP",
  /** More than any answer of Amazon's. */
  tooLarge: "ANSWER_TOO_LARGE",
  /** A proxy does not let the request through. */
  proxyRefused: "PROXY_REFUSED",
  /** A proxy would, but does not get through itself. */
  proxyFailed: "PROXY_FAILED",
} as const;

const baseMs = 500;
const maxDelayMs = 20_000;

/** Ours, and Node's where it goes through proxies by itself (NODE_USE_ENV_PROXY). */
const byProxy = new Set<unknown>([ownCodes.proxyRefused, ownCodes.proxyFailed, "ERR_PROXY_TUNNEL"]);
const nowhere = new Set<unknown>([
  "ENOTFOUND",
  "ECONNREFUSED",
  ownCodes.proxyFailed,
  "ERR_PROXY_TUNNEL",
]);
const forGood = new Set<unknown>([ownCodes.timeUp, ownCodes.tooLarge, ownCodes.proxyRefused]);
/** OpenSSL's words and Node's for a certificate that nobody vouches for. */
const certificate = /CERT|UNABLE_TO_VERIFY/;

/**
 * The pause before the next attempt in milliseconds, or undefined to give up: exponential with full
 * jitter, never shorter than Amazon's Retry-After. A request that changes something is repeated only
 * where it certainly was not applied; all else is for the lifecycle to look into.
 *
 * @param random a number from 0 to 1.
 */
export function retryDelayMs(attempt: Attempt, random: number): number | undefined {
  const { idempotent, status, retryAfterMs = 0, number } = attempt;
  const passing = status === undefined || status >= 500;
  const repeatable = status === 429 || (passing && (idempotent || !mayBeApplied(attempt)));
  if (!repeatable || patienceMs(attempt) === 0) return undefined;
  return Math.max(retryAfterMs, random * Math.min(maxDelayMs, baseMs * 2 ** number));
}

/** How long it makes sense to go on: where the configuration is wrong, trying again does not mend it. */
export function patienceMs({ status, code = "" }: Failure): number {
  if (status !== undefined) return Number.POSITIVE_INFINITY;
  if (forGood.has(code) || certificate.test(code)) return 0;
  return nowhere.has(code) ? 30_000 : Number.POSITIVE_INFINITY;
}

/** Whether a request that got no answer may have reached Amazon. */
export function mayBeApplied({ status, code = "" }: Failure): boolean {
  if (status !== undefined || code === ownCodes.tooLarge) return true;
  const neverLeft = nowhere.has(code) || forGood.has(code) || code === "EAI_AGAIN";
  return !neverLeft && !certificate.test(code);
}

/**
 * What to do about a request that got no answer, where the configuration can be what is wrong.
 *
 * @param setting the one that says where it went, such as `alexa:endpoint`.
 */
export function adviceFor({ code = "" }: Failure, setting: string): string | undefined {
  if (byProxy.has(code)) {
    return "Set HTTPS_PROXY to a proxy that lets it through, or name the host in NO_PROXY to go past the proxy.";
  }
  if (certificate.test(code)) {
    return `Check ${setting} and any proxy; a certificate authority of your own belongs into NODE_EXTRA_CA_CERTS.`;
  }
  return nowhere.has(code) ? `Check ${setting}, the network and any HTTPS_PROXY.` : undefined;
}

/** Retry-After in milliseconds: it is either seconds or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== "string" || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
