/**
 * Login with Amazon's token endpoint.
 *
 * Source: https://developer.amazon.com/docs/login-with-amazon/refresh-token.html
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { accountNames, simulatedAccounts } from "./accounts";
import { noList } from "./check";
import { isJson } from "./json";
import { lifetimeSeconds, type Tokens } from "./tokens";

const grant = noList(
  v.object({
    grant_type: v.optional(v.string()),
    client_id: v.optional(v.string()),
    client_secret: v.optional(v.string()),
    refresh_token: v.optional(v.string()),
  }),
);

/** The case differs between Amazon's own clients: ask-cli has `o2`, the SDKs have `O2`. */
export function isTokenPath(path: string): boolean {
  return path.toLowerCase() === "/auth/o2/token";
}

export function lwaRoutes(tokens: Tokens): Hono {
  const app = new Hono();
  app.post("*", (c, next) => (isTokenPath(c.req.path) ? exchange(c, tokens) : next()));
  return app;
}

async function exchange(c: Context, tokens: Tokens): Promise<Response> {
  const oauthError = (status: 400 | 401, error: string, error_description: string) =>
    c.json({ error, error_description }, status);

  const { success, output: given } = v.safeParse(grant, await bodyOf(c));
  if (!success)
    return oauthError(400, "invalid_request", "The request is neither a form nor JSON.");
  if (given.grant_type !== "refresh_token") {
    return oauthError(
      400,
      "unsupported_grant_type",
      "The authorization grant type is not supported.",
    );
  }
  const account = accountNames.find((name) => {
    const { clientId, clientSecret } = simulatedAccounts[name];
    return given.client_id === clientId && given.client_secret === clientSecret;
  });
  if (!account) return oauthError(401, "invalid_client", "Client authentication failed.");
  const { refreshToken } = simulatedAccounts[account];
  if (given.refresh_token !== refreshToken) {
    return oauthError(
      400,
      "invalid_grant",
      "The request has an invalid grant parameter: refresh_token.",
    );
  }
  return c.json({
    access_token: tokens.issue(account),
    refresh_token: refreshToken,
    token_type: "bearer",
    expires_in: lifetimeSeconds,
  });
}

/** A form, as the documentation has it, or JSON, as ask-cli sends it. */
async function bodyOf(c: Context): Promise<unknown> {
  if (isJson(c)) return c.req.json().catch(() => undefined);
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}
