/** One request to Amazon's API: authorised, repeated where that is safe, its answer checked. */
import { ZodError, z } from "zod";
import type { TokenSource } from "../auth/TokenSource";
import type { Outcome } from "../betaTest/api";
import type { Clock, Operation } from "../clock";
import {
  createHttp,
  type Http,
  type HttpResponse,
  NoResponseError,
  type RequestLimits,
} from "../http/http";
import { parseJson } from "../http/json";
import { createRateLimiter, type RateLimiter } from "../http/RateLimiter";
import { redact } from "../http/redact";
import { retrying } from "../http/retrying";
import { mayBeApplied, parseRetryAfter } from "../http/retryPolicy";
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
  /** What to do about a 404, where it does not mean that the skill is wrong. */
  readonly adviceOn404?: string;
}

/** What all operations of one process share. */
export interface Connection {
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter of the retries. */
  readonly random: () => number;
  readonly http: Http;
  /** Slows every request down where Amazon answers 429, and lets them recover. */
  readonly limiter: RateLimiter;
  /** What no error may repeat, not even where Amazon does. */
  readonly secrets: readonly string[];
}

/** How the answer's JSON becomes what the caller asked for; it throws where it cannot. */
export type Reader<T> = (content: unknown) => T;
export type Send = <T>(request: Request, read: Reader<T>) => Promise<T>;

export function createConnection(
  endpoint: string,
  given: Pick<Connection, "tokens" | "clock" | "random"> & Partial<Pick<Connection, "secrets">>,
  limits?: RequestLimits,
): Connection {
  const { clock } = given;
  const http = createHttp(endpoint, clock, limits);
  return { secrets: [], ...given, http, limiter: createRateLimiter(clock) };
}

/**
 * @returns a function that sends one request and reads its answer; it rejects with {@link SmapiError}, with
 *   what kept it from a token, or with the reason of the operation's signal.
 */
export function createSend(connection: Connection, operation: Operation): Send {
  return (request, read) =>
    retrying(
      {
        action: request.action,
        idempotent: request.method === "GET",
        send: async () => {
          const answer = await authorised(connection, operation, request);
          return readAnswer(answer, connection, request, read);
        },
        isRequestError: (error) => error instanceof SmapiError,
      },
      connection,
      operation,
    );
}

async function authorised(
  connection: Connection,
  operation: Operation,
  request: Request,
): Promise<HttpResponse> {
  const { tokens } = connection;
  const token = await tokens.token(operation);
  const answer = await exchange(connection, operation, token, request);
  if (answer.status !== 401) return answer;
  const renewed = await tokens.renew(token, operation);
  return renewed === undefined ? answer : exchange(connection, operation, renewed, request);
}

async function exchange(
  { http, limiter, secrets }: Connection,
  operation: Operation,
  token: string,
  { action, method, path, query, body }: Request,
): Promise<HttpResponse> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body !== undefined && { "Content-Type": "application/json" }),
  };
  try {
    const answered = await limiter.turn(operation);
    const content = body === undefined ? undefined : JSON.stringify(body);
    const answer = await http({ method, path, query, headers, body: content }, operation);
    answered({ limited: answer.status === 429 });
    return answer;
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    throw new SmapiError({
      action,
      method,
      path,
      message: redact(error.message, token, ...secrets),
      code: error.code,
      outcome: mayBeApplied(error) ? "uncertain" : "refused",
      documented: false,
    });
  }
}

function readAnswer<T>(
  { status, headers, text }: HttpResponse,
  { clock, secrets }: Connection,
  { action, method, path, expects, adviceOn404 }: Request,
  read: Reader<T>,
): T {
  const content = parseJson(text);
  const fail = (message: string, documented: boolean) =>
    new SmapiError({
      action,
      method,
      path,
      status,
      message: redact(message, ...secrets),
      requestId: requestIdOf(headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]),
      retryAfterMs: parseRetryAfter(headers["retry-after"], clock.now()),
      outcome: outcomeOf(status),
      documented,
      ...(status === 404 && { advice: adviceOn404 }),
    });

  if (status !== expects) {
    const message = messageFrom(content);
    throw fail(message ?? `${whatItIs(text, content)}: ${text}`, message !== undefined);
  }
  try {
    return read(content);
  } catch (error) {
    const why = error instanceof ZodError ? z.prettifyError(error) : (error as Error).message;
    throw fail(`${whatItIs(text, content)} (${why}): ${text}`, false);
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

function requestIdOf(header: unknown): string | undefined {
  return typeof header === "string" && /^[\w.:/+=-]{1,128}$/.test(header) ? header : undefined;
}
