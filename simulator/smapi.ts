/**
 * Amazon's beta-test and tester endpoints, and the two that tell whether a skill and an account exist.
 *
 * Sources: `spec.json` of `ask-smapi-model`; for the vendors' roles, Amazon's "Vendor Operations".
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { simulatedAccounts } from "./accounts";
import { ApiRefusal, type BetaTests, maxTesters } from "./betaTests";
import { check } from "./check";
import { atLeast } from "./ranges";
import type { Skills } from "./skills";
import { email, inputsSchema } from "./state";
import type { AccountName, SimulatorSettings } from "./types";

const tester = v.object({ emailId: email });
const testersBody = v.object({ testers: v.pipe(v.array(tester), v.minLength(1)) });

export interface SmapiOptions {
  readonly betaTests: BetaTests;
  readonly skills: Skills;
  /** May change at any time. */
  readonly settings: Pick<SimulatorSettings, "pageSize" | "foreignSkill">;
}

/** The account whose token the request has. */
export type SmapiEnvironment = { Variables: { account: AccountName } };

export function smapiRoutes(options: SmapiOptions): Hono<SmapiEnvironment> {
  const { betaTests, skills, settings } = options;
  const app = new Hono<SmapiEnvironment>();
  const base = "/v1/skills/:skillId/betaTest";

  app.get("/v1/vendors", (c) => {
    const { vendorId } = simulatedAccounts[c.get("account")];
    return c.json({
      vendors: [{ id: vendorId, name: "Simulated vendor", roles: ["ROLE_ADMINISTRATOR"] }],
    });
  });

  app.use("/v1/skills/:skillId/*", async (c, next) => {
    const { account, deleted } = skills.get(c.req.param("skillId"));
    if (deleted) return notFound(c);
    if (account !== c.get("account")) return foreign[settings.foreignSkill](c);
    return next();
  });

  app.get("/v1/skills/:skillId/status", (c) =>
    c.json({ manifest: { lastUpdateRequest: { status: "SUCCEEDED" } } }),
  );

  app.get(base, (c) => {
    const skillId = c.req.param("skillId");
    return c.json(betaTests.describe(skillId, betaTests.find(skillId)));
  });

  app.post(base, async (c) => {
    betaTests.create(c.req.param("skillId"), await read(c, inputsSchema));
    return located(c, 201);
  });

  app.put(base, async (c) => {
    betaTests.update(c.req.param("skillId"), await read(c, inputsSchema));
    return c.body(null, 204);
  });

  app.post(`${base}/start`, (c) => {
    betaTests.start(c.req.param("skillId"));
    return located(c, 202);
  });

  app.post(`${base}/end`, (c) => {
    betaTests.end(c.req.param("skillId"));
    return located(c, 202);
  });

  app.get(`${base}/testers`, (c) => {
    const { testers } = betaTests.find(c.req.param("skillId"));
    const asked = Number(c.req.query("maxResults") ?? maxTesters);
    if (!Number.isInteger(asked) || asked < 1 || asked > maxTesters) {
      throw new ApiRefusal(400, `maxResults must be 1 to ${maxTesters}.`);
    }
    const from = offsetFrom(c.req.query("nextToken"));
    const to = from + Math.min(asked, settings.pageSize);
    const isTruncated = to < testers.length;
    return c.json({
      testers: testers.slice(from, to).map((tester) => betaTests.describeTester(tester)),
      isTruncated,
      nextToken: isTruncated ? tokenFor(to) : undefined,
    });
  });

  const forTesters: Record<string, (skillId: string, emails: string[]) => void> = {
    add: (skillId, emails) => betaTests.addTesters(skillId, emails),
    remove: (skillId, emails) => betaTests.removeTesters(skillId, emails),
    sendReminder: (skillId, emails) => betaTests.sendReminder(skillId, emails),
    requestFeedback: (skillId, emails) => betaTests.requestFeedback(skillId, emails),
  };
  for (const [name, run] of Object.entries(forTesters)) {
    app.post(`${base}/testers/${name}`, async (c) => {
      const { testers } = await read(c, testersBody);
      run(
        c.req.param("skillId") ?? "",
        testers.map(({ emailId }) => emailId),
      );
      return c.body(null, 204);
    });
  }

  return app;
}

export function notFound(c: Context): Response {
  return c.json({ message: "The resource being requested is not found." }, 404);
}

export function unauthorized(c: Context, message: string): Response {
  c.header("WWW-Authenticate", 'Bearer realm="api.amazonalexa.com"');
  return c.json({ message }, 401);
}

/** In the words of Amazon's spec. */
const foreign: Record<SimulatorSettings["foreignSkill"], (c: Context) => Response> = {
  notFound,
  forbidden: (c) => c.json({ message: "The operation being requested is not allowed." }, 403),
  unauthorized: (c) => unauthorized(c, "The token doesn't have access to the resource."),
};

/** No body at all is an empty one. */
async function read<T>(c: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return check(schema, JSON.parse((await c.req.text()) || "{}"));
}

function located(c: Context, status: 201 | 202): Response {
  c.header("Location", `/v1/skills/${c.req.param("skillId")}/betaTest`);
  return c.body(null, status);
}

const page = v.object({ offset: atLeast(0) });

function tokenFor(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64url");
}

function offsetFrom(token: string | undefined): number {
  if (token === undefined) return 0;
  try {
    return v.parse(page, JSON.parse(Buffer.from(token, "base64url").toString())).offset;
  } catch {
    throw new ApiRefusal(400, "nextToken is not valid.");
  }
}
