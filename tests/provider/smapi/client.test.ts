import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createTokenSource } from "../../../provider/auth/TokenSource";
import { ApiError } from "../../../provider/betaTest/api";
import { createSmapiClient } from "../../../provider/smapi/client";
import { createConnection } from "../../../provider/smapi/send";
import { type FaultInput, simulatedCredentials } from "../../../simulator";
import { FakeClock, noLimit, operationOn } from "../../helpers/clock";
import { startTestSimulator, type TestSimulator } from "../../helpers/simulator";

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
beforeEach(async () => {
  await simulator.clearFaults();
  await simulator.set({ pageSize: 500 });
  await simulator.requests();
});
afterAll(() => simulator.close());

let counter = 0;
const nextSkillId = () => `amzn1.ask.skill.${++counter}`;

function connect(endpoint = simulator.url, renewed?: string) {
  const clock = new FakeClock();
  const forever = Number.POSITIVE_INFINITY;
  const tokens = createTokenSource(
    { value: renewed ? "Atza|rejected" : simulatedCredentials.accessToken, expiresAtMs: forever },
    renewed ? async () => ({ value: renewed, expiresAtMs: forever }) : undefined,
    clock,
  );
  const noted: string[] = [];
  const debug = (line: string) => void noted.push(line);
  const connection = createConnection(endpoint, { tokens, clock, random: () => 1, debug });
  const operation = operationOn(clock);
  const api = createSmapiClient({ ...connection, limiter: noLimit }, operation);
  return { clock, api, noted, waits: operation.waits };
}

async function failure(outcome: Promise<unknown>): Promise<ApiError> {
  const error = await outcome.catch((reason) => reason);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("what decides nothing counts as absent where it is odd, and is noted:", () => {
  const answer = (body: object) =>
    simulator.injectFault({ answer: { kind: "json", status: 200, body } });

  test.each([
    ["expiryDate", 1_767_225_600],
    ["expiryDate", "soon"],
    ["expiryDate", "9"],
    ["invitesRemaining", "498"],
    ["invitesRemaining", -1],
    ["invitationUrl", {}],
    ["feedbackEmail", ["f@example.com"]],
  ])("a beta test's %s: %j", async (name, value) => {
    const { api, noted } = connect();
    await answer({ status: "RUNNING", [name]: value });
    expect(await api.getBetaTest(nextSkillId())).toEqual({ status: "RUNNING" });
    expect(noted).toEqual([
      `getting the beta test: ${name} has a type or value that Amazon does not document; it is ignored`,
    ]);
  });

  test("a tester's new status, once for all", async () => {
    const { api, noted } = connect();
    const testers = ["a@example.com", "b@example.com"];
    const invitationStatus = "EXPIRED";
    await answer({ testers: testers.map((emailId) => ({ emailId, invitationStatus })) });
    expect(await api.listTesters(nextSkillId())).toEqual(testers.map((emailId) => ({ emailId })));
    expect(noted).toHaveLength(1);
  });

  test("null is absent, and not odd", async () => {
    const { api, noted } = connect();
    await answer({ status: "IN_DRAFT", invitationUrl: null, expiryDate: null });
    expect(await api.getBetaTest(nextSkillId())).toEqual({ status: "IN_DRAFT" });
    expect(noted).toEqual([]);
  });

  test("a status that nobody knows is an error that names it", async () => {
    await answer({ status: "PAUSED" });
    expect((await failure(connect().api.getBetaTest(nextSkillId()))).message).toMatch(
      /this version of pulumi-alexa does not know the status "PAUSED".* Update pulumi-alexa\.$/,
    );
  });

  test("text that is not an address is an error", async () => {
    await answer({ testers: [{ emailId: 1 }] });
    await failure(connect().api.listTesters(nextSkillId()));
  });
});

test("time is Amazon's, as its responses have it", async () => {
  const own = await startTestSimulator();
  const { api, clock } = connect(own.url);
  expect(api.now()).toBe(clock.now());
  await own.advanceDays(90);
  await api.getBetaTest(nextSkillId());
  const aheadMs = api.now() - Date.now();
  expect(Math.abs(aheadMs - 90 * 24 * 60 * 60 * 1000)).toBeLessThan(10_000);
  await own.close();
});

test("a beta test goes through its life in Amazon's words", async () => {
  const { api } = connect();
  const skillId = nextSkillId();
  expect(await api.getBetaTest(skillId)).toBeUndefined();
  await api.createBetaTest(skillId, { feedbackEmail: "f@example.com" });
  expect(await api.getBetaTest(skillId)).toEqual({
    status: "IN_DRAFT",
    feedbackEmail: "f@example.com",
    invitesRemaining: 500,
  });
  await api.updateBetaTest(skillId, { feedbackEmail: "g@example.com" });
  await api.addTesters(skillId, ["a@example.com", "b@example.com"]);
  await api.removeTesters(skillId, ["a@example.com"]);
  await api.startBetaTest(skillId);
  expect(await api.getBetaTest(skillId)).toEqual({
    status: "RUNNING",
    feedbackEmail: "g@example.com",
    invitesRemaining: 499,
    invitationUrl: expect.stringMatching(/^https:/),
    expiryDate: expect.stringMatching(/^\d{4}-/),
  });
  expect(await api.listTesters(skillId)).toEqual([
    {
      emailId: "b@example.com",
      associationDate: expect.stringMatching(/^\d{4}-/),
      isReminderAllowed: true,
      invitationStatus: "NOT_ACCEPTED",
    },
  ]);
  await api.endBetaTest(skillId);
  expect(await simulator.requests()).toEqual([
    "GET /betaTest 404",
    "POST /betaTest 201",
    "GET /betaTest 200",
    "PUT /betaTest 204",
    "POST /betaTest/testers/add 204",
    "POST /betaTest/testers/remove 204",
    "POST /betaTest/start 202",
    "GET /betaTest 200",
    "GET /betaTest/testers 200",
    "POST /betaTest/end 202",
  ]);
});

test("testers are read page by page", async () => {
  const { api } = connect();
  const skillId = nextSkillId();
  const testers = Array.from({ length: 5 }, (_, i) => `t${i}@example.com`);
  await simulator.change(skillId, { status: "RUNNING", testers });
  await simulator.set({ pageSize: 2 });
  expect((await api.listTesters(skillId)).map(({ emailId }) => emailId)).toEqual(testers);
  expect(await simulator.requests()).toHaveLength(3);
});

test("a tester that is on two pages counts once", async () => {
  const { api } = connect();
  const testers = [{ emailId: "a@example.com" }, { emailId: "b@example.com" }];
  const body = { testers, isTruncated: true, nextToken: "next" };
  await simulator.injectFault({ path: "/testers", answer: { kind: "json", body } });
  const rest = { testers: testers.slice(1), isTruncated: false };
  await simulator.injectFault({ path: "/testers", answer: { kind: "json", body: rest } });
  expect(await api.listTesters(nextSkillId())).toEqual(testers);
});

test.each([{}, { message: "Service is in maintenance" }, { errors: [] }])(
  "%j is no list of nobody, since everybody would be invited again",
  async (body) => {
    const { api } = connect();
    await simulator.injectFault({ path: "/testers", answer: { kind: "json", body } });
    const { message } = await failure(api.listTesters(nextSkillId()));
    expect(message).toMatch(/does not document \(.*Expected testers or isTruncated\)/);
  },
);

test("endless pages are an error, never a partial list", async () => {
  const { api } = connect();
  const body = { testers: [{ emailId: "a@example.com" }], isTruncated: true, nextToken: "again" };
  await simulator.injectFault({ path: "/testers", times: 99, answer: { kind: "json", body } });
  const { message } = await failure(api.listTesters(nextSkillId()));
  expect(message).toContain("listing the testers failed: GET /v1/skills/");
  expect(message).toContain("pages without end");
});

test("more testers than a page can hold are an error, and only the first violations are quoted", async () => {
  const { api } = connect();
  const testers = Array.from({ length: 501 }, (_, i) => ({ emailId: `t${i}@example.com` }));
  await simulator.injectFault({ path: "/testers", answer: { kind: "json", body: { testers } } });
  const { message } = await failure(api.listTesters(nextSkillId()));
  expect(message).toContain("Expected a list of at most 500");

  const violations = Array.from({ length: 10_000 }, (_, i) => ({ message: `violation ${i}` }));
  const answer = { kind: "json", status: 400, body: { message: "No.", violations } } as const;
  await simulator.injectFault({ method: "POST", answer });
  const refused = await failure(api.startBetaTest(nextSkillId()));
  expect(refused.message).toContain("returned 400: No.; violation 0; violation 1;");
});

test("a list instead of a page of testers is an error, never a page without any", async () => {
  const { api } = connect();
  await simulator.injectFault({ path: "/testers", answer: { kind: "json", body: [] } });
  const { message } = await failure(api.listTesters(nextSkillId()));
  expect(message).toContain("does not document (Expected an object but received a list)");
});

test("the next page of a list that is complete does not matter, whatever it is", async () => {
  const { api } = connect();
  const body = { testers: [{ emailId: "a@example.com" }], isTruncated: false, nextToken: 7 };
  await simulator.injectFault({ path: "/testers", answer: { kind: "json", body } });
  expect(await api.listTesters(nextSkillId())).toEqual([{ emailId: "a@example.com" }]);
});

test.each([[undefined], [null], [""], [7]])(
  "a list that says it is truncated, with %j for its next page, is an error, never the whole list",
  async (nextToken) => {
    const { api } = connect();
    const body = { testers: [{ emailId: "a@example.com" }], isTruncated: true, nextToken };
    await simulator.injectFault({ path: "/testers", answer: { kind: "json", body } });
    const { message } = await failure(api.listTesters(nextSkillId()));
    expect(message).toMatch(/listing the testers failed: .*isTruncated, but there is no nextToken/);
  },
);

test("a GET is repeated on 429, 500, 503 and a cut connection, pausing longer each time", async () => {
  const { api, clock } = connect();
  for (const status of [429, 500, 503])
    await simulator.injectFault({ answer: { kind: "status", status } });
  await simulator.injectFault({ answer: { kind: "reset" } });
  expect(await api.getBetaTest(nextSkillId())).toBeUndefined();
  expect(clock.slept).toEqual([1000, 2000, 4000, 8000]);
});

test("Amazon's Retry-After is kept to", async () => {
  const { api, clock } = connect();
  const headers = { "Retry-After": "17" };
  await simulator.injectFault({ answer: { kind: "status", status: 429, headers } });
  await api.getBetaTest(nextSkillId());
  expect(clock.slept).toEqual([17_000]);
});

test("a host that has never responded is given up after half a minute; one that has is waited for", async () => {
  const cut = { times: 1000, answer: { kind: "reset" } } as const;
  const { api } = connect();
  await simulator.injectFault(cut);
  const never = await failure(api.getBetaTest(nextSkillId()));
  expect(never.message).toMatch(/\(limit 30 s\)\. Check alexa:endpoint, the network/);

  await simulator.clearFaults();
  await api.getBetaTest(nextSkillId());
  await simulator.injectFault(cut);
  const later = await failure(api.getBetaTest(nextSkillId()));
  expect(later.message).toMatch(/\(limit [1-9]\d\d s\)/);
});

test("a GET is given up when the operation's time is up, with Amazon's words and how long was tried", async () => {
  const { api } = connect();
  const answer = { kind: "status", status: 500, message: "Sorry." } as const;
  await simulator.injectFault({ times: 99, answer });
  const { message } = await failure(api.getBetaTest(nextSkillId()));
  expect(message).toMatch(
    /^getting the beta test failed: GET .*\/betaTest returned 500: Sorry \(request id .+\)\. Tried 34 times in 591 s \(limit 600 s\)\. Run the command again/,
  );
  expect(await simulator.requests()).toHaveLength(34);
});

test("why it waits is reported without an address or a token, whatever the response quotes", async () => {
  const { api, waits } = connect();
  const message = `canary@example.com has no place beside ${simulatedCredentials.accessToken}`;
  const answer = { kind: "status", status: 429, message } as const;
  await simulator.injectFault({ method: "POST", answer });
  await failure(api.addTesters(nextSkillId(), ["canary@example.com"]));
  expect(waits).toEqual([
    "Amazon returned 429 (rate limited) while adding testers; retrying in 1 s",
  ]);
});

test.each([
  ["500", { kind: "status", status: 500 }],
  ["503", { kind: "status", status: 503 }],
  ["409", { kind: "status", status: 409 }],
  ["a cut connection", { kind: "reset" }],
  ["a proxy's page", { kind: "html", status: 502 }],
  ["a login page instead of the answer", { kind: "html", status: 200 }],
] as const)("a POST that got %s is uncertain and not repeated", async (_what, answer) => {
  const { api } = connect();
  await simulator.injectFault({ method: "POST", answer });
  expect((await failure(api.startBetaTest(nextSkillId()))).outcome).toBe("uncertain");
  expect(await simulator.requests()).toHaveLength(1);
});

test.each([400, 403, 404] as const)("a POST that got %s was refused", async (status) => {
  const { api } = connect();
  await simulator.injectFault({ method: "POST", answer: { kind: "status", status } });
  const outcome = status === 400 ? "unacceptable" : "refused";
  expect((await failure(api.startBetaTest(nextSkillId()))).outcome).toBe(outcome);
});

test("a POST that was limited was not applied, so it is repeated", async () => {
  const { api } = connect();
  await simulator.injectFault({ method: "POST", answer: { kind: "status", status: 429 } });
  await api.createBetaTest(nextSkillId(), {});
  expect(await simulator.requests()).toEqual(["POST /betaTest 429", "POST /betaTest 201"]);
});

test("a rejected token is renewed once and the request sent again", async () => {
  const { api } = connect(simulator.url, simulatedCredentials.accessToken);
  await api.createBetaTest(nextSkillId(), {});
  expect(await simulator.requests()).toEqual(["POST /betaTest 401", "POST /betaTest 201"]);
});

test("a second rejection is final and says what to do", async () => {
  const { api } = connect(simulator.url, "Atza|canary");
  const { message } = await failure(api.getBetaTest(nextSkillId()));
  expect(message).toMatch(
    /returned 401: Token is invalid\/expired \(request id .+\)\. .*alexa:accessToken/,
  );
  expect(message).not.toContain("canary");
  expect(await simulator.requests()).toHaveLength(2);
});

test.each([
  ["no JSON", { kind: "brokenJson" }, /returned 200: a response that is not JSON: \{"status"/],
  ["a page", { kind: "html", status: 200 }, /a response that is not JSON: <html>/],
  [
    "JSON without a status",
    { kind: "json", body: {} },
    /a response that Amazon does not document .*status/,
  ],
  ["an unknown status", { kind: "json", body: { status: "PAUSED" } }, /does not document .*PAUSED/],
  ["null", { kind: "json", body: null }, /does not document/],
  ["a proxy's 404", { kind: "html", status: 404 }, /returned 404: a response that is not JSON/],
  [
    "a bare 404",
    { kind: "json", status: 404, body: [] },
    /returned 404: a response that Amazon does not document/,
  ],
] as const)(
  "%s is an error and never means that there is no beta test",
  async (_what, answer, pattern) => {
    const { api } = connect();
    await simulator.injectFault({ method: "GET", answer });
    expect((await failure(api.getBetaTest(nextSkillId()))).message).toMatch(pattern);
  },
);

describe("whether a skill is visible", () => {
  const visible = (answer: FaultInput["answer"]) => {
    const { api } = connect();
    return simulator
      .injectFault({ method: "GET", path: "/status", answer })
      .then(() => api.skillIsVisible("amzn1.ask.skill.1"));
  };

  test("a gateway that answers 404 in Amazon's place says nothing", async () => {
    const { api } = connect();
    const answer = { kind: "status", status: 404, message: "no route" } as const;
    await simulator.injectFault({ path: "/status", gateway: true, answer });
    const { message } = await failure(api.skillIsVisible("amzn1.ask.skill.1"));
    expect(message).toMatch(/returned 404: no route\. Amazon does not document this/);
  });

  test.each([
    ["a skill's status", { manifest: { lastUpdateRequest: { status: "SUCCEEDED" } } }],
    ["a status with nothing in it", {}],
  ])("%s says so", async (_what, body) => {
    expect(await visible({ kind: "json", body })).toBe(true);
    expect((await simulator.requests()).at(-1)).toBe("GET /status 200");
  });

  test("Amazon's own 404 says that it is not", async () => {
    const message = "The resource being requested is not found.";
    expect(await visible({ kind: "status", status: 404, message })).toBe(false);
  });

  test.each([
    ["a page", { kind: "html", status: 200 }],
    ["a list", { kind: "json", body: [] }],
    ["null", { kind: "json", body: null }],
    ["a gateway's 404", { kind: "html", status: 404 }],
    ["a 404 without Amazon's words", { kind: "json", status: 404, body: { path: "/status" } }],
    ["401", { kind: "status", status: 401 }],
    ["403", { kind: "status", status: 403 }],
  ] as const)("%s says nothing of it", async (_what, answer) => {
    const { message } = await failure(visible(answer));
    expect(message).toMatch(/^looking for the skill failed: GET \/v1\/skills\/[^/]+\/status /);
  });
});

describe("the vendors", () => {
  const vendors = (answer: FaultInput["answer"]) => {
    const { api } = connect();
    return simulator
      .injectFault({ method: "GET", path: "/v1/vendors", answer })
      .then(() => api.listVendorIds());
  };

  test("are told by their ids", async () => {
    const body = {
      vendors: [
        { id: "M1", name: "One", roles: ["ROLE_ADMINISTRATOR"] },
        { id: "M2", name: "Two", roles: [] },
      ],
    };
    expect(await vendors({ kind: "json", body })).toEqual(["M1", "M2"]);
    expect(await vendors({ kind: "json", body: { vendors: [] } })).toEqual([]);
  });

  test.each([
    ["Amazon's own 404", { kind: "status", status: 404, message: "Not found." }],
    ["a gateway's 404", { kind: "html", status: 404 }],
    ["a page", { kind: "html", status: 200 }],
    ["an object without vendors", { kind: "json", body: {} }],
    ["vendors without an id", { kind: "json", body: { vendors: [{ name: "One" }] } }],
    ["more vendors than anybody has", { kind: "json", body: { vendors: Array(1001).fill({}) } }],
  ] as const)("are not told by %s: the address is not Amazon's", async (_what, answer) => {
    const { message } = await failure(vendors(answer));
    expect(message).toMatch(/^listing the vendors failed: GET \/v1\/vendors returned \d+: /);
    expect(message).toMatch(/Amazon does not document this response: check alexa:endpoint/);
  });
});

test("an error names no tester and no token, whatever the response quotes", async () => {
  const { api } = connect();
  const message = `canary@example.com has no place beside ${simulatedCredentials.accessToken}`;
  await simulator.injectFault({ method: "POST", answer: { kind: "status", status: 400, message } });
  const error = await failure(api.addTesters(nextSkillId(), ["canary@example.com"]));
  expect(error.message).toContain("[e-mail] has no place beside [secret]");
  expect(JSON.stringify(error)).not.toContain("canary");
});

test("an error names no access token, whatever form Amazon gives it", async () => {
  const accessToken = "opaque-0123456789";
  const tokens = { token: async () => accessToken, renew: async () => undefined };
  const clock = new FakeClock();
  const connection = createConnection(simulator.url, { tokens, clock, random: () => 1 });
  const message = `Token ${accessToken} has no scope.`;
  await simulator.injectFault({ answer: { kind: "status", status: 403, message } });
  const api = createSmapiClient(connection, operationOn(clock));
  const error = await failure(api.getBetaTest(nextSkillId()));
  expect(error.message).toContain("Token [secret] has no scope");
});

test("a redirect is not followed, so the token goes nowhere else", async () => {
  let visited = 0;
  const elsewhere = await listen((_request, response) => {
    visited++;
    response.end("{}");
  });
  const redirecting = await listen((_request, response) => {
    response.writeHead(302, { Location: elsewhere.url }).end();
  });
  try {
    const { api } = connect(redirecting.url);
    const error = await failure(api.getBetaTest("amzn1.ask.skill.1"));
    expect(error.message).toMatch(/returned 302: an empty response.*alexa:endpoint/);
    expect(visited).toBe(0);
  } finally {
    elsewhere.close();
    redirecting.close();
  }
});

async function listen(handler: RequestListener) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test("the skill id is encoded in the path, whatever it holds", async () => {
  const { api } = connect();
  await failure(api.startBetaTest("../../x?y#z"));
  const [request] = await simulator.logged();
  expect(request?.path).toBe("/v1/skills/..%2F..%2Fx%3Fy%23z/betaTest/start");
});
