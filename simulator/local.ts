/** Who may use the simulator: this machine alone. */
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";

const name = String.raw`(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?`;
const localHost = new RegExp(`^${name}$`, "i");
const localOrigin = new RegExp(`^https?://${name}$`, "i");

/**
 * Keeps out the pages of other sites, which a browser runs on this machine, too: they can send to 127.0.0.1,
 * and read the responses if a name of theirs points there. Amazon's endpoints are no exception: the tokens
 * that guard them here are public.
 */
export const localOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("Host") ?? "";
  const origin = c.req.header("Origin");
  if (!localHost.test(host)) {
    forbid(`the Host must be 127.0.0.1, [::1] or localhost, with any port, and is "${host}"`);
  }
  if (origin !== undefined && !localOrigin.test(origin)) {
    forbid(`the Origin, if there is one, must be a page of this machine, and is "${origin}"`);
  }
  await next();
};

function forbid(rule: string): never {
  throw new HTTPException(403, { message: `The simulator serves this machine alone: ${rule}.` });
}
