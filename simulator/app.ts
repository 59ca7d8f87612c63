/** The simulated Amazon as one HTTP application: what every request passes through, then the routes. */
import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { ZodError, z } from "zod";
import { ApiRefusal } from "./betaTests";
import { controlRoutes, type SimulatorContext } from "./control";
import type { Fault } from "./faults";
import { isJson } from "./json";
import { localOnly } from "./local";
import { isTokenPath, lwaRoutes } from "./lwa";
import { notFound, type SmapiEnvironment, smapiRoutes, unauthorized } from "./smapi";

type Environment = SmapiEnvironment & {
  Bindings: HttpBindings;
  Variables: { unanswered?: boolean; gateway?: boolean };
};
type Middleware = MiddlewareHandler<Environment>;

const limitedBody = bodyLimit({
  maxSize: 1_000_000,
  // What is left of the body would be in the way of the connection's next request.
  onError: (c) =>
    c.json({ message: "The body is larger than 1 MB." }, 413, { Connection: "close" }),
});

export interface AppOptions extends SimulatorContext {
  /** Called after every request that may have changed anything. */
  readonly onChange: () => void;
}

export function createApp(options: AppOptions): Hono<Environment> {
  const { betaTests, settings, skills, tokens, onChange } = options;
  const app = new Hono<Environment>();

  app.use("*", localOnly, limitedBody);
  app.use("/simulator/*", async (c, next) => {
    await next();
    if (c.req.method !== "GET") onChange();
  });
  app.route("/", controlRoutes(options));

  app.use("*", logged(options), faulty(options), limited(settings));
  app.route("/", lwaRoutes(tokens));
  app.use("*", async (c, next) => {
    const account = tokens.accountOf(c.req.header("Authorization"));
    if (!account) return unauthorized(c, "Token is invalid/expired.");
    c.set("account", account);
    return next();
  });
  app.use("*", async (c, next) => {
    await next();
    if (c.req.method !== "GET") onChange();
  });
  app.route("/", smapiRoutes({ betaTests, skills, settings }));

  app.notFound(notFound);
  app.onError((error, c) => {
    if (error instanceof ApiRefusal) {
      const violations = error.status === 400 ? [{ message: error.message }] : undefined;
      return c.json({ message: error.message, violations }, error.status);
    }
    if (error instanceof HTTPException) return c.json({ message: error.message }, error.status);
    if (error instanceof ZodError) return c.json({ message: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ message: error.message }, 400);
    throw error;
  });
  return app;
}

function logged({ log, clock, settings }: AppOptions): Middleware {
  return async (c, next) => {
    const requestId = randomUUID();
    const at = new Date(clock.now()).toISOString();
    const { pathname, search } = new URL(c.req.url);
    const text = await loggedText(c);
    if (settings.latencyMs > 0) await new Promise((go) => setTimeout(go, settings.latencyMs));
    const entry = { at, method: c.req.method, path: pathname + search, text, status: 0, requestId };
    log.add(entry);
    await next();
    if (c.get("unanswered")) return;
    entry.status = c.res.status;
    if (!c.get("gateway")) c.header("x-amzn-requestid", requestId);
  };
}

function faulty({ faults }: AppOptions): Middleware {
  return async (c, next) => {
    const fault = faults.take(c.req.method, new URL(c.req.url).pathname);
    if (!fault) return next();
    if (fault.applied) await next();
    c.set("gateway", fault.gateway || fault.answer.kind === "html");
    c.res = undefined;
    c.res = await wrongAnswer(c, fault.answer);
  };
}

async function wrongAnswer(c: Context<Environment>, answer: Fault["answer"]): Promise<Response> {
  switch (answer.kind) {
    case "status":
      return Response.json(
        { message: answer.message },
        { status: answer.status, headers: answer.headers },
      );
    case "html": {
      const page =
        "<html><head><title>Proxy</title></head><body><h1>Bad Gateway</h1></body></html>";
      return new Response(page, {
        status: answer.status,
        headers: { "Content-Type": "text/html" },
      });
    }
    case "brokenJson":
      return new Response('{"status": "RUNN', { headers: { "Content-Type": "application/json" } });
    case "json":
      return Response.json(answer.body ?? null, { status: answer.status });
    case "reset":
      c.set("unanswered", true);
      c.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case "hang":
      c.set("unanswered", true);
      return RESPONSE_ALREADY_SENT;
  }
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

/** Nothing of a token's request: in ask-cli's JSON stands the client's secret. */
async function loggedText(c: Context): Promise<string | undefined> {
  return isJson(c) && !isTokenPath(c.req.path) ? c.req.text() : undefined;
}
