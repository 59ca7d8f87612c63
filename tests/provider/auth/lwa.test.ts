import { exchangeRefreshToken } from "../../../provider/auth/lwa";
import { simulatedCredentials } from "../../../simulator";
import { FakeClock } from "../../helpers/clock";
import { startTestSimulator, type TestSimulator } from "../../helpers/simulator";

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

const { clientId, clientSecret, refreshToken } = simulatedCredentials;
const path = "/auth/o2/token";

test("a refresh token becomes an access token with its expiry", async () => {
  const clock = new FakeClock();
  const token = await exchangeRefreshToken(
    simulator.url,
    { clientId, clientSecret, refreshToken },
    clock,
  );
  expect(token.value).toMatch(/^Atza\|/);
  expect(token.expiresAtMs).toBe(clock.now() + 3_600_000);
});

test("a refusal says which and what to check, repeats no secret and is not repeated", async () => {
  await simulator.requests();
  const credentials = { clientId, clientSecret: "canary-secret", refreshToken: "canary-refresh" };
  const attempt = exchangeRefreshToken(simulator.url, credentials, new FakeClock());
  await expect(attempt).rejects.toThrow(/answered 401: invalid_client, .*alexa:clientSecret/);
  await expect(attempt).rejects.not.toThrow(/canary/);
  expect(await simulator.requests()).toEqual(["POST /auth/o2/token 401"]);
});

test("429 and 503 are waited for as Amazon asks", async () => {
  const clock = new FakeClock();
  await simulator.order({
    path,
    answer: { kind: "status", status: 429, headers: { "Retry-After": "7" } },
  });
  await simulator.order({ path, answer: { kind: "status", status: 503 } });
  await exchangeRefreshToken(simulator.url, { clientId, clientSecret, refreshToken }, clock);
  expect(clock.slept[0]).toBe(7000);
  expect(clock.slept).toHaveLength(2);
});

test.each(["html", "brokenJson"] as const)(
  "an answer that is %s is an error, not a token",
  async (kind) => {
    await simulator.order({
      path,
      times: 10,
      answer: kind === "html" ? { kind, status: 200 } : { kind },
    });
    const attempt = exchangeRefreshToken(
      simulator.url,
      { clientId, clientSecret, refreshToken },
      new FakeClock(),
    );
    await expect(attempt).rejects.toThrow(/an answer that is not Amazon's/);
  },
);
