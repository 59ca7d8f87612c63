import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { askCliProfile, readAskCliProfile } from "../../provider/auth/askCliProfile";
import { CredentialsError } from "../../provider/auth/credentials";
import { ownCredentials } from "../../provider/auth/ownCredentials";
import { createTokenSource } from "../../provider/auth/TokenSource";
import { ApiError } from "../../provider/betaTest/api";
import { betaTestStatuses } from "../../provider/betaTest/status";
import { checkInputs } from "../../provider/resource/skillBetaTest/inputs";
import {
  resolveSettings,
  SettingError,
  settingDefinitions,
  settingNames,
} from "../../provider/settings";
import { createSmapiClient } from "../../provider/smapi/client";
import { createConnection } from "../../provider/smapi/send";
import { FakeClock, noLimit, operationOn } from "../helpers/clock";

const seed = Number(process.env.SEED ?? 20_261_122);
const options = { seed, numRuns: 2000 };
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("..", "/", "\0", "@", "%2F"),
);

test("whatever a program gives, check returns failures, each with a reason", () => {
  const inputs = fc.record(
    {
      skillId: fc.oneof(text, fc.anything()),
      feedbackEmail: fc.oneof(text, fc.anything()),
      testers: fc.oneof(fc.array(fc.oneof(text, fc.anything())), fc.anything()),
      desiredStatus: fc.anything(),
      adopt: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(inputs, (given) => {
      for (const { property, reason } of checkInputs(given)) {
        expect(property).not.toBe("");
        expect(reason).toMatch(/ must |^unknown argument /);
      }
    }),
    options,
  );
});

test("a skillId that passes is one segment of a path, whatever it is", () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.stringMatching(/^[A-Za-z0-9._:/-]{1,40}$/)), (skillId) => {
      if (checkInputs({ skillId }).length > 0) return;
      const { pathname } = new URL(`https://amazon.test/v1/skills/${skillId}/betaTest`);
      expect(pathname.split("/")).toHaveLength(5);
    }),
    { ...options, numRuns: 5000 },
  );
});

test("whatever is configured, settings are resolved or refused with a clear error that repeats no value", () => {
  const value = fc.oneof(
    text,
    fc.webUrl(),
    fc.constantFrom("https://canary.test/?q", "http://canary.test", "9e99", "-1"),
  );
  const variables = settingNames.flatMap((name) => settingDefinitions[name].variable ?? []);
  const configurations = fc.dictionary(fc.constantFrom(...settingNames), value);
  const environments = fc.dictionary(fc.constantFrom(...variables), value);
  const sources = [
    ownCredentials,
    askCliProfile(
      () => undefined,
      () => [],
    ),
  ];
  fc.assert(
    fc.property(configurations, environments, (configured, environment) => {
      try {
        resolveSettings((name) => configured[name], environment, 0, { credentialSources: sources });
      } catch (error) {
        expect(error instanceof SettingError || error instanceof CredentialsError).toBe(true);
        expect((error as Error).message).not.toContain("canary");
      }
    }),
    options,
  );
});

test("whatever stands in ask-cli's file, it is a profile, none, or a clear error", () => {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  const file = join(folder, "cli_config");
  fc.assert(
    fc.property(fc.oneof(text, fc.json()), (content) => {
      writeFileSync(file, content);
      try {
        readAskCliProfile("default", file);
      } catch (error) {
        expect(error).toBeInstanceOf(CredentialsError);
      }
    }),
    { ...options, numRuns: 500 },
  );
  rmSync(folder, { recursive: true });
});

test("whatever a server returns, it is a beta test, none by Amazon's own word, or a clear error", async () => {
  let current = { status: 200, body: "" };
  const server = createServer((_request, response) => {
    response.writeHead(current.status, { "Content-Type": "application/json" }).end(current.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const clock = new FakeClock();
  const tokens = createTokenSource(
    { value: "Atza|canary", expiresAtMs: Number.POSITIVE_INFINITY },
    undefined,
    clock,
  );
  const { port } = server.address() as AddressInfo;
  const connection = createConnection(`http://127.0.0.1:${port}`, {
    tokens,
    clock,
    random: () => 0,
  });
  const api = createSmapiClient({ ...connection, limiter: noLimit }, operationOn(clock));

  const almost = fc.record(
    {
      status: fc.oneof(fc.constantFrom(...betaTestStatuses), fc.jsonValue()),
      expiryDate: fc.jsonValue(),
      invitesRemaining: fc.jsonValue(),
      testers: fc.array(fc.record({ emailId: fc.jsonValue() })),
      isTruncated: fc.jsonValue(),
      message: fc.constantFrom("canary@example.com", "Atza|canary", 7, null),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    text,
    fc.json(),
    almost.map((value) => JSON.stringify(value)),
  );
  const status = fc.constantFrom(200, 200, 200, 201, 400, 401, 404, 409, 418);
  const attempt = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    const outcome = await call().catch((error: Error) => error);
    if (!(outcome instanceof Error)) return outcome;
    expect(outcome).toBeInstanceOf(ApiError);
    expect(outcome.message).not.toContain("canary");
    return undefined;
  };
  await fc.assert(
    fc.asyncProperty(status, body, async (code, content) => {
      current = { status: code, body: content };
      const betaTest = await attempt(() => api.getBetaTest("a"));
      if (betaTest) expect(betaTestStatuses).toContain(betaTest.status);
      const testers = await attempt(() => api.listTesters("a"));
      if (testers) for (const tester of testers) expect(typeof tester.emailId).toBe("string");
      await attempt(() => api.startBetaTest("a"));
    }),
    { ...options, numRuns: 500 },
  );
  server.close();
  server.closeAllConnections();
}, 60_000);
