/**
 * Login with Amazon: a refresh token for an access token.
 *
 * Source: https://developer.amazon.com/docs/login-with-amazon/refresh-token.html
 */
import axios from "axios";
import pRetry from "p-retry";
import { z } from "zod";
import type { Clock } from "../clock";
import { redact } from "../redact";
import { parseRetryAfter, retryDelayMs } from "../smapi/retryDecision";
import type { AccessToken, RefreshCredentials } from "./credentials";

/** Amazon gave no access token. The message says what to do next, and names no secret. */
export class LwaError extends Error {
  override readonly name = "LwaError";

  constructor(
    message: string,
    readonly status?: number,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

export const tokenPath = "/auth/o2/token";
const idleMs = 15_000;
const requestMs = 60_000;
const longestAnswer = 1_000_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});
const refusal = z.object({ error: z.string(), error_description: z.string().nullish() });

/** @throws {LwaError} when Amazon refuses, or has not answered after several attempts. */
export async function exchangeRefreshToken(
  authEndpoint: string,
  credentials: RefreshCredentials,
  clock: Clock,
): Promise<AccessToken> {
  return pRetry(() => ask(authEndpoint, credentials, clock), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    onFailedAttempt: async ({ error, attemptNumber }) => {
      if (!(error instanceof LwaError)) throw error;
      const { status, retryAfterMs } = error;
      const delayMs = retryDelayMs(
        { idempotent: true, status, retryAfterMs, number: attemptNumber },
        Math.random(),
      );
      if (delayMs === undefined) throw error;
      await clock.sleep(delayMs);
    },
  });
}

async function ask(
  authEndpoint: string,
  { clientId, clientSecret, refreshToken }: RefreshCredentials,
  clock: Clock,
): Promise<AccessToken> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  });
  const request = `getting an access token failed: POST ${tokenPath}`;
  const response = await axios
    .post(`${authEndpoint}${tokenPath}`, form, {
      timeout: idleMs,
      signal: AbortSignal.timeout(requestMs),
      maxRedirects: 0,
      maxContentLength: longestAnswer,
      validateStatus: () => true,
    })
    .catch((error: Error) => {
      throw new LwaError(
        `${request} got no answer: ${redact(error.message)}. Check alexa:authEndpoint and the network.`,
      );
    });
  const token = tokenAnswer.safeParse(response.data);
  if (response.status === 200 && token.success) {
    const { access_token, expires_in } = token.data;
    return { value: access_token, expiresAtMs: clock.now() + expires_in * 1000 };
  }
  const said = refusal.safeParse(response.data);
  const words = said.success
    ? [said.data.error, said.data.error_description].filter(Boolean).join(", ")
    : "an answer that is not Amazon's";
  throw new LwaError(
    `${request} answered ${response.status}: ${redact(words, clientSecret, refreshToken)}. ` +
      "Check alexa:clientId, alexa:clientSecret and alexa:refreshToken; a revoked refresh token needs a new login.",
    response.status === 200 ? undefined : response.status,
    parseRetryAfter(response.headers["retry-after"], clock.now()),
  );
}
