/** One request to Amazon's API: authorised, repeated where that is safe, its answer checked. */
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

export interface Connection {
  readonly endpoint: string;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter of the retries. */
  readonly random: () => number;
}

/** How the answer's JSON becomes what the caller asked for; it throws where it cannot. */
export type Reader<T> = (content: unknown) => T;
export type Send = <T>(request: Request, read: Reader<T>) => Promise<T>;

const requestTimeoutMs = 30_000;
const longestAnswer = 5_000_000;

/** @returns a function that sends one request and reads its answer; it rejects with {@link SmapiError}. */
export function createSend({ endpoint, tokens, clock, random }: Connection): Send {
  const http = axios.create({
    baseURL: endpoint,
    timeout: requestTimeoutMs,
    maxContentLength: longestAnswer,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    validateStatus: () => true,
    // Kept as text: what is not JSON is told apart below, not guessed at.
    responseType: "text",
    transformResponse: (text: unknown) => text,
    headers: { Accept: "application/json", "User-Agent": "pulumi-alexa" },
  });

  return async function send<T>(request: Request, read: Reader<T>): Promise<T> {
    return pRetry(() => sendOnce(http, tokens, clock, request, read), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 0,
      onFailedAttempt: async ({ error, attemptNumber }) => {
        if (!(error instanceof SmapiError)) throw error;
        const { status, retryAfterMs } = error.failure;
        const idempotent = request.method === "GET";
        const delayMs = retryDelayMs(
          { idempotent, status, retryAfterMs, number: attemptNumber },
          random(),
        );
        if (delayMs === undefined) throw error;
        await clock.sleep(delayMs);
      },
    });
  };
}

async function sendOnce<T>(
  http: AxiosInstance,
  tokens: TokenSource,
  clock: Clock,
  request: Request,
  read: Reader<T>,
): Promise<T> {
  const token = await tokens.token();
  let response = await exchange(http, token, request);
  if (response.status === 401) {
    const renewed = await tokens.renew(token);
    if (renewed !== undefined) response = await exchange(http, renewed, request);
  }
  return readAnswer(response, clock, request, read);
}

async function exchange(
  http: AxiosInstance,
  token: string,
  { action, method, path, query, body }: Request,
): Promise<AxiosResponse<string>> {
  try {
    return await http.request<string>({
      method,
      url: path,
      params: query,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { data: JSON.stringify(body) }),
    });
  } catch (error) {
    // axios's error holds the token in its configuration: only its words go on.
    const message = `got no answer: ${redact((error as Error).message, token)}`;
    throw new SmapiError({
      action,
      method,
      path,
      message,
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
