/** The simulator's own endpoints, under /simulator. Amazon has none of them. */
import { setTimeout as delay } from "node:timers/promises";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import * as v from "valibot";
import { accountNames } from "./accounts";
import { statuses } from "./betaTests";
import { check } from "./check";
import { dayMs } from "./clock";
import { faultSchema } from "./faults";
import { isJson } from "./json";
import type { SimulatorParts } from "./parts";
import { settingsSchema } from "./settings";
import { snapshotOf, snapshotQuery } from "./snapshot";
import { type BetaTestInputs, email, inputsSchema, skillSchema } from "./state";
import type { OutOfBandChange } from "./types";

const momentMs = 100;

const time = v.pipe(v.number(), v.minValue(0));
const clockMove = v.strictObject({
  advanceMs: v.optional(time, 0),
  advanceDays: v.optional(time, 0),
});

const outOfBandChange = v.strictObject({
  status: v.optional(v.picklist(statuses)),
  testers: v.optional(v.array(v.string())),
  feedbackEmail: clearable(email),
} satisfies Record<keyof OutOfBandChange | keyof BetaTestInputs, v.GenericSchema>);

const skillIdSchema = v.pipe(
  v.string(),
  v.regex(/^[\w.:-]+$/, "A skill's id has letters, digits, dots and hyphens only."),
);
const skillChange = v.partial(v.strictObject(skillSchema.entries));

const newToken = v.strictObject({
  accessToken: v.pipe(
    v.string(),
    v.regex(/^[!-~]{1,2048}$/, "It must be 1 to 2,048 visible characters."),
  ),
  account: v.optional(v.picklist(accountNames), "default"),
});

const acceptance = v.strictObject({ testers: v.optional(v.array(v.string())) });

export function controlRoutes(context: SimulatorParts): Hono {
  const { betaTests, changes, clock, faults, log, settings, skills, tokens, stateFile } = context;
  const app = new Hono().basePath("/simulator");
  const now = () => ({ now: new Date(clock.now()).toISOString() });

  app.get("/health", (c) =>
    c.json({ simulator: "pulumi-alexa", pid: process.pid, stateFile, ...now() }),
  );

  app.get("/snapshot", (c) => c.json(snapshotOf(context, check(snapshotQuery, c.req.query()))));
  // A message says only that something has changed, so that one is enough for whatever comes within a moment.
  app.get("/changes", (c) =>
    streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      while (!gone.signal.aborted) {
        const { revision } = changes;
        await stream.writeSSE({ data: `${revision}` });
        await delay(momentMs, undefined, { ref: false });
        await changes.after(revision, gone.signal);
      }
    }),
  );

  app.get("/clock", (c) => c.json(now()));
  app.post("/clock", async (c) => {
    const { advanceMs, advanceDays } = await read(c, clockMove);
    if (!clock.advance(advanceMs + advanceDays * dayMs)) {
      throw new HTTPException(400, { message: "The clock can be at most 1,000 years ahead." });
    }
    return c.json(now());
  });

  app.get("/settings", (c) => c.json(settings));
  app.patch("/settings", async (c) => {
    // Not by `v.partial(settingsSchema)`, which would reset what is left out to its default.
    const change = await read(c, v.instance(Object));
    Object.assign(settings, check(settingsSchema, { ...settings, ...change }));
    return c.json(settings);
  });

  app.get("/requests", (c) => c.json(log.list()));
  app.get("/requests/:requestId", (c) => {
    const request = log.find(c.req.param("requestId"));
    if (!request) throw new HTTPException(404, { message: "The log has no such request." });
    return c.json(request);
  });
  app.delete("/requests", (c) => {
    log.clear();
    return c.body(null, 204);
  });

  app.get("/mails", (c) => c.json(betaTests.mails()));

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

  app.get("/skills", (c) =>
    c.json(
      betaTests.all().map(([skillId, betaTest]) => ({
        skillId,
        ...skills.get(skillId),
        ...v.parse(inputsSchema, betaTest),
        status: betaTests.statusOf(betaTest),
        expiryDate: betaTests.describe(skillId, betaTest).expiryDate,
        isGone: betaTests.isGone(betaTest),
        testers: betaTests.testersOf(betaTest).map(({ emailId }) => emailId),
      })),
    ),
  );
  app.put("/skills/:skillId", async (c) => {
    skills.change(skillIdOf(c), await read(c, skillChange));
    return c.body(null, 204);
  });
  app.put("/skills/:skillId/betaTest", async (c) => {
    betaTests.changeOutOfBand(skillIdOf(c), await read(c, outOfBandChange));
    return c.body(null, 204);
  });
  app.delete("/skills/:skillId/betaTest", (c) => {
    delete betaTests.state.betaTests[skillIdOf(c)];
    return c.body(null, 204);
  });
  app.post("/skills/:skillId/testers/accept", async (c) => {
    betaTests.acceptInvitations(skillIdOf(c), (await read(c, acceptance)).testers);
    return c.body(null, 204);
  });

  app.all("*", (c) => {
    throw new HTTPException(404, {
      message: `The simulator has no ${c.req.method} ${c.req.path}.`,
    });
  });

  return app;
}

function skillIdOf(c: Context): string {
  return check(skillIdSchema, c.req.param("skillId"));
}

/** An input that `null` takes away. */
function clearable<T>(rule: v.GenericSchema<T>) {
  return v.optional(
    v.pipe(
      v.nullable(rule),
      v.transform((value) => value ?? undefined),
    ),
  );
}

/** A page of another site can send any other type without asking first. */
async function read<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  if (!isJson(c)) {
    throw new HTTPException(415, { message: "The Content-Type must be application/json." });
  }
  return check(schema, await c.req.json());
}
