/** Whether and when a request is sent again: one table of what can go wrong, and pure functions over it. */

/** Why a request did not succeed. */
export interface Failure {
  /** Undefined if there was no response. */
  readonly status?: number | undefined;
  /** Why there was no response: Node's code, such as `ECONNRESET`, or one of {@link failureCodes}. */
  readonly code?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The host has not responded to anything so far: its address is likely to be wrong. */
  readonly neverResponded?: boolean | undefined;
}

export interface Attempt extends Failure {
  /** Whether sending it twice has the same effect as sending it once, as for a GET. */
  readonly idempotent: boolean;
  /** 1 for the first. */
  readonly number: number;
}

/** Failures that Node has no code for. */
export const failureCodes = {
  /** The operation timed out before the request could be sent. */
  deadlineExceeded: "DEADLINE_EXCEEDED",
  /** Larger than any response of Amazon's. */
  responseTooLarge: "RESPONSE_TOO_LARGE",
  /** A proxy refuses to forward the request. */
  proxyRefused: "PROXY_REFUSED",
  /** A proxy cannot reach the host. */
  proxyFailed: "PROXY_FAILED",
} as const;

export interface Rule {
  readonly matches: (failure: Failure) => boolean;
  /** Whether Amazon may have applied the request: if so, only an idempotent one is sent again. */
  readonly mayBeApplied: boolean;
  /** How long to retry, if the operation's time allows it: not long if the configuration is likely to be wrong. */
  readonly giveUpAfterMs: number;
  /** What to check in the configuration; `setting` says where the request went, such as `alexa:endpoint`. */
  readonly hint?: (setting: string) => string;
}

const never = 0;
export const brieflyMs = 30_000;
const untilTimeout = Number.POSITIVE_INFINITY;

const proxyHint = () =>
  "Set HTTPS_PROXY to a proxy that allows this host, or add the host to NO_PROXY to bypass the proxy.";
const networkHint = (setting: string) => `Check ${setting}, the network and any HTTPS_PROXY.`;
const certificateHint = (setting: string) =>
  `Check ${setting} and any proxy; if you use a certificate authority of your own, set NODE_EXTRA_CA_CERTS.`;

const protocolHint = (setting: string) =>
  `Check ${setting} and any proxy: whatever responds there does not speak HTTP as Amazon does.`;

const { deadlineExceeded, responseTooLarge, proxyRefused, proxyFailed } = failureCodes;
/** Node's own code is for NODE_USE_ENV_PROXY. */
const isProxyFailure = hasCode(proxyFailed, "ERR_PROXY_TUNNEL");
const isUnreachable = hasCode("ENOTFOUND", "ECONNREFUSED");
const isNeverThere: Rule["matches"] = ({ neverResponded }) => neverResponded === true;
/** OpenSSL's codes and Node's. */
const isCertificate: Rule["matches"] = ({ code = "" }) => /CERT|UNABLE_TO_VERIFY/.test(code);
/** The codes of OpenSSL's handshake, Node's HTTP parser, and zlib's and Brotli's decoders. */
const isOtherProtocol: Rule["matches"] = ({ code = "" }) =>
  /^(EPROTO$|ERR_SSL_|HPE_|Z_|ERR__ERROR_)/.test(code);

/** HTTP has no such status. */
const isNoStatus: Rule["matches"] = ({ status = 0 }) => status >= 600;

/** The first that matches applies. */
const rules: readonly Rule[] = [
  { matches: isNoStatus, mayBeApplied: true, giveUpAfterMs: never, hint: protocolHint },
  { matches: ({ status }) => status === 429, mayBeApplied: false, giveUpAfterMs: untilTimeout },
  { matches: ({ status = 0 }) => status >= 500, mayBeApplied: true, giveUpAfterMs: untilTimeout },
  { matches: ({ status }) => status !== undefined, mayBeApplied: true, giveUpAfterMs: never },
  { matches: hasCode(deadlineExceeded), mayBeApplied: false, giveUpAfterMs: never },
  { matches: hasCode(responseTooLarge), mayBeApplied: true, giveUpAfterMs: never },
  { matches: hasCode(proxyRefused), mayBeApplied: false, giveUpAfterMs: never, hint: proxyHint },
  { matches: isProxyFailure, mayBeApplied: false, giveUpAfterMs: brieflyMs, hint: proxyHint },
  { matches: isUnreachable, mayBeApplied: false, giveUpAfterMs: brieflyMs, hint: networkHint },
  { matches: isCertificate, mayBeApplied: false, giveUpAfterMs: never, hint: certificateHint },
  { matches: isOtherProtocol, mayBeApplied: true, giveUpAfterMs: brieflyMs, hint: protocolHint },
  { matches: isNeverThere, mayBeApplied: true, giveUpAfterMs: brieflyMs, hint: networkHint },
  { matches: hasCode("EAI_AGAIN"), mayBeApplied: false, giveUpAfterMs: untilTimeout },
  { matches: () => true, mayBeApplied: true, giveUpAfterMs: untilTimeout },
];

function hasCode(...codes: readonly string[]): Rule["matches"] {
  return ({ code }) => code !== undefined && codes.includes(code);
}

/** What to do about a failure. */
export function ruleFor(failure: Failure): Rule {
  return rules.find(({ matches }) => matches(failure)) as Rule;
}

const baseDelayMs = 500;
const maxDelayMs = 20_000;

/**
 * The pause before the next attempt in milliseconds, or undefined to give up: exponential with full jitter,
 * never shorter than Amazon's Retry-After.
 *
 * @param random a number from 0 to 1.
 */
export function retryDelayMs(attempt: Attempt, random: number): number | undefined {
  const { idempotent, retryAfterMs = 0, number } = attempt;
  const { giveUpAfterMs, mayBeApplied } = ruleFor(attempt);
  if (giveUpAfterMs === never || (mayBeApplied && !idempotent)) return undefined;
  return Math.max(retryAfterMs, random * Math.min(maxDelayMs, baseDelayMs * 2 ** number));
}

/** Retry-After in milliseconds: it is either seconds or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== "string" || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
