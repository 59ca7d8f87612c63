import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { RefreshCredentials } from "../../../provider/auth/credentials";
import { createTokenExchange } from "../../../provider/auth/lwa";
import { systemClock } from "../../../provider/clock";
import { simulatedCredentials } from "../../../simulator";
import { FakeClock, operationOn } from "../../helpers/clock";
import { startTestSimulator, type TestSimulator } from "../../helpers/simulator";

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
beforeEach(() => simulator.requests());
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

const { clientId, clientSecret, refreshToken } = simulatedCredentials;
const credentials = { clientId, clientSecret, refreshToken };
const path = "/auth/o2/token";

function exchange(
  clock = new FakeClock(),
  given: RefreshCredentials = credentials,
  operation = operationOn(clock),
) {
  return createTokenExchange(simulator.url, given, clock, { random: () => 1 })(operation);
}

test("a refresh token becomes an access token with its expiry", async () => {
  const clock = new FakeClock();
  const token = await exchange(clock);
  expect(token.value).toMatch(/^Atza\|/);
  expect(token.expiresAtMs).toBe(clock.now() + 3_600_000);
});

test("a refusal says which and what to check, repeats no secret and is not repeated", async () => {
  const wrong = { clientId, clientSecret: "canary-secret", refreshToken: "canary-refresh" };
  const attempt = exchange(new FakeClock(), wrong);
  await expect(attempt).rejects.toThrow(/returned 401: invalid_client, .*client secret/);
  await expect(attempt).rejects.not.toThrow(/canary/);
  expect(await simulator.requests()).toEqual(["POST /auth/o2/token 401"]);
});

test("429, 503 and a cut connection are retried, as Amazon asks, and reported", async () => {
  const clock = new FakeClock();
  const operation = operationOn(clock);
  const headers = { "Retry-After": "7" };
  await simulator.injectFault({ path, answer: { kind: "status", status: 429, headers } });
  await simulator.injectFault({ path, answer: { kind: "status", status: 503 } });
  await simulator.injectFault({ path, answer: { kind: "reset" } });
  await exchange(clock, credentials, operation);
  expect(clock.slept).toEqual([7000, 2000, 4000]);
  expect(operation.waits).toEqual([
    "Amazon returned 429 (rate limited) while getting an access token; retrying in 7 s",
    "Amazon returned 503 (service unavailable) while getting an access token; retrying in 2 s",
    "No response from Amazon (ECONNRESET) while getting an access token; retrying in 4 s",
  ]);
});

test("a token is requested until the operation times out, and then Amazon's last message is reported", async () => {
  const clock = new FakeClock();
  await simulator.injectFault({ path, times: 99, answer: { kind: "status", status: 503 } });
  const operation = operationOn(clock, { timeoutMs: 60_000 });
  await expect(exchange(clock, credentials, operation)).rejects.toThrow(
    /getting an access token failed: POST .* returned 503: .* Tried 7 times in 51 s \(limit 60 s\)\. Check/,
  );
});

test("a token server that has never responded is given up soon; one that has is asked until the time is up", async () => {
  const clock = new FakeClock();
  const reset = { path, times: 99, answer: { kind: "reset" } } as const;
  const get = createTokenExchange(simulator.url, credentials, clock, { random: () => 1 });
  await simulator.injectFault(reset);
  await expect(get(operationOn(clock))).rejects.toThrow(/ECONNRESET|socket.*limit 30 s/);
  await simulator.clearFaults();
  await get(operationOn(clock));
  await simulator.injectFault(reset);
  await expect(get(operationOn(clock))).rejects.toThrow(/limit 600 s/);
});

describe("a token server that says nothing", () => {
  let url = "";
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test("holds an operation no longer than its time", async () => {
    const operation = operationOn(systemClock, { timeoutMs: 100 });
    await expect(createTokenExchange(url, credentials, systemClock)(operation)).rejects.toThrow(
      /got no complete response within 0.1 s\. Tried 1 time in 1 s \(limit 1 s\)\. Check alexa:authEndpoint/,
    );
  });

  test("is left as soon as the operation is cancelled", async () => {
    const controller = new AbortController();
    const operation = operationOn(systemClock, { signal: controller.signal });
    const attempt = createTokenExchange(url, credentials, systemClock)(operation);
    if (sockets.length < 2) await once(server, "connection");
    controller.abort(new Error("cancelled"));
    await expect(attempt).rejects.toThrow("cancelled");
  });
});

test.each(["html", "brokenJson"] as const)(
  "a response that is %s is an error, not a token, and is not retried",
  async (kind) => {
    await simulator.injectFault({
      path,
      times: 10,
      answer: kind === "html" ? { kind, status: 200 } : { kind },
    });
    await expect(exchange()).rejects.toThrow(/a response that is not Amazon's/);
    expect(await simulator.requests()).toHaveLength(1);
  },
);
