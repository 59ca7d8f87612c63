/** The simulator's own endpoints, under /simulator: nothing that Amazon has. */
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { accountNames } from "./accounts";
import type { BetaTest, BetaTests } from "./betaTests";
import { dayMs, type MovableClock } from "./clock";
import { type Faults, faultSchema } from "./faults";
import { isJson } from "./json";
import type { RequestLog } from "./requestLog";
import { type SimulatorSettings, settingsSchema } from "./settings";
import type { Skills } from "./skills";
import type { Tokens } from "./tokens";

const clockMove = z.strictObject({
  advanceMs: z.number().min(0).default(0),
  advanceDays: z.number().min(0).default(0),
});

/** A change as somebody would make it in Amazon's console; what is left out stays as it is. */
const change = z.strictObject({
  status: z.enum(["IN_DRAFT", "STARTING", "RUNNING", "STOPPING", "ENDED"]).optional(),
  feedbackEmail: z.string().nullable().optional(),
  testers: z.array(z.string()).optional(),
});
export type OutOfBandChange = z.input<typeof change>;

const skillChange = z.strictObject({
  account: z.enum(accountNames).optional(),
  deleted: z.boolean().optional(),
});

const newToken = z.strictObject({
  accessToken: z.string().regex(/^[!-~]{1,2048}$/, "It must be 1 to 2,048 visible characters."),
  account: z.enum(accountNames).default("default"),
});

export interface SimulatorContext {
  readonly betaTests: BetaTests;
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly settings: SimulatorSettings;
  readonly skills: Skills;
  readonly tokens: Tokens;
  /** Where the state outlives the process, if anywhere. */
  readonly stateFile: string | undefined;
}

export function controlRoutes({
  betaTests,
  clock,
  faults,
  log,
  settings,
  skills,
  tokens,
  stateFile,
}: SimulatorContext): Hono {
  const app = new Hono().basePath("/simulator");
  const now = () => ({ now: new Date(clock.now()).toISOString() });

  app.get("/health", (c) =>
    c.json({ simulator: "pulumi-alexa", pid: process.pid, stateFile, ...now() }),
  );

  app.get("/clock", (c) => c.json(now()));
  app.post("/clock", async (c) => {
    const { advanceMs, advanceDays } = await read(c, clockMove);
    if (!clock.advance(advanceMs + advanceDays * dayMs)) {
      throw new HTTPException(400, {
        message: "The clock goes 1,000 years ahead at most, in all.",
      });
    }
    return c.json(now());
  });

  app.get("/settings", (c) => c.json(settings));
  app.patch("/settings", async (c) => {
    Object.assign(settings, await read(c, settingsSchema.partial()));
    return c.json(settings);
  });

  app.get("/requests", (c) => c.json(log.list()));
  app.delete("/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });

  app.get("/mails", (c) => c.json(betaTests.world.mails));

  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => {
    faults.inject(await read(c, faultSchema));
    return c.body(null, 204);
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  app.post("/tokens", async (c) => {
    const { accessToken, account } = await read(c, newToken);
    tokens.allow(accessToken, account);
    return c.body(null, 204);
  });
  app.post("/tokens/expire", (c) => {
    tokens.expireAll();
    return c.body(null, 204);
  });

  app.get("/skills", (c) => {
    const { betaTests: all } = betaTests.world;
    return c.json(
      Object.entries(all).map(([skillId, betaTest]) => ({
        skillId,
        ...skills.get(skillId),
        status: betaTests.statusOf(betaTest),
        feedbackEmail: betaTest.feedbackEmail,
        testers: betaTest.testers.map(({ emailId }) => emailId),
      })),
    );
  });
  app.put("/skills/:skillId", async (c) => {
    skills.change(c.req.param("skillId"), await read(c, skillChange));
    return c.body(null, 204);
  });
  app.put("/skills/:skillId/betaTest", async (c) => {
    const skillId = c.req.param("skillId");
    const { status, feedbackEmail, testers } = await read(c, change);
    const present = betaTests.world.betaTests[skillId] ?? { testers: [] };
    betaTests.world.betaTests[skillId] = {
      ...present,
      ...(feedbackEmail !== undefined && { feedbackEmail: feedbackEmail ?? undefined }),
      ...(testers && { testers: testers.map((emailId) => testerNow(emailId, clock)) }),
      ...(status && timesOf(status, clock.now(), settings.transitionDelayMs)),
    };
    return c.body(null, 204);
  });
  app.delete("/skills/:skillId/betaTest", (c) => {
    delete betaTests.world.betaTests[c.req.param("skillId")];
    return c.body(null, 204);
  });

  return app;
}

function testerNow(emailId: string, clock: MovableClock): BetaTest["testers"][number] {
  const associationDate = new Date(clock.now()).toISOString();
  return { emailId, associationDate, isReminderAllowed: true, invitationStatus: "NOT_ACCEPTED" };
}

/** The times from which a status follows. */
function timesOf(status: string, now: number, delayMs: number): Omit<BetaTest, "testers"> {
  const never = { startedAtMs: undefined, runningAtMs: undefined };
  const goesOn = { endRequestedAtMs: undefined, endedAtMs: undefined };
  const started = { startedAtMs: now, runningAtMs: now };
  switch (status) {
    case "STARTING":
      return { ...goesOn, startedAtMs: now, runningAtMs: now + delayMs };
    case "RUNNING":
      return { ...goesOn, ...started };
    case "STOPPING":
      return { ...started, endRequestedAtMs: now, endedAtMs: now + delayMs };
    case "ENDED":
      return { ...started, endRequestedAtMs: now, endedAtMs: now };
    default:
      return { ...never, ...goesOn };
  }
}

/** A page of another site can send any other type without asking first. */
async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  if (!isJson(c)) {
    throw new HTTPException(415, { message: "The Content-Type must be application/json." });
  }
  return schema.parse(await c.req.json());
}
