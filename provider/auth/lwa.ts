/**
 * Login with Amazon: a refresh token for an access token.
 *
 * Source: https://developer.amazon.com/docs/login-with-amazon/refresh-token.html
 */
import { z } from "zod";
import type { Clock, Operation } from "../clock";
import type { ErrorCategory } from "../errorCategory";
import { createHttp, type Http, type HttpResponse, NoResponseError } from "../http/http";
import { parseJson } from "../http/json";
import { redact } from "../http/redact";
import { retrying } from "../http/retrying";
import { adviceFor, type Failure, parseRetryAfter } from "../http/retryPolicy";
import type { AccessToken, RefreshCredentials } from "./credentials";

/** Amazon gave no access token. The message says what to do next, and names no secret. */
export class LwaError extends Error {
  override readonly name = "LwaError";

  constructor(
    readonly what: string,
    readonly failure: Failure,
    readonly advice: string,
    tried?: string,
  ) {
    super([what, tried, advice].filter(Boolean).join(" "));
  }

  get category(): ErrorCategory {
    const { status } = this.failure;
    return status === 400 || status === 401 ? "settings" : "unreachable";
  }

  after(tried: string): LwaError {
    return new LwaError(this.what, this.failure, this.advice, tried);
  }
}

export const tokenPath = "/auth/o2/token";
const request = `getting an access token failed: POST ${tokenPath}`;

const tokenResponse = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.number().positive(),
});
const refusal = z.object({ error: z.string(), error_description: z.string().nullish() });

/** @throws {LwaError} where Amazon refuses, or does not answer before the operation's time is up. */
export async function exchangeRefreshToken(
  authEndpoint: string,
  credentials: RefreshCredentials,
  clock: Clock,
  operation: Operation,
  random: () => number = Math.random,
): Promise<AccessToken> {
  const http = createHttp(authEndpoint, clock);
  return retrying(
    {
      action: "getting an access token",
      idempotent: true,
      send: async () => read(await ask(http, credentials, operation), credentials, clock),
      isRequestError: (error) => error instanceof LwaError,
    },
    { clock, random },
    operation,
  );
}

async function ask(
  http: Http,
  { clientId, clientSecret, refreshToken }: RefreshCredentials,
  operation: Operation,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  });
  const headers = { "Content-Type": "application/x-www-form-urlencoded;charset=utf-8" };
  try {
    const post = { method: "POST", path: tokenPath, headers, body: form.toString() } as const;
    return await http(post, operation);
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    const { message, code } = error;
    throw new LwaError(
      `${request} ${redact(message, clientSecret, refreshToken)}.`,
      { code },
      adviceFor({ code }, "alexa:authEndpoint") ?? "Check alexa:authEndpoint and the network.",
    );
  }
}

function read(
  { status, headers, text }: HttpResponse,
  { clientSecret, refreshToken }: RefreshCredentials,
  clock: Clock,
): AccessToken {
  const content = parseJson(text);
  const token = tokenResponse.safeParse(content);
  if (status === 200 && token.success) {
    const { access_token, expires_in } = token.data;
    return { value: access_token, expiresAtMs: clock.now() + expires_in * 1000 };
  }
  const said = refusal.safeParse(content);
  const words = said.success
    ? [said.data.error, said.data.error_description].filter(Boolean).join(", ")
    : "an answer that is not Amazon's";
  throw new LwaError(
    `${request} answered ${status}: ${redact(words, clientSecret, refreshToken)}.`,
    { status, retryAfterMs: parseRetryAfter(headers["retry-after"], clock.now()) },
    "Check alexa:clientId, alexa:clientSecret and alexa:refreshToken; a revoked refresh token needs a new login.",
  );
}
