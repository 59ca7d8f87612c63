/** The simulator serves this machine alone, and no page of another site. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { simulatedCredentials } from "../../simulator";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startTestSimulator();
});
afterEach(() => simulator.close());

const authorization = `Bearer ${simulatedCredentials.accessToken}`;

/** With any header: fetch sets the Host itself. */
async function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<{ status?: number; message?: string }> {
  const sent = request(simulator.url + path, { method, headers });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const { message } = (await json(response)) as { message?: string };
  return { status: response.statusCode, ...(message !== undefined && { message }) };
}

describe("a page of another site", () => {
  const fault = JSON.stringify({ answer: { kind: "status", status: 500 } });

  test("can neither read nor inject anything, and is told the rule", async () => {
    for (const path of ["/simulator/faults", "/simulator/requests", "/v1/skills/x/betaTest"]) {
      for (const [name, value, rule] of [
        ["Host", "evil.example", /Host must be 127\.0\.0\.1, \[::1\] or localhost.*evil\.example/],
        ["Host", "localhost.evil.example:8257", /Host must be/],
        ["Origin", "https://evil.example", /Origin.*must be a page of this machine/],
        ["Origin", "http://localhost.evil.example", /Origin/],
        ["Origin", "null", /Origin/],
      ] as const) {
        const headers = { Authorization: authorization, "Content-Type": "application/json" };
        const answer = await raw("POST", path, { ...headers, [name]: value }, fault);
        expect(answer).toMatchObject({ status: 403, message: expect.stringMatching(rule) });
        expect(await raw("GET", path, { ...headers, [name]: value })).toMatchObject({
          status: 403,
        });
      }
    }
    expect(await simulator.ask("GET", "/faults")).toEqual([]);
    expect(await simulator.logged()).toEqual([]);
  });

  test("cannot inject anything with a body that a browser lets it send unasked", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"]) {
      const answer = await raw("POST", "/simulator/faults", { "Content-Type": type }, fault);
      expect(answer).toEqual({
        status: 415,
        message: "The Content-Type must be application/json.",
      });
    }
    expect(await simulator.ask("GET", "/faults")).toEqual([]);
  });
});

test("this machine's own names and pages are let in, on any port", async () => {
  const own: Record<string, string>[] = [
    { Host: "localhost" },
    { Host: "[::1]:80" },
    { Host: "127.0.0.1:9000", Origin: "http://localhost:3000" },
  ];
  for (const headers of own) {
    expect(await raw("GET", "/simulator/clock", headers)).toEqual({ status: 200 });
    expect(await raw("GET", "/v1/skills/x/betaTest", headers)).toMatchObject({ status: 401 });
  }
});
