/** Raw requests to Amazon's API, each recorded as it was, whatever the response is. */
import type { Clock, Operation } from "../../provider/clock.ts";
import {
  createHttpClient,
  type HttpClient,
  NoResponseError,
} from "../../provider/http/HttpClient.ts";
import { parseJson } from "../../provider/http/json.ts";
import { parseRetryAfter } from "../../provider/http/retryPolicy.ts";

export type Method = "GET" | "POST" | "PUT";

/** One request with its response: `status` is 0 if there was none, and `problem` says why. */
export interface Exchange {
  /** From 1 on, in the order of the requests. */
  readonly number: number;
  readonly atMs: number;
  readonly durationMs: number;
  readonly method: Method;
  readonly path: string;
  readonly requestBody?: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
  readonly problem?: string | undefined;
}

/** More than this run may send: something goes wrong in circles. */
export class LimitError extends Error {
  override readonly name = "LimitError";
}

export interface Amazon {
  /** Sends one request, and again only where Amazon surely did nothing, or nothing is changed by it. */
  send(method: Method, path: string, body?: unknown): Promise<Exchange>;
  /** One request with a token that is not valid. */
  sendWithBadToken(path: string): Promise<Exchange>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly exchanges: Exchange[];
}

export interface AmazonOptions {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly token: (operation: Operation) => Promise<string>;
  /** Aborts waits and requests. */
  readonly signal: AbortSignal;
  /** How long all of it may take, and with how many requests. */
  readonly limits: { readonly totalMs: number; readonly requests: number };
  /** Where exchanges are added. */
  readonly exchanges: Exchange[];
}

/** It has the form of Amazon's, so that nothing but the token itself is wrong. */
const badToken = "Atza|this-token-was-never-issued";
const maxThrottled = 6;
const maxLost = 3;
const maxRetryAfterMs = 120_000;

/** @returns a client that never throws because of a response, and respects 429 and its Retry-After. */
export function createAmazon(options: AmazonOptions): Amazon {
  const { endpoint, clock, token, signal, limits, exchanges } = options;
  const http = createHttpClient(endpoint, clock);
  const endsAtMs = clock.now() + limits.totalMs;
  const operation: Operation = { signal, endsAtMs, onWait: async () => {} };
  const lastNumber = exchanges.length + limits.requests;

  const sendOnce = async (request: Request, accessToken: string) => {
    signal.throwIfAborted();
    if (exchanges.length >= lastNumber)
      throw new LimitError(`more than ${limits.requests} requests would be needed`);
    if (clock.now() >= endsAtMs)
      throw new LimitError(`more than ${Math.round(limits.totalMs / 60_000)} minutes were needed`);
    const exchange = await exchangeOf(http, operation, request, accessToken, clock, exchanges);
    exchanges.push(exchange);
    signal.throwIfAborted();
    return exchange;
  };

  const send: Amazon["send"] = async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const exchange = await sendOnce({ method, path, body }, await token(operation));
      const waitMs = waitBeforeRetry(exchange, attempt, clock.now());
      if (waitMs === undefined) return exchange;
      await clock.sleep(waitMs, signal);
    }
  };
  return {
    ...{ send, clock, signal, exchanges },
    sendWithBadToken: (path) => sendOnce({ method: "GET", path }, badToken),
  };
}

interface Request {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
}

/** Undefined if the exchange stands. A change whose response was lost is never repeated: it could mail twice. */
function waitBeforeRetry(
  { method, status, headers }: Exchange,
  attempt: number,
  nowMs: number,
): number | undefined {
  const backOffMs = 1000 * 2 ** (attempt - 1);
  if (status === 429 && attempt < maxThrottled) {
    const askedMs = parseRetryAfter(headers["retry-after"], nowMs) ?? 0;
    return Math.min(Math.max(askedMs, backOffMs), maxRetryAfterMs);
  }
  const isLost = status === 0 || status >= 500;
  return isLost && method === "GET" && attempt < maxLost ? backOffMs : undefined;
}

async function exchangeOf(
  http: HttpClient,
  operation: Operation,
  { method, path, body }: Request,
  token: string,
  clock: Clock,
  before: readonly Exchange[],
): Promise<Exchange> {
  const atMs = clock.now();
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body !== undefined && { "Content-Type": "application/json" }),
  };
  const common = { number: before.length + 1, atMs, method, path, requestBody: body };
  try {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const response = await http({ method, path, headers, body: content }, operation);
    const { status, text } = response;
    const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    const durationMs = clock.now() - atMs;
    return {
      ...{ ...common, durationMs, status, text, json: parseJson(text) },
      headers: Object.fromEntries(entries),
    };
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    const durationMs = clock.now() - atMs;
    const nothing = { status: 0, headers: {}, text: "", json: undefined };
    return { ...common, ...nothing, durationMs, problem: error.message };
  }
}
