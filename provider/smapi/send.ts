/** One request to Amazon's API: authorised, repeated where that is safe, its answer checked. */
import { DefaultRateLimiter } from "@smithy/util-retry";
import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import pRetry from "p-retry";
import { ZodError, z } from "zod";
import type { TokenSource } from "../auth/TokenSource";
import type { Clock } from "../clock";
import type { Outcome } from "../lifecycle/api";
import { redact } from "../redact";
import { parseRetryAfter, retryDelayMs } from "./retryDecision";
import { SmapiError } from "./SmapiError";
import { messageFrom } from "./wire";

export interface Request {
  /** What is being done, for errors: `starting the beta test`. */
  readonly action: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** The one status that means success; another 2xx is no answer of Amazon's. */
  readonly expects: number;
}

/** What all operations of one process share. */
export interface Connection {
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter of the retries. */
  readonly random: () => number;
  readonly http: AxiosInstance;
  /** Slows every request down where Amazon answers 429, and lets them recover. */
  readonly limiter: Pick<DefaultRateLimiter, "getSendToken" | "updateClientSendingRate">;
  readonly limits: RequestLimits;
}

/** How long one request may take, in milliseconds. */
export interface RequestLimits {
  /** Without a byte: to connect, or between two parts of an answer. */
  readonly idleMs: number;
  /** In all, however the answer trickles. */
  readonly requestMs: number;
}

/** How the answer's JSON becomes what the caller asked for; it throws where it cannot. */
export type Reader<T> = (content: unknown) => T;
export type Send = <T>(request: Request, read: Reader<T>) => Promise<T>;

const longestAnswer = 5_000_000;

export function createConnection(
  endpoint: string,
  { tokens, clock, random }: Pick<Connection, "tokens" | "clock" | "random">,
  limits: RequestLimits = { idleMs: 15_000, requestMs: 60_000 },
): Connection {
  const http = axios.create({
    baseURL: endpoint,
    timeout: limits.idleMs,
    maxContentLength: longestAnswer,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    validateStatus: () => true,
    // Kept as text: what is not JSON is told apart below, not guessed at.
    responseType: "text",
    transformResponse: (text: unknown) => text,
    headers: { Accept: "application/json", "User-Agent": "pulumi-alexa" },
  });
  return { tokens, clock, random, http, limiter: new DefaultRateLimiter(), limits };
}

/**
 * @param signal ends the requests of one operation, the pauses between their attempts included.
 * @returns a function that sends one request and reads its answer; it rejects with {@link SmapiError}, or
 *   with the signal's reason.
 */
export function createSend(connection: Connection, signal: AbortSignal): Send {
  const { clock, random } = connection;
  return async function send<T>(request: Request, read: Reader<T>): Promise<T> {
    return pRetry(() => sendOnce(connection, signal, request, read), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 0,
      onFailedAttempt: async ({ error, attemptNumber }) => {
        if (!(error instanceof SmapiError)) throw error;
        const { status, retryAfterMs } = error.failure;
        const idempotent = request.method === "GET";
        const attempt = { idempotent, status, retryAfterMs, number: attemptNumber };
        const delayMs = retryDelayMs(attempt, random());
        if (delayMs === undefined) throw error;
        await clock.sleep(delayMs, signal);
      },
    });
  };
}

async function sendOnce<T>(
  connection: Connection,
  signal: AbortSignal,
  request: Request,
  read: Reader<T>,
): Promise<T> {
  const { tokens, clock } = connection;
  const token = await tokens.token();
  let response = await exchange(connection, signal, token, request);
  if (response.status === 401) {
    const renewed = await tokens.renew(token);
    if (renewed !== undefined) response = await exchange(connection, signal, renewed, request);
  }
  return readAnswer(response, clock, request, read);
}

async function exchange(
  { http, limiter, limits }: Connection,
  signal: AbortSignal,
  token: string,
  { action, method, path, query, body }: Request,
): Promise<AxiosResponse<string>> {
  await limiter.getSendToken();
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(limits.requestMs);
  try {
    const response = await http.request<string>({
      method,
      url: path,
      params: query,
      signal: AbortSignal.any([signal, deadline]),
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { data: JSON.stringify(body) }),
    });
    limiter.updateClientSendingRate(response.status === 429 ? { errorType: "THROTTLING" } : {});
    return response;
  } catch (error) {
    const why = deadline.aborted
      ? `no complete answer within ${limits.requestMs / 1000} s`
      : // axios's error holds the token in its configuration: only its words go on.
        `no answer: ${redact((error as Error).message, token)}`;
    throw new SmapiError({
      action,
      method,
      path,
      message: `got ${why}`,
      outcome: "uncertain",
      documented: false,
    });
  }
}

function readAnswer<T>(
  { status, headers, data }: AxiosResponse<string>,
  clock: Clock,
  { action, method, path, expects }: Request,
  read: Reader<T>,
): T {
  const content = parseJson(data);
  const fail = (message: string, documented: boolean) =>
    new SmapiError({
      action,
      method,
      path,
      status,
      message: redact(message),
      requestId: requestIdOf(headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]),
      retryAfterMs: parseRetryAfter(headers["retry-after"], clock.now()),
      outcome: outcomeOf(status),
      documented,
    });

  if (status !== expects) {
    const message = messageFrom(content);
    throw fail(message ?? `${whatItIs(data, content)}: ${data}`, message !== undefined);
  }
  try {
    return read(content);
  } catch (error) {
    const why = error instanceof ZodError ? z.prettifyError(error) : (error as Error).message;
    throw fail(`${whatItIs(data, content)} (${why}): ${data}`, false);
  }
}

/** After an answer that says neither yes nor no, only a look can tell. */
function outcomeOf(status: number): Outcome {
  if (status === 400 || status === 413) return "unacceptable";
  const saidNo = status >= 300 && status < 500 && status !== 408 && status !== 409;
  return saidNo ? "refused" : "uncertain";
}

function whatItIs(text: string, content: unknown): string {
  if (text === "") return "an empty answer";
  return content === undefined
    ? "an answer that is not JSON"
    : "an answer that Amazon does not document";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requestIdOf(header: unknown): string | undefined {
  return typeof header === "string" && /^[\w.:/+=-]{1,128}$/.test(header) ? header : undefined;
}
