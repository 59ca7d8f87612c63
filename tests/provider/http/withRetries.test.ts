import type { Operation } from "../../../provider/clock";
import type { Failure } from "../../../provider/http/retryPolicy";
import { type RequestError, withRetries } from "../../../provider/http/withRetries";
import { FakeClock, operationOn } from "../../helpers/clock";

class Refused extends Error implements RequestError {
  constructor(
    readonly failure: Failure,
    message = "Sorry.",
  ) {
    super(message);
  }
  withAttempts(attempts: string) {
    return new Refused(this.failure, `${this.message} ${attempts}`);
  }
}

/** Meets `failures` one after the other, the last again and again, each after a second. */
function go(failures: Failure[], timeoutMs: number, bounds: Partial<Operation> = {}) {
  const clock = new FakeClock();
  const operation = operationOn(clock, { timeoutMs, ...bounds });
  let tries = 0;
  const outcome = withRetries(
    {
      action: "getting the beta test",
      idempotent: true,
      send: async () => {
        await clock.sleep(1000);
        const failure = failures[Math.min(tries++, failures.length - 1)];
        if (failure) throw new Refused(failure);
        return "done";
      },
      isRequestError: (error) => error instanceof Refused,
    },
    { clock, random: () => 1 },
    operation,
  );
  return { outcome, clock, waits: operation.waits, tries: () => tries };
}

test("what may be sent again is sent again until the time is up, and the last error says how long", async () => {
  const { outcome, tries } = go([{ status: 503 }], 60_000);
  await expect(outcome).rejects.toThrow("Sorry. Tried 7 times in 58 s (limit 60 s).");
  expect(tries()).toBe(7);
});

test("a long time is used to its end", async () => {
  const { outcome, tries, clock } = go([{ status: 503 }], 600_000);
  const startedAtMs = clock.now();
  await expect(outcome).rejects.toThrow(/Tried 32 times in 583 s \(limit 600 s\)/);
  expect(tries()).toBe(32);
  expect(clock.now() - startedAtMs).toBeLessThanOrEqual(600_000);
});

test("a Retry-After that is kept to for as long as there is time", async () => {
  const limited = { status: 429, retryAfterMs: 1000 };
  const { outcome, clock } = go([...Array(12).fill(limited), undefined], 600_000);
  expect(await outcome).toBe("done");
  expect(clock.slept.length).toBe(12 + 13);
});

test("a Retry-After beyond the time that is left is not waited for", async () => {
  const { outcome, waits } = go([{ status: 429, retryAfterMs: 3_600_000 }], 60_000);
  await expect(outcome).rejects.toThrow(
    "Tried 1 time in 1 s (limit 60 s); Amazon asks to wait 3600 s.",
  );
  expect(waits).toEqual([]);
});

test("each wait is reported with its reason and length, and nothing else", async () => {
  const failures = [{ status: 429 }, { status: 503 }, { status: 599 }, { code: "ECONNRESET" }, {}];
  const { outcome, waits } = go([...failures, undefined] as Failure[], 600_000);
  await outcome;
  expect(waits).toEqual([
    "Amazon returned 429 (rate limited) while getting the beta test; retrying in 1 s",
    "Amazon returned 503 (service unavailable) while getting the beta test; retrying in 2 s",
    "Amazon returned 599 while getting the beta test; retrying in 4 s",
    "No response from Amazon (ECONNRESET) while getting the beta test; retrying in 8 s",
    "No response from Amazon while getting the beta test; retrying in 16 s",
  ]);
});

test.each(["ENOTFOUND", "ECONNREFUSED"])(
  "%s is tried again for thirty seconds, however much time there is",
  async (code) => {
    const { outcome } = go([{ code }], 600_000);
    await expect(outcome).rejects.toThrow(/Tried 5 times in 20 s \(limit 30 s\)/);
  },
);

test("a port that nobody listens on any more is tried again for thirty seconds from then on", async () => {
  const failures: Failure[] = [...Array(10).fill({ status: 503 }), { code: "ECONNREFUSED" }];
  const { outcome } = go([...failures, undefined] as Failure[], 600_000);
  expect(await outcome).toBe("done");
});

test("a certificate that nobody vouches for is not tried again", async () => {
  const { outcome, tries } = go([{ code: "CERT_HAS_EXPIRED" }], 600_000);
  await expect(outcome).rejects.toThrow(/^Sorry\.$/);
  expect(tries()).toBe(1);
});

test("an operation that ends on the way ends the loop with its reason", async () => {
  const controller = new AbortController();
  const onWait = async () => controller.abort(new Error("cancelled"));
  const { outcome, tries } = go([{ status: 503 }], 600_000, { signal: controller.signal, onWait });
  await expect(outcome).rejects.toThrow("cancelled");
  expect(tries()).toBe(1);
});

test("where nobody is there to be told, nothing is sent again", async () => {
  const onWait = () => Promise.reject(new Error("the engine is gone"));
  const { outcome, tries } = go([{ status: 503 }], 600_000, { onWait });
  await expect(outcome).rejects.toThrow("the engine is gone");
  expect(tries()).toBe(1);
});
