/** The simulated Amazon as one HTTP application: what every request passes through, then the routes. */
import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { ApiRefusal } from "./betaTests";
import { InvalidError } from "./check";
import { controlRoutes } from "./control";
import { faultyResponse } from "./faults";
import { isJson } from "./json";
import { localOnly } from "./local";
import { isTokenPath, lwaRoutes } from "./lwa";
import { pageRoutes } from "./pageRoutes";
import type { SimulatorParts } from "./parts";
import { notFound, type SmapiEnvironment, smapiRoutes, unauthorized } from "./smapi";

type Environment = SmapiEnvironment & {
  Bindings: HttpBindings;
  Variables: { isFromGateway?: boolean };
};
type Middleware = MiddlewareHandler<Environment>;

const limitedBody = bodyLimit({
  maxSize: 1_000_000,
  // The rest of the body would get in the way of the connection's next request.
  onError: (c) =>
    c.json({ message: "The body is larger than 1 MB." }, 413, { Connection: "close" }),
});

export interface AppOptions extends SimulatorParts {
  /** Called after every request that may have changed anything. */
  readonly onChange: () => void;
}

export function createApp(options: AppOptions): Hono<Environment> {
  const { betaTests, changes, settings, skills, tokens, onChange } = options;
  const app = new Hono<Environment>();
  const reportingChanges: Middleware = async (c, next) => {
    await next();
    if (c.req.method === "GET") return;
    onChange();
    changes.announce();
  };

  app.use("*", localOnly, limitedBody);
  app.route("/", pageRoutes());
  app.use("/simulator/*", reportingChanges);
  app.route("/", controlRoutes(options));

  app.use("*", logged(options), faulty(options), limited(settings));
  app.route("/", lwaRoutes(tokens));
  app.use("*", async (c, next) => {
    const account = tokens.accountOf(c.req.header("Authorization"));
    if (!account) return unauthorized(c, "Token is invalid/expired.");
    c.set("account", account);
    return next();
  });
  app.use("*", reportingChanges);
  app.route("/", smapiRoutes({ betaTests, skills, settings }));

  app.notFound(notFound);
  app.onError((error, c) => {
    if (error instanceof ApiRefusal) return refused(c, error.message, error.status);
    if (error instanceof InvalidError) return refused(c, error.message, 400);
    if (error instanceof SyntaxError) return refused(c, "The body is not JSON.", 400);
    if (error instanceof HTTPException) return c.json({ message: error.message }, error.status);
    throw error;
  });
  return app;
}

function refused(c: Context, message: string, status: ApiRefusal["status"]): Response {
  const violations = status === 400 ? [{ message }] : undefined;
  return c.json({ message, violations }, status);
}

function logged({ changes, log, clock, settings }: AppOptions): Middleware {
  return async (c, next) => {
    const requestId = randomUUID();
    const at = new Date(clock.now()).toISOString();
    const { pathname, search } = new URL(c.req.url);
    const text = await loggedText(c);
    if (settings.latencyMs > 0) await new Promise((go) => setTimeout(go, settings.latencyMs));
    const entry = { at, method: c.req.method, path: pathname + search, text, status: 0, requestId };
    log.add(entry);
    await next();
    if (c.res !== RESPONSE_ALREADY_SENT) entry.status = c.res.status;
    changes.announce();
    if (c.res === RESPONSE_ALREADY_SENT) return;
    c.header("Date", new Date(clock.now()).toUTCString());
    if (!c.get("isFromGateway")) c.header("x-amzn-requestid", requestId);
  };
}

function faulty({ faults }: AppOptions): Middleware {
  return async (c, next) => {
    const fault = faults.take(c.req.method, new URL(c.req.url).pathname);
    if (!fault) return next();
    if (fault.applied) await next();
    c.set("isFromGateway", fault.gateway || fault.answer.kind === "html");
    // Cleared first: Hono would add the headers of the response that it replaces.
    c.res = undefined;
    c.res = faultyResponse(fault.answer, c.env);
  };
}

function limited(settings: AppOptions["settings"]): Middleware {
  let recent: number[] = [];
  return async (c, next) => {
    if (settings.requestsPerSecond > 0) {
      const now = performance.now();
      recent = recent.filter((at) => at > now - 1000);
      if (recent.length >= settings.requestsPerSecond) {
        return c.json({ message: "Request is throttled." }, 429);
      }
      recent.push(now);
    }
    return next();
  };
}

/** Nothing of a token request: ask-cli's JSON has the client's secret in it. */
async function loggedText(c: Context): Promise<string | undefined> {
  return isJson(c) && !isTokenPath(c.req.path) ? c.req.text() : undefined;
}
