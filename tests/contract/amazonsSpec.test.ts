/** Client and simulator against Amazon's published spec. */
import { definitions } from "ask-smapi-model/spec.json";
import { createTokenSource } from "../../provider/auth/TokenSource";
import { createSmapiClient } from "../../provider/smapi/client";
import { createConnection } from "../../provider/smapi/send";
import { simulatedCredentials } from "../../simulator";
import { statuses } from "../../simulator/betaTests";
import { inputsSchema } from "../../simulator/state";
import { FakeClock, operationOn } from "../helpers/clock";
import { startPrism } from "../helpers/prism";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

let simulator: TestSimulator;
let prism: Awaited<ReturnType<typeof startPrism>>;
beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 1000 });
  prism = await startPrism(simulator.url);
}, 60_000);
beforeEach(() => simulator.requests());
afterAll(async () => {
  await prism?.close();
  await simulator?.close();
});

const { accessToken } = simulatedCredentials;
const email = "a@example.com";
const testers = { testers: [{ emailId: email }] };

/** Sends through Prism; a body that Prism made instead of the simulator's names the violations. */
async function call(method: string, path: string, body?: unknown, token: string = accessToken) {
  const response = await fetch(`${prism.url}/v1/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(text).not.toContain("stoplight.io/prism");
  return response.status;
}

test("every request of the client and every answer to it is as Amazon's spec has it", async () => {
  const initial = { value: accessToken, expiresAtMs: Number.POSITIVE_INFINITY };
  const clock = new FakeClock();
  const tokens = createTokenSource(initial, undefined, clock);
  const connection = createConnection(prism.url, { tokens, clock, random: () => 0 });
  const api = createSmapiClient(connection, operationOn(clock));
  const skillId = "amzn1.ask.skill.client";

  expect(await api.getBetaTest(skillId)).toBeUndefined();
  await api.createBetaTest(skillId, {});
  await simulator.remove(skillId);
  await api.createBetaTest(skillId, { feedbackEmail: email });
  expect((await api.getBetaTest(skillId))?.status).toBe("IN_DRAFT");
  await api.updateBetaTest(skillId, { feedbackEmail: "b@example.com" });
  await api.addTesters(skillId, [email, "b@example.com"]);
  await api.removeTesters(skillId, ["b@example.com"]);
  await simulator.set({ pageSize: 1 });
  expect(await api.listTesters(skillId)).toMatchObject([{ emailId: email }]);
  await api.startBetaTest(skillId);
  expect((await api.getBetaTest(skillId))?.status).toBe("STARTING");
  await simulator.advanceMs(1000);
  expect((await api.getBetaTest(skillId))?.status).toBe("RUNNING");
  await api.sendReminder(skillId, [email]);
  await api.requestFeedback(skillId, [email]);
  await expect(api.sendReminder(skillId, [email])).rejects.toThrow("is not allowed");
  await api.endBetaTest(skillId);
  expect((await api.getBetaTest(skillId))?.status).toBe("STOPPING");
  await simulator.advanceMs(1000);
  await simulator.set({ afterEnd: "ended" });
  expect((await api.getBetaTest(skillId))?.status).toBe("ENDED");
  expect(await simulator.requests()).toHaveLength(17);
});

test("the requests that ask for a skill and for the vendors are as Amazon's spec has them, and its answers are read", async () => {
  const clock = new FakeClock();
  const initial = { value: accessToken, expiresAtMs: Number.POSITIVE_INFINITY };
  const tokens = createTokenSource(initial, undefined, clock);
  const connection = createConnection(prism.url, { tokens, clock, random: () => 0 });
  const api = createSmapiClient(connection, operationOn(clock));
  const status = { manifest: { lastUpdateRequest: { status: "SUCCEEDED" }, eTag: "1" } };
  await simulator.injectFault({ path: "/status", answer: { kind: "json", body: status } });
  expect(await api.skillIsVisible("amzn1.ask.skill.client")).toBe(true);
  await simulator.injectFault({ path: "/status", answer: { kind: "status", status: 404 } });
  expect(await api.skillIsVisible("amzn1.ask.skill.client")).toBe(false);
  const vendors = [{ id: "M1", name: "One", roles: ["ROLE_ADMINISTRATOR"] }];
  await simulator.injectFault({ path: "/v1/vendors", answer: { kind: "json", body: { vendors } } });
  expect(await api.listVendorIds()).toEqual(["M1"]);
});

test("the simulator's other answers are as Amazon's spec has them", async () => {
  const base = "skills/amzn1.ask.skill.raw/betaTest";
  expect(await call("GET", base, undefined, "wrong")).toBe(401);
  expect(await call("GET", base)).toBe(404);
  expect(await call("POST", `${base}/end`)).toBe(404);
  expect(await call("POST", base)).toBe(201);
  expect(await call("POST", base)).toBe(409);
  expect(await call("POST", `${base}/end`)).toBe(409);
  expect(await call("POST", `${base}/testers/add`, { testers: [{ emailId: "nobody" }] })).toBe(400);
  expect(await call("POST", `${base}/testers/add`, testers)).toBe(204);
  expect(await call("POST", `${base}/start`)).toBe(202);
  await simulator.advanceMs(1000);
  expect(await call("POST", `${base}/testers/sendReminder`, testers)).toBe(204);
  expect(await call("POST", `${base}/testers/requestFeedback`, testers)).toBe(204);
  await simulator.set({ requestsPerSecond: 0.5 });
  expect([await call("GET", base), await call("GET", base)]).toContain(429);
  await simulator.set({ requestsPerSecond: 0 });
});

test("what tells a skill and an account is as Amazon's spec has it", async () => {
  const status = "skills/amzn1.ask.skill.raw/status";
  for (const path of [status, "vendors"]) {
    expect(await call("GET", path)).toBe(200);
    expect(await call("GET", path, undefined, "wrong")).toBe(401);
  }
  await simulator.setSkill("amzn1.ask.skill.deleted", { deleted: true });
  expect(await call("GET", "skills/amzn1.ask.skill.deleted/status")).toBe(404);
  await simulator.setSkill("amzn1.ask.skill.foreign", { account: "other" });
  for (const [foreignSkill, answer] of [
    ["notFound", 404],
    ["forbidden", 403],
    ["unauthorized", 401],
  ] as const) {
    await simulator.set({ foreignSkill });
    expect(await call("GET", "skills/amzn1.ask.skill.foreign/status")).toBe(answer);
  }
  await simulator.set({ foreignSkill: "notFound" });
});

test("the simulator has every field and status that Amazon's spec has of a beta test", async () => {
  const {
    "v1.skill.betaTest.BetaTest": outputs,
    "v1.skill.betaTest.TestBody": inputs,
    "v1.skill.betaTest.Status": status,
  } = definitions;
  expect([...statuses].sort()).toEqual([...status.enum].sort());
  expect(Object.keys(inputsSchema.entries)).toEqual(Object.keys(inputs.properties));
  const base = `${simulator.url}/v1/skills/amzn1.ask.skill.fields/betaTest`;
  const headers = { Authorization: `Bearer ${accessToken}` };
  await fetch(base, { method: "POST", headers, body: JSON.stringify({ feedbackEmail: email }) });
  await fetch(`${base}/start`, { method: "POST", headers });
  const answer = await (await fetch(base, { headers })).json();
  expect(Object.keys(answer).sort()).toEqual(Object.keys(outputs.properties).sort());
});

test("Prism does tell what breaks the spec", async () => {
  await simulator.injectFault({ answer: { kind: "json", body: { status: "PAUSED" } } });
  await expect(call("GET", "skills/amzn1.ask.skill.raw/betaTest")).rejects.toThrow(
    "stoplight.io/prism",
  );
  for (const path of ["skills/amzn1.ask.skill.raw/status", "vendors"]) {
    await simulator.injectFault({ answer: { kind: "json", body: { manifest: 1, vendors: 1 } } });
    await expect(call("GET", path)).rejects.toThrow("stoplight.io/prism");
  }
});
