/**
 * Login with Amazon's token endpoint.
 *
 * Source: https://developer.amazon.com/docs/login-with-amazon/refresh-token.html
 */
import { Hono } from "hono";
import { lifetimeSeconds, simulatedCredentials, type Tokens } from "./tokens";

export function lwaRoutes(tokens: Tokens): Hono {
  const app = new Hono();
  app.post("/auth/o2/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const { clientId, clientSecret, refreshToken } = simulatedCredentials;
    const refuse = (status: 400 | 401, error: string, error_description: string) =>
      c.json({ error, error_description }, status);

    if (form.get("grant_type") !== "refresh_token") {
      return refuse(
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported.",
      );
    }
    if (form.get("client_id") !== clientId || form.get("client_secret") !== clientSecret) {
      return refuse(401, "invalid_client", "Client authentication failed.");
    }
    if (form.get("refresh_token") !== refreshToken) {
      return refuse(
        400,
        "invalid_grant",
        "The request has an invalid grant parameter: refresh_token.",
      );
    }
    return c.json({
      access_token: tokens.issue(),
      refresh_token: refreshToken,
      token_type: "bearer",
      expires_in: lifetimeSeconds,
    });
  });
  return app;
}
