/** The simulated Amazon, as its clients and its own endpoints show it. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedCredentials } from "../../simulator";
import { portOfItsOwn } from "../helpers/ports";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 1000 });
});
afterEach(() => simulator.close());

const skillId = "amzn1.ask.skill.1";
const authorization = `Bearer ${simulatedCredentials.accessToken}`;

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(`${simulator.url}/v1/skills/${skillId}/betaTest${path}`, {
    method,
    headers: { Authorization: authorization, "Content-Type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const testers = (...emails: string[]) => ({ testers: emails.map((emailId) => ({ emailId })) });
const status = async () => ((await (await call("GET", "")).json()) as { status: string }).status;

test("starting and stopping take their time, by the simulator's clock", async () => {
  await call("POST", "");
  expect(await status()).toBe("IN_DRAFT");
  expect((await call("POST", "/start")).status).toBe(202);
  expect(await status()).toBe("STARTING");
  await simulator.advanceMs(1000);
  expect(await status()).toBe("RUNNING");
  expect((await call("POST", "/end")).status).toBe(202);
  expect(await status()).toBe("STOPPING");
  await simulator.advanceMs(1000);
  expect((await call("GET", "")).status).toBe(404);
  await simulator.set({ afterEnd: "ended" });
  expect(await status()).toBe("ENDED");
});

test("a tester is not allowed another reminder until the period is over, by the simulator's clock", async () => {
  const allowed = async () => {
    const answer = await (await call("GET", "/testers")).json();
    return (answer as { testers: { isReminderAllowed: boolean }[] }).testers.map(
      ({ isReminderAllowed }) => isReminderAllowed,
    );
  };
  await call("POST", "");
  await call("POST", "/testers/add", testers("a@example.com", "b@example.com"));
  await call("POST", "/start");
  await simulator.advanceMs(1000);
  expect((await call("POST", "/testers/sendReminder", testers("a@example.com"))).status).toBe(204);
  expect(await allowed()).toEqual([false, true]);
  const both = testers("a@example.com", "b@example.com");
  expect((await call("POST", "/testers/sendReminder", both)).status).toBe(400);
  expect((await simulator.mails()).filter((mail) => mail.startsWith("reminder"))).toHaveLength(1);
  await simulator.set({ reminderIntervalHours: 1 });
  await simulator.advanceMs(3_600_000);
  expect(await allowed()).toEqual([true, true]);
  expect((await call("POST", "/testers/sendReminder", both)).status).toBe(204);
});

test.each(["absent", "ended"] as const)(
  "a test ends by itself after 90 days: it is %s, its testers are told, and a new one can be created",
  async (afterEnd) => {
    await simulator.set({ afterEnd });
    await call("POST", "");
    await call("POST", "/testers/add", testers("a@example.com"));
    await call("POST", "/start");
    await simulator.advanceDays(89.9);
    expect(await status()).toBe("RUNNING");
    expect((await call("POST", "")).status).toBe(409);
    await simulator.advanceDays(0.2);
    expect(await simulator.mails()).toEqual([
      "invitation a@example.com",
      "access end a@example.com",
    ]);
    for (const path of ["", "/testers"]) {
      expect((await call("GET", path)).status).toBe(afterEnd === "absent" ? 404 : 200);
    }
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    expect((await call("POST", "")).status).toBe(201);
    expect((await simulator.skill(skillId))?.testers).toEqual([]);
    expect(await simulator.mails()).toHaveLength(2);
  },
);

test("an end that is over stays so, whatever becomes of the lifetime", async () => {
  await simulator.change(skillId, { status: "RUNNING" });
  await simulator.set({ lifetimeDays: 0 });
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  await simulator.set({ lifetimeDays: 90 });
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
});

test("an end in the console mails the testers, and does not move the expiry date", async () => {
  await simulator.set({ afterEnd: "ended" });
  await simulator.change(skillId, { status: "RUNNING", testers: ["a@example.com"] });
  const expiryDate = async () =>
    ((await (await call("GET", "")).json()) as { expiryDate: string }).expiryDate;
  const before = await expiryDate();
  await simulator.advanceDays(7);
  await simulator.change(skillId, { status: "ENDED" });
  expect(await expiryDate()).toBe(before);
  expect(await simulator.mails()).toEqual(["access end a@example.com"]);
});

test("testers are accepted while a test starts, and invited", async () => {
  await call("POST", "");
  await call("POST", "/start");
  expect(await status()).toBe("STARTING");
  expect((await call("POST", "/testers/add", testers("a@example.com"))).status).toBe(204);
  expect(await simulator.mails()).toEqual(["invitation a@example.com"]);
});

test.each([
  [false, 499],
  [true, 500],
])(
  "invitations are a budget; whether a removal returns one: %s",
  async (removalReturnsInvitation, left) => {
    await simulator.set({ removalReturnsInvitation });
    await simulator.change(skillId, { status: "RUNNING" });
    await call("POST", "/testers/add", testers("a@example.com"));
    await call("POST", "/testers/remove", testers("a@example.com"));
    const { invitesRemaining } = (await (await call("GET", "")).json()) as {
      invitesRemaining: number;
    };
    expect(invitesRemaining).toBe(left);
    const all = Array.from({ length: 500 }, (_, index) => `t${index}@example.com`);
    const { status } = await call("POST", "/testers/add", testers(...all));
    expect(status).toBe(left === 500 ? 204 : 400);
  },
);

test("every response has the simulator's date", async () => {
  await simulator.advanceDays(30);
  const date = (await call("GET", "")).headers.get("date");
  expect(Date.parse(date ?? "") - Date.now()).toBeGreaterThan(29 * 24 * 60 * 60 * 1000);
});

test("a draft mails nobody; the start mails all, an addition to a running test the new ones", async () => {
  await call("POST", "");
  await call("POST", "/testers/add", testers("a@example.com", "b@example.com", "A@example.com"));
  await call("POST", "/testers/remove", testers("b@example.com"));
  expect(await simulator.mails()).toEqual([]);
  await call("POST", "/start");
  await simulator.advanceMs(1000);
  await call("POST", "/testers/add", testers("a@example.com", "c@example.com"));
  await call("POST", "/testers/remove", testers("a@example.com"));
  await call("POST", "/testers/sendReminder", testers("c@example.com"));
  await call("POST", "/end");
  expect(await simulator.mails()).toEqual([
    "invitation a@example.com",
    "invitation c@example.com",
    "access end a@example.com",
    "reminder c@example.com",
    "access end c@example.com",
  ]);
});

test("what the status does not allow gets a 409, what is missing a 404, what is malformed a 400", async () => {
  expect((await call("GET", "")).status).toBe(404);
  expect((await call("POST", "/start")).status).toBe(404);
  expect((await call("POST", "", [])).status).toBe(400);
  await call("POST", "");
  expect((await call("POST", "/end")).status).toBe(409);
  expect((await call("POST", "/testers/add", testers("nobody"))).status).toBe(400);
  expect((await call("POST", "/testers/add", { testers: [] })).status).toBe(400);
  expect((await call("GET", "/testers?maxResults=501")).status).toBe(400);
  expect((await call("GET", "/testers?nextToken=x")).status).toBe(400);
  const many = Array.from({ length: 501 }, (_, i) => `t${i}@example.com`);
  expect((await call("POST", "/testers/add", testers(...many))).status).toBe(400);
  await call("POST", "/start");
  expect((await call("POST", "/start")).status).toBe(409);
});

test("a skill's status and the account's vendors are reported, with or without a beta test", async () => {
  const look = async (path: string, Authorization = authorization) => {
    const response = await fetch(`${simulator.url}/v1/${path}`, { headers: { Authorization } });
    return { status: response.status, body: await response.json() };
  };
  const succeeded = { manifest: { lastUpdateRequest: { status: "SUCCEEDED" } } };
  expect(await look(`skills/${skillId}/status`)).toEqual({ status: 200, body: succeeded });
  await simulator.change(skillId, { status: "RUNNING" });
  expect(await look(`skills/${skillId}/status`)).toEqual({ status: 200, body: succeeded });
  const { vendorId } = simulatedCredentials;
  expect(await look("vendors")).toMatchObject({
    status: 200,
    body: { vendors: [{ id: vendorId }] },
  });
  for (const path of [`skills/${skillId}/status`, "vendors"]) {
    expect(await look(path, "Bearer nonsense")).toMatchObject({ status: 401 });
  }
});

test("a request without a valid token gets a 401 that says which kind it takes", async () => {
  for (const Authorization of ["", "Bearer nonsense", authorization.slice(7)]) {
    const response = await call("GET", "", undefined, { Authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
  }
});

const grant = {
  grant_type: "refresh_token",
  refresh_token: simulatedCredentials.refreshToken,
  client_id: simulatedCredentials.clientId,
  client_secret: simulatedCredentials.clientSecret,
};
function exchange(path: string, contentType: string, body: string) {
  const headers = { "Content-Type": contentType };
  return fetch(simulator.url + path, { method: "POST", headers, body });
}
const asForm = (form: Record<string, string>) =>
  exchange("/auth/o2/token", "application/x-www-form-urlencoded", `${new URLSearchParams(form)}`);
const asJson = (body: unknown) =>
  exchange("/auth/o2/token", "application/json", JSON.stringify(body));

async function issued(exchanged: Promise<Response>) {
  const { access_token } = (await (await exchanged).json()) as { access_token: string };
  return `Bearer ${access_token}`;
}
const get = async (Authorization: string) =>
  (await call("GET", "", undefined, { Authorization })).status;

test("Amazon's own clients get tokens: the path's case does not matter, nor a form or JSON", async () => {
  // The SDKs do not escape their form.
  const { grant_type, refresh_token, client_id, client_secret } = grant;
  const form = `grant_type=${grant_type}&client_secret=${client_secret}&client_id=${client_id}&refresh_token=${refresh_token}`;
  const sdk = exchange("/auth/O2/token", "application/x-www-form-urlencoded", form);
  expect(await get(await issued(sdk))).toBe(404);
  expect(await get(await issued(asJson(grant)))).toBe(404);
  expect(await get(await issued(asForm(grant)))).toBe(404);
});

test("a token is refused with the words of Login with Amazon, whatever the request is", async () => {
  const refusal = async (exchanged: Promise<Response>) => {
    const response = await exchanged;
    return `${response.status} ${((await response.json()) as { error: string }).error}`;
  };
  for (const send of [asForm, asJson]) {
    const { client_id, ...rest } = grant;
    expect(await refusal(send(rest))).toBe("401 invalid_client");
    expect(await refusal(send({ ...grant, refresh_token: "x" }))).toBe("400 invalid_grant");
    expect(await refusal(send({ ...grant, grant_type: "x" }))).toBe("400 unsupported_grant_type");
  }
  expect(await refusal(asJson([null]))).toBe("400 invalid_request");
  expect(await refusal(exchange("/auth/o2/token", "application/json", "{"))).toBe(
    "400 invalid_request",
  );
});

test("issued tokens expire after an hour, and all of them on demand", async () => {
  const issue = () => issued(asForm(grant));
  const first = await issue();
  expect(await get(first)).toBe(404);
  await simulator.advanceMs(3_600_000);
  expect(await get(first)).toBe(401);
  const second = await issue();
  await simulator.expireTokens();
  expect(await get(second)).toBe(401);
  expect(await get(authorization)).toBe(401);
});

test("faults hit the requests they are injected for, as often as they say", async () => {
  await simulator.injectFault({
    method: "POST",
    path: "/start",
    after: 1,
    times: 2,
    answer: { kind: "status", status: 503 },
  });
  await call("POST", "");
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await call("POST", "/start")).status);
  expect(statuses).toEqual([202, 503, 503, 409]);
});

test("Amazon's responses have the request's id, a gateway's do not, whatever they are", async () => {
  const idOf = async (path: string) => {
    const url = `${simulator.url}/v1${path}`;
    const response = await fetch(url, { headers: { Authorization: authorization } });
    return `${response.status} ${response.headers.has("x-amzn-requestid")}`;
  };
  const notFound = { kind: "json", status: 404, body: { message: "no route" } } as const;
  await simulator.injectFault({ path: "/status", answer: notFound });
  await simulator.injectFault({ path: "/status", gateway: true, answer: notFound });
  expect(await idOf("/skills/x/status")).toBe("404 true");
  expect(await idOf("/skills/x/status")).toBe("404 false");
  expect(await idOf("/skills/x/status")).toBe("200 true");
  await simulator.injectFault({
    path: "/v1/vendors",
    gateway: true,
    answer: { kind: "status", status: 403 },
  });
  expect(await idOf("/vendors")).toBe("403 false");
  await simulator.injectFault({ answer: { kind: "html" } });
  expect(await idOf("/vendors")).toBe("502 false");
  expect(await idOf("/nowhere")).toBe("404 true");
  const log = await simulator.logged();
  expect(log.map(({ status }) => status)).toEqual([404, 404, 200, 403, 502, 404]);
});

test("a fault that cannot be sent is refused when it is injected", async () => {
  for (const answer of [
    { kind: "json", status: 204 },
    { kind: "html", status: 304 },
    { kind: "status", status: 500, headers: { "two words": "x" } },
    { kind: "status", status: 500, headers: { "Retry-After": "1\r\n2" } },
  ]) {
    await expect(simulator.ask("POST", "/faults", { answer })).rejects.toThrow("400");
  }
});

test("a fault can hit a request that was carried out", async () => {
  await simulator.injectFault({
    method: "POST",
    applied: true,
    answer: { kind: "status", status: 500 },
  });
  expect((await call("POST", "")).status).toBe(500);
  expect(await status()).toBe("IN_DRAFT");
});

test("a reset cuts the connection and a hang never responds; the log has both without a status", async () => {
  await simulator.injectFault({ answer: { kind: "reset" } });
  await simulator.injectFault({ answer: { kind: "hang" } });
  await expect(call("GET", "")).rejects.toThrow();
  const hanging = fetch(`${simulator.url}/v1/skills/x/betaTest`, {
    signal: AbortSignal.timeout(100),
  });
  await expect(hanging).rejects.toThrow();
  expect((await simulator.logged()).map(({ status }) => status)).toEqual([0, 0]);
});

test("requests over the rate limit get a 429", async () => {
  await simulator.set({ requestsPerSecond: 3 });
  const statuses = await Promise.all(
    [1, 2, 3, 4, 5].map(async () => (await call("GET", "")).status),
  );
  expect(statuses.sort()).toEqual([404, 404, 404, 429, 429]);
});

test("the request log has bodies and no tokens", async () => {
  await call("POST", "", { feedbackEmail: "f@example.com" });
  const log = await simulator.logged();
  expect(log).toMatchObject([
    { method: "POST", status: 201, body: { feedbackEmail: "f@example.com" } },
  ]);
  expect(JSON.stringify(log)).not.toContain(simulatedCredentials.accessToken);
});

test("the request log has no credentials, not even those of a token's request in JSON", async () => {
  await asJson(grant);
  const log = await simulator.logged();
  expect(log).toMatchObject([{ path: "/auth/o2/token", status: 200 }]);
  expect(JSON.stringify(log)).not.toContain(simulatedCredentials.clientSecret);
  expect(JSON.stringify(log)).not.toContain(simulatedCredentials.refreshToken);
});

test.each([
  ["POST", "/clock", { advanceDays: -1 }, /^POST .*: 400 .*"advanceDays: .*>=0/],
  ["POST", "/faults", {}, /400 .*"answer: It is missing\."/],
  [
    ...["POST", "/faults", { answer: { kind: "status", status: 200 } }],
    /400 .*"answer\.status: .*400 to 599/,
  ],
  [
    ...["POST", "/faults", { method: "get", answer: { kind: "hang" } }],
    /400 .*"method: It must be \\"GET\\" or \\"POST\\" or \\"PUT\\", not \\"get\\"\."/,
  ],
  ["PATCH", "/settings", JSON.parse('{"__proto__": {"pageSize": 1}}'), /400/],
  ["PATCH", "/settings", null, /400 .*"It must be an object, not null\."/],
  [
    ...["PUT", `/skills/${skillId}/betaTest`, { state: "ENDED" }],
    /400 .*"state: There is no such property\."/,
  ],
  ["PUT", "/skills/a%2Fb", {}, /400 .*"A skill's id has/],
  ["GET", "/tokens", undefined, /404 .*"The simulator has no GET \/simulator\/tokens\."/],
] as [string, string, unknown, RegExp][])(
  "its own endpoints refuse what they do not know in words, and then change nothing: %s %s %j",
  async (method, path, body, message) => {
    const before = await simulator.ask("GET", "/settings");
    await expect(simulator.ask(method, path, body)).rejects.toThrow(message);
    expect(await simulator.ask("GET", "/settings")).toEqual(before);
  },
);

test("a change of settings leaves the others as they are", async () => {
  await simulator.set({ pageSize: 7, foreignSkill: "forbidden" });
  await simulator.set({ latencyMs: 1 });
  expect(await simulator.ask("GET", "/settings")).toMatchObject({
    transitionDelayMs: 1000,
    pageSize: 7,
    foreignSkill: "forbidden",
    latencyMs: 1,
  });
});

test("a PUT sets every input, and a change made elsewhere clears one with null", async () => {
  await call("POST", "", { feedbackEmail: "f@example.com" });
  expect(await simulator.skill(skillId)).toMatchObject({ feedbackEmail: "f@example.com" });
  await call("PUT", "", {});
  expect(await simulator.skill(skillId)).not.toHaveProperty("feedbackEmail");
  await simulator.change(skillId, { feedbackEmail: "g@example.com" });
  await simulator.change(skillId, { status: "RUNNING" });
  expect(await (await call("GET", "")).json()).toMatchObject({ feedbackEmail: "g@example.com" });
  await simulator.change(skillId, { feedbackEmail: null });
  expect(await (await call("GET", "")).json()).not.toHaveProperty("feedbackEmail");
  expect(await status()).toBe("RUNNING");
});

describe("a skill whose id is a word of JavaScript", () => {
  const words = ["toString", "constructor", "__proto__"];
  const look = (id: string) =>
    fetch(`${simulator.url}/v1/skills/${id}/betaTest`, {
      headers: { Authorization: authorization },
    });

  test.each(words)(
    "has no beta test before it is given one, and is a skill like any other: %s",
    async (id) => {
      expect((await look(id)).status).toBe(404);
      await simulator.change(id, { status: "RUNNING" });
      expect(await (await look(id)).json()).toMatchObject({ status: "RUNNING" });
      expect((await look("x")).status).toBe(404);
      expect(await simulator.skill(id)).toMatchObject({ status: "RUNNING" });
      await simulator.remove(id);
      expect((await look(id)).status).toBe(404);
    },
  );
});

test("the clock stops before dates would overflow, and says so", async () => {
  await simulator.change(skillId, { status: "RUNNING" });
  for (const move of [{ advanceDays: 1e8 }, { advanceMs: 1e300 }, { advanceDays: 1e308 }]) {
    await expect(simulator.ask("POST", "/clock", move)).rejects.toThrow(
      '400 {"message":"The clock can be at most 1,000 years ahead."}',
    );
  }
  await simulator.set({ lifetimeDays: 36_500 });
  await simulator.advanceDays(364_999);
  await simulator.change(skillId, { status: "RUNNING" });
  await expect(simulator.advanceDays(2)).rejects.toThrow("1,000 years");
  const { expiryDate } = (await (await call("GET", "")).json()) as { expiryDate: string };
  expect(expiryDate).toMatch(/^31\d\d-/);
});

describe("the state file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulator-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("outlives the process: tests, mails and the clock", async () => {
    const stateFile = join(folder, "sub", "state.json");
    const first = await startTestSimulator({ stateFile });
    await first.change(skillId, { status: "RUNNING", testers: ["a@example.com"] });
    await first.advanceDays(91);
    await first.close();
    const second = await startTestSimulator({ stateFile });
    expect(await second.skill(skillId)).toMatchObject({ status: "ENDED", testers: [] });
    expect(await second.mails()).toEqual(["access end a@example.com"]);
    await second.close();
  });

  test("has skills whose ids are words of JavaScript", async () => {
    const stateFile = join(folder, "state.json");
    const first = await startTestSimulator({ stateFile });
    for (const id of ["toString", "__proto__"]) await first.change(id, { status: "RUNNING" });
    await first.close();
    const second = await startTestSimulator({ stateFile });
    expect(await second.ask("GET", "/skills")).toMatchObject([
      { skillId: "toString", status: "RUNNING" },
      { skillId: "__proto__", status: "RUNNING" },
    ]);
    await second.close();
  });

  test.each([
    ["a clock beyond all dates", { clockOffsetMs: 1e20 }],
    ["a start beyond all dates", { betaTests: { x: { startedAtMs: 1e20, testers: [] } } }],
  ])("with %s is refused", async (_what, content) => {
    const stateFile = join(folder, "state.json");
    const whole = { clockOffsetMs: 0, betaTests: {}, mails: [], ...content };
    writeFileSync(stateFile, JSON.stringify(whole));
    await expect(startTestSimulator({ stateFile })).rejects.toThrow(/not a state file/);
  });

  test("that cannot be written fails the start, and the port is free again", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const stateFile = join(file, "state.json");
    const port = await portOfItsOwn();
    await simulator.close();
    await expect(startTestSimulator({ stateFile, port })).rejects.toThrow(
      `The state file ${stateFile} cannot be written: `,
    );
    simulator = await startTestSimulator({ port });
  });

  test("of somebody else's is refused and left alone", async () => {
    const stateFile = join(folder, "state.json");
    writeFileSync(stateFile, '{"mine": true}');
    await expect(startTestSimulator({ stateFile })).rejects.toThrow(
      /not a state file of the simulator/,
    );
    expect(readFileSync(stateFile, "utf8")).toBe('{"mine": true}');
  });
});

test("a port that is taken is named", async () => {
  const port = Number(new URL(simulator.url).port);
  await expect(startTestSimulator({ port })).rejects.toThrow(`Port ${port} is taken`);
});
