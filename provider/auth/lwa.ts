/**
 * Login with Amazon: exchanges a refresh token for an access token.
 *
 * Source: https://developer.amazon.com/docs/login-with-amazon/refresh-token.html
 */
import * as v from "valibot";
import type { Clock, Operation } from "../clock";
import type { ErrorCategory } from "../errorCategory";
import {
  createHttpClient,
  type HttpClient,
  type HttpResponse,
  NoResponseError,
} from "../http/HttpClient";
import { parseJson } from "../http/json";
import { redact } from "../http/redact";
import { type Failure, parseRetryAfter, ruleFor } from "../http/retryPolicy";
import { withRetries } from "../http/withRetries";
import type { AccessToken, RefreshCredentials } from "./credentials";

/** There is no access token. The message says what to do next, and contains no secret. */
class LwaError extends Error {
  override readonly name = "LwaError";

  constructor(
    readonly problem: string,
    readonly failure: Failure,
    readonly hint: string,
    attempts?: string,
  ) {
    super([problem, attempts, hint].filter(Boolean).join(" "));
  }

  get category(): ErrorCategory {
    const { status } = this.failure;
    return status === 400 || status === 401 ? "settings" : "unreachable";
  }

  withAttempts(attempts: string): LwaError {
    return new LwaError(this.problem, this.failure, this.hint, attempts);
  }
}

const action = "getting an access token";
const path = "/auth/o2/token";
const failed = `${action} failed: POST ${path}`;

const tokenResponse = v.object({
  access_token: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)),
  expires_in: v.pipe(v.number(), v.finite(), v.gtValue(0)),
});
const errorResponse = v.object({
  error: v.string(),
  error_description: v.nullish(v.string()),
});

export interface ExchangeOptions {
  /** A number from 0 to 1, for the jitter of the retries. */
  readonly random?: () => number;
  /** What set the address, for errors. */
  readonly setting?: string;
}

/** Gets an access token. @throws {LwaError} if Amazon refuses, or does not respond before the operation's time is up. */
export type TokenExchange = (operation: Operation) => Promise<AccessToken>;

/** One for a connection: it remembers whether the host has ever responded. */
export function createTokenExchange(
  authEndpoint: string,
  credentials: RefreshCredentials,
  clock: Clock,
  { random = Math.random, setting = "alexa:authEndpoint" }: ExchangeOptions = {},
): TokenExchange {
  const http = createHttpClient(authEndpoint, clock);
  return (operation) =>
    withRetries(
      {
        action,
        idempotent: true,
        send: async () =>
          parseToken(await requestToken(http, credentials, operation, setting), credentials, clock),
        isRequestError: (error) => error instanceof LwaError,
      },
      { clock, random },
      operation,
    );
}

async function requestToken(
  http: HttpClient,
  { clientId, clientSecret, refreshToken }: RefreshCredentials,
  operation: Operation,
  setting: string,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  });
  const headers = { "Content-Type": "application/x-www-form-urlencoded;charset=utf-8" };
  try {
    return await http({ method: "POST", path, headers, body: form.toString() }, operation);
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    const { message, code, neverResponded } = error;
    const failure = { code, neverResponded };
    throw new LwaError(
      `${failed} ${redact(message, clientSecret, refreshToken)}.`,
      failure,
      ruleFor(failure).hint?.(setting) ?? `Check ${setting} and the network.`,
    );
  }
}

function parseToken(
  { status, headers, text }: HttpResponse,
  { clientSecret, refreshToken }: RefreshCredentials,
  clock: Clock,
): AccessToken {
  const content = parseJson(text);
  const token = v.safeParse(tokenResponse, content);
  if (status === 200 && token.success) {
    const { access_token, expires_in } = token.output;
    return { value: access_token, expiresAtMs: clock.now() + expires_in * 1000 };
  }
  const refusal = v.safeParse(errorResponse, content);
  const reason = refusal.success
    ? [refusal.output.error, refusal.output.error_description].filter(Boolean).join(", ")
    : "a response that is not Amazon's";
  throw new LwaError(
    `${failed} returned ${status}: ${redact(reason, clientSecret, refreshToken).replace(/\.$/, "")}.`,
    { status, retryAfterMs: parseRetryAfter(headers["retry-after"], clock.now()) },
    "Check the client id, the client secret and the refresh token (alexa:clientId or ASK_LWA_CLIENT_ID, and so on); " +
      "if the refresh token was revoked, log in again.",
  );
}
