/** Sends one request to Amazon's API: authorized, retried where that is safe, its response checked. */
import type { TokenSource } from "../auth/TokenSource";
import type { Clock, Operation } from "../clock";
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  NoResponseError,
  type RequestLimits,
} from "../http/HttpClient";
import { parseJson } from "../http/json";
import { createRateLimiter, type RateLimiter } from "../http/RateLimiter";
import { redact } from "../http/redact";
import { parseRetryAfter } from "../http/retryPolicy";
import { withRetries } from "../http/withRetries";
import { AmazonClock } from "./AmazonClock";
import { type Hint, SmapiError } from "./SmapiError";
import { parseErrorMessage, UnknownStatusError } from "./wire";

export interface SmapiRequest extends Pick<HttpRequest, "method" | "path" | "query"> {
  /** What is being done, for errors: `starting the beta test`. */
  readonly action: string;
  readonly body?: object | undefined;
  /** The only status that means success: Amazon documents no other 2xx. */
  readonly expectedStatus: number;
  /**
   * Whether people get another mail each time it is carried out. Then it is repeated only after Amazon's own refusal, which
   * has a request id: that of a gateway in between does not say whether Amazon carried it out.
   */
  readonly resendsMail?: boolean;
  /** What to do about a 404, if the skill id is not to blame. */
  readonly hintOn404?: Hint;
}

/** What all operations of a process share. */
export interface Connection {
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** A number from 0 to 1, for the jitter of the retries. */
  readonly random: () => number;
  readonly http: HttpClient;
  readonly limiter: RateLimiter;
  readonly amazonClock: AmazonClock;
  /** What set the endpoint, for errors. */
  readonly setting: string;
  /** Notes a line for whoever debugs; it quotes no response. */
  readonly debug: (line: string) => void;
  /** What no error may contain, even if Amazon's message does. */
  readonly secrets: readonly string[];
}

/** Turns the response's JSON into what the caller asked for, and notes what it leaves out; throws if it cannot. */
export type Parser<T> = (content: unknown, note: (line: string) => void) => T;
export type Send = <T>(request: SmapiRequest, parse: Parser<T>) => Promise<T>;

export function createConnection(
  endpoint: string,
  shared: Pick<Connection, "tokens" | "clock" | "random"> &
    Partial<Pick<Connection, "secrets" | "debug" | "setting">>,
  limits?: RequestLimits,
): Connection {
  const { clock } = shared;
  const http = createHttpClient(endpoint, clock, limits);
  return {
    secrets: [],
    debug: () => {},
    setting: "alexa:endpoint",
    ...shared,
    http,
    limiter: createRateLimiter(clock),
    amazonClock: new AmazonClock(clock),
  };
}

/**
 * @returns a function that sends one request and parses its response; it rejects with {@link SmapiError}, with
 *   the reason why there is no access token, or with the reason of the operation's signal.
 */
export function createSend(connection: Connection, operation: Operation): Send {
  return (request, parse) =>
    withRetries(
      {
        action: request.action,
        idempotent: request.method === "GET",
        send: async (attempt) => {
          const isRetry = attempt > 1;
          const { response, token } = await sendAuthorized(connection, operation, request, isRetry);
          const secrets = [...connection.secrets, token];
          return readResponse(response, { ...connection, secrets }, request, parse);
        },
        isRequestError: (error): error is SmapiError =>
          error instanceof SmapiError && !(request.resendsMail && error.isFromGateway),
      },
      connection,
      operation,
    );
}

async function sendAuthorized(
  connection: Connection,
  operation: Operation,
  request: SmapiRequest,
  isRetry: boolean,
): Promise<{ response: HttpResponse; token: string }> {
  const { tokens } = connection;
  const token = await tokens.token(operation);
  const response = await sendOnce(connection, operation, token, request, isRetry);
  const isFinal = request.resendsMail && requestIdIn(response) === undefined;
  const isExpired = response.status === 401 && !isFinal;
  const renewed = isExpired ? await tokens.renew(token, operation) : undefined;
  if (renewed === undefined) return { response, token };
  const second = await sendOnce(connection, operation, renewed, request, isRetry);
  return { response: second, token: renewed };
}

async function sendOnce(
  { http, limiter, secrets, amazonClock, setting }: Connection,
  operation: Operation,
  token: string,
  { action, method, path, query, body }: SmapiRequest,
  isRetry: boolean,
): Promise<HttpResponse> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body && { "Content-Type": "application/json" }),
  };
  try {
    const content = body && JSON.stringify(body);
    const send = () => http({ method, path, query, headers, body: content }, operation);
    const response = await limiter.schedule(operation, send, isRetry);
    if (requestIdIn(response) !== undefined) amazonClock.learn(response.headers.date);
    return response;
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    const { code, neverResponded } = error;
    const message = redact(error.message, token, ...secrets);
    const documented = false;
    throw new SmapiError({
      action,
      method,
      path,
      message,
      code,
      neverResponded,
      setting,
      documented,
    });
  }
}

function readResponse<T>(
  { status, headers, text }: HttpResponse,
  { clock, secrets, debug, setting }: Connection,
  { action, method, path, expectedStatus, hintOn404 }: SmapiRequest,
  parse: Parser<T>,
): T {
  const content = parseJson(text);
  const errorWith = (message: string, documented: boolean, hint?: Hint) =>
    new SmapiError({
      action,
      method,
      path,
      status,
      message: redact(message, ...secrets),
      requestId: requestIdIn({ headers }),
      retryAfterMs: parseRetryAfter(headers["retry-after"], clock.now()),
      documented,
      setting,
      hint: status === 404 ? hintOn404 : hint,
    });

  if (status !== expectedStatus) {
    const message = parseErrorMessage(content);
    throw errorWith(message ?? `${describe(text, content)}: ${text}`, message !== undefined);
  }
  try {
    return parse(content, (line) => debug(`${action}: ${line}`));
  } catch (error) {
    const reason = content === undefined ? "" : ` (${(error as Error).message})`;
    const hint = error instanceof UnknownStatusError ? "Update pulumi-alexa." : undefined;
    throw errorWith(`${describe(text, content)}${reason}: ${text}`, false, hint);
  }
}

function describe(text: string, content: unknown): string {
  if (text === "") return "an empty response";
  return content === undefined
    ? "a response that is not JSON"
    : "a response that Amazon does not document";
}

/** Every response of Amazon's has one; undefined if something else responded. */
export function requestIdIn({ headers }: Pick<HttpResponse, "headers">): string | undefined {
  const header: unknown = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"];
  return typeof header === "string" && /^[\w.:/+=-]{1,128}$/.test(header) ? header : undefined;
}
