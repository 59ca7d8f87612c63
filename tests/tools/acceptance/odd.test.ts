/** `make acceptance` against servers that are like no Amazon that it knows. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Refused } from "../../../tools/acceptance/access.mts";
import { questionIds } from "../../../tools/acceptance/questions.mts";
import { type Result, runAcceptance } from "../../../tools/acceptance/run.mts";
import {
  movingClock,
  optionsOf,
  rowOf,
  runOn,
  skillId,
  startAmazon,
} from "../../helpers/acceptance";
import type { TestSimulator } from "../../helpers/simulator";

interface Response {
  readonly status: number;
  readonly body?: unknown;
}
/** @param request such as `POST /start`, without the skill's part of the path. */
type Behaviour = (request: string) => Response;

/** @returns the requests that the server got, and the run's result. */
async function runAgainst(behave: Behaviour) {
  const requests: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "", "http://127.0.0.1");
    const isOwn = pathname.includes(skillId);
    const path = pathname.replace(/^\/v1\/skills\/[^/]+/, "").replace(/^\/betaTest(?=\/)/, "");
    const name = `${request.method} ${path}`;
    if (isOwn) requests.push(name);
    const { status, body = "" } = behave(name);
    request.resume().on("end", () => {
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  try {
    const run = runAcceptance(optionsOf(`http://127.0.0.1:${port}`));
    const result = await run.catch((error: unknown) => error);
    return { requests, result };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function finished(result: unknown): Result {
  if (result instanceof Error) throw result;
  return result as Result;
}

const changes = (requests: readonly string[]) =>
  requests.filter((request) => !request.startsWith("GET"));

test.each([
  ["418 to everything", { status: 418, body: "I am a teapot." }],
  ["an empty list", { status: 200, body: [] }],
  ["null", { status: 200, body: "null" }],
  ["a page", { status: 200, body: "<html>Welcome</html>" }],
  ["a status that there is not", { status: 200, body: { status: "PURPLE" } }],
])("a server that says %s is refused, and nothing is changed", async (_, response) => {
  const { requests, result } = await runAgainst(() => response);
  expect(result).toBeInstanceOf(Refused);
  expect(changes(requests)).toEqual([]);
});

/** A skill without a beta test, until the first change; then `behave`. */
function free(behave: Behaviour): Behaviour {
  let isChanged = false;
  return (request) => {
    if (request.startsWith("POST") || request.startsWith("PUT")) isChanged = true;
    if (isChanged) return behave(request);
    return request === "GET /status" ? { status: 200, body: {} } : { status: 404 };
  };
}

test("a create that is answered with 418 is the only change", async () => {
  const { requests, result } = await runAgainst(free(() => ({ status: 418, body: "teapot" })));
  const { rows, problem, remains, report } = finished(result);
  expect(changes(requests)).toEqual(["POST /betaTest"]);
  expect(problem).toBe('create was answered with 418 ("teapot")');
  expect(rowOf(rows, "start").text).toBe(`not asked: ${problem}`);
  expect(remains.text).toContain("never started");
  expect(report).toContain("teapot");
});

test("a test that never is a draft gets no testers, no start and no end", async () => {
  const odd = free(() => ({ status: 200, body: { status: "PURPLE", invitesRemaining: "many" } }));
  const { requests, result } = await runAgainst(odd);
  const { rows } = finished(result);
  expect(changes(requests)).toEqual(["POST /betaTest"]);
  expect(rowOf(rows, "createSeen").text).toMatch(/^something else: /);
});

test("a draft whose testers cannot be listed is not started", async () => {
  const odd = free((request) =>
    request === "GET /betaTest"
      ? { status: 200, body: { status: "IN_DRAFT" } }
      : { status: 200, body: { testers: "none" } },
  );
  const { requests, result } = await runAgainst(odd);
  expect(finished(result).problem).toContain("could not be listed");
  expect(requests).not.toContain("POST /start");
});

test("a draft without the tester who was added is not started", async () => {
  const odd = free((request) => {
    if (request === "GET /betaTest") return { status: 200, body: { status: "IN_DRAFT" } };
    return { status: 207, body: { testers: [] } };
  });
  const { requests, result } = await runAgainst((request) =>
    request === "GET /testers" ? { status: 200, body: { testers: [] } } : odd(request),
  );
  const { rows, problem } = finished(result);
  expect(rowOf(rows, "draftCreate").text).toMatch(/^something else: 207/);
  expect(problem).toBe("the tester who was added is not in the list");
  expect(requests).not.toContain("POST /start");
  expect(rows).toHaveLength(questionIds.length);
});

describe("a test that turns odd", () => {
  let simulator: TestSimulator;
  beforeEach(async () => {
    simulator = await startAmazon();
  });
  afterEach(() => simulator.close());

  const answering = (method: "GET" | "POST", path: string, status: number, body: unknown) =>
    simulator.injectFault({ method, path, times: 1000, answer: { kind: "json", status, body } });

  /** @param when what the run says it is doing. */
  async function runWith(when: string, turn: () => Promise<unknown>) {
    let turned: Promise<unknown> | undefined;
    return runOn(simulator, {
      say: (line) => {
        if (line === when) turned = turn();
      },
      clock: movingClock(async (ms) => {
        await turned;
        await simulator.advanceMs(ms);
      }),
      // The first request after the turn waits for it.
      token: async () => {
        await turned;
        return "Atza|simulator";
      },
    });
  }

  test("while it is RUNNING is described, and ended", async () => {
    const { row, remains } = await runWith("asking about the running test", async () => {
      await answering("POST", "/testers/add", 218, { fine: "this is" });
      await answering("POST", "/testers/remove", 299, []);
      await answering("POST", "/testers/sendReminder", 451, "no");
      await answering("GET", "/betaTest/testers", 200, { testers: [null, { emailId: 7 }] });
    });
    expect(row("knownTester").text).toMatch(
      /^something else: 218; .*associationDate stays \(not there\)/,
    );
    expect(row("reminder").text).toMatch(/^451 /);
    expect(row("removalReturnsInvitation").text).toMatch(
      /^something else: 299.* not seen to be gone/,
    );
    expect(remains).toEqual({ text: expect.stringContaining("IN_DRAFT"), isOpen: false });
  });

  test("in what GET says counts no invitations, and is ended", async () => {
    const { row, remains } = await runWith("asking about the running test", async () => {
      const body = { status: "RUNNING", invitesRemaining: "few" };
      // Until the end is sent.
      await simulator.injectFault({
        ...{ method: "GET", path: "/betaTest", times: 8 },
        answer: { kind: "json", status: 200, body },
      });
    });
    expect(row("removalReturnsInvitation").text).toBe(
      'something else: 204; invitesRemaining "few" before, "few" after',
    );
    expect(remains.isOpen).toBe(false);
  });

  test("after its end is something else, and the run says that it may still run", async () => {
    const { row, remains, problem } = await runWith("ending the test", () =>
      answering("GET", "/betaTest", 410, { message: "Gone." }),
    );
    expect(row("afterEnd").text).toBe('something else: GET still says 410 ("Gone."); seen: 410');
    expect(row("afterEnd").value).toBeUndefined();
    expect(problem).toContain("was not over");
    expect(remains.isOpen).toBe(true);
    expect((await simulator.skill(skillId))?.status).toBe("ENDED");
  });
});
