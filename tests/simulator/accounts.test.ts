/** Whose skills and tokens are, and what everybody else gets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountName, simulatedAccounts } from "../../simulator";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startTestSimulator();
});
afterEach(() => simulator.close());

const skillId = "amzn1.ask.skill.1";
const tokenOf = (account: AccountName) => simulatedAccounts[account].accessToken;

/** Every path about a skill, and the status of each if nothing is wrong. */
const paths: [method: string, path: string, status: number, body?: object][] = [
  ["GET", "/status", 200],
  ["POST", "/betaTest", 201],
  ["GET", "/betaTest", 200],
  ["PUT", "/betaTest", 204, { feedbackEmail: "f@example.com" }],
  ["POST", "/betaTest/testers/add", 204, { testers: [{ emailId: "a@example.com" }] }],
  ["GET", "/betaTest/testers", 200],
  ["POST", "/betaTest/start", 202],
  ["POST", "/betaTest/testers/sendReminder", 204, { testers: [{ emailId: "a@example.com" }] }],
  ["POST", "/betaTest/testers/requestFeedback", 204, { testers: [{ emailId: "a@example.com" }] }],
  ["POST", "/betaTest/testers/remove", 204, { testers: [{ emailId: "a@example.com" }] }],
  ["POST", "/betaTest/end", 202],
];

function call(method: string, path: string, token: string, body?: object) {
  return fetch(`${simulator.url}/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function statusesOf(account: AccountName): Promise<number[]> {
  const statuses: number[] = [];
  for (const [method, path, , body] of paths) {
    const response = await call(method, `/skills/${skillId}${path}`, tokenOf(account), body);
    statuses.push(response.status);
  }
  return statuses;
}
const allWell = paths.map(([, , status]) => status);

async function exchange(given: { clientId: string; clientSecret: string; refreshToken: string }) {
  const response = await fetch(`${simulator.url}/auth/o2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: given.refreshToken,
      client_id: given.clientId,
      client_secret: given.clientSecret,
    }),
  });
  return (await response.json()) as { access_token: string; error?: string };
}

const vendorOf = async (token: string) => {
  const response = await call("GET", "/vendors", token);
  if (response.status !== 200) return response.status;
  const { vendors } = (await response.json()) as { vendors: { id: string }[] };
  return vendors.map(({ id }) => id).join();
};

test("a skill is the default account's unless it was given to the other", async () => {
  expect(await statusesOf("other")).toEqual(paths.map(() => 404));
  expect(await statusesOf("default")).toEqual(allWell);
  await simulator.remove(skillId);
  await simulator.setSkill(skillId, { account: "other" });
  expect(await statusesOf("default")).toEqual(paths.map(() => 404));
  expect(await statusesOf("other")).toEqual(allWell);
});

test.each([
  ["notFound", 404],
  ["forbidden", 403],
  ["unauthorized", 401],
] as const)(
  "a foreign account gets the response that was chosen: %s",
  async (foreignSkill, status) => {
    await simulator.set({ foreignSkill });
    await simulator.change(skillId, { status: "RUNNING", testers: ["a@example.com"] });
    expect(await statusesOf("other")).toEqual(paths.map(() => status));
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
    expect(await simulator.mails()).toEqual([]);
    const response = await call("GET", `/skills/${skillId}/betaTest`, tokenOf("other"));
    expect(await response.json()).toEqual({ message: expect.any(String) });
    expect(response.headers.has("WWW-Authenticate")).toBe(status === 401);
  },
);

test("a deleted skill exists for nobody, until its deletion is undone", async () => {
  await simulator.set({ foreignSkill: "forbidden" });
  await simulator.change(skillId, { status: "RUNNING" });
  await simulator.setSkill(skillId, { deleted: true });
  for (const account of ["default", "other"] as const) {
    expect(await statusesOf(account)).toEqual(paths.map(() => 404));
  }
  expect(await vendorOf(tokenOf("default"))).toBe(simulatedAccounts.default.vendorId);
  expect(await simulator.skill(skillId)).toMatchObject({ deleted: true, status: "RUNNING" });
  await simulator.setSkill(skillId, { deleted: false });
  const response = await call("GET", `/skills/${skillId}/betaTest`, tokenOf("default"));
  expect(await response.json()).toMatchObject({ status: "RUNNING" });
});

test("each account has a client, a refresh token, tokens and a vendor of its own", async () => {
  const vendors = new Set<unknown>();
  for (const name of ["default", "other"] as const) {
    const account = simulatedAccounts[name];
    expect(await vendorOf(account.accessToken)).toBe(account.vendorId);
    expect(await vendorOf((await exchange(account)).access_token)).toBe(account.vendorId);
    vendors.add(account.vendorId);
  }
  expect(vendors.size).toBe(2);
  const { refreshToken } = simulatedAccounts.other;
  expect(await exchange({ ...simulatedAccounts.default, refreshToken })).toMatchObject({
    error: "invalid_grant",
  });
  const { clientSecret } = simulatedAccounts.other;
  expect(await exchange({ ...simulatedAccounts.default, clientSecret })).toMatchObject({
    error: "invalid_client",
  });
});

test("a token of the caller's own is valid until all expire", async () => {
  const [fresh, others] = ["Atza|fresh", "Atza|fresh-other"];
  expect(await vendorOf(fresh)).toBe(401);
  await simulator.expireTokens();
  await simulator.issueToken(fresh);
  await simulator.issueToken(others, "other");
  await simulator.advanceDays(1);
  expect(await vendorOf(fresh)).toBe(simulatedAccounts.default.vendorId);
  expect(await vendorOf(others)).toBe(simulatedAccounts.other.vendorId);
  for (const account of ["default", "other"] as const) {
    expect(await vendorOf(tokenOf(account))).toBe(401);
  }
  await simulator.expireTokens();
  expect(await vendorOf(fresh)).toBe(401);
  expect(await vendorOf(others)).toBe(401);
  await simulator.issueToken(tokenOf("default"));
  expect(await vendorOf(tokenOf("default"))).toBe(simulatedAccounts.default.vendorId);
});

test("what is not a skill, an account or a token is refused", async () => {
  for (const [path, body] of [
    [`/skills/${skillId}`, { account: "third" }],
    [`/skills/${skillId}`, { account: "toString" }],
    [`/skills/${skillId}`, { delete: true }],
    [`/tokens`, { accessToken: "" }],
    [`/tokens`, { accessToken: "two words" }],
    [`/tokens`, { accessToken: "x", account: "__proto__" }],
  ] as const) {
    const method = path === "/tokens" ? "POST" : "PUT";
    await expect(simulator.ask(method, path, body)).rejects.toThrow("400");
  }
});

test("whose a skill is outlives the process; a state file of an earlier version does not say", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"));
  const stateFile = join(folder, "state.json");
  writeFileSync(stateFile, '{"clockOffsetMs": 0, "betaTests": {}, "mails": []}');
  for (let run = 0; run < 2; run++) {
    await simulator.close();
    simulator = await startTestSimulator({ stateFile });
    for (const id of ["toString", "__proto__"]) {
      const path = `/skills/${id}/status`;
      expect((await call("GET", path, tokenOf("other"))).status).toBe(run === 0 ? 404 : 200);
      expect((await call("GET", path, tokenOf("default"))).status).toBe(run === 0 ? 200 : 404);
      await simulator.setSkill(id, { account: "other" });
    }
  }
  const { skills } = JSON.parse(readFileSync(stateFile, "utf8"));
  expect(Object.keys(skills)).toEqual(["toString", "__proto__"]);
  rmSync(folder, { recursive: true });
});
