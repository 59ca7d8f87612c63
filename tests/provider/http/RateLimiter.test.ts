import { createRateLimiter } from "../../../provider/http/RateLimiter";
import { FakeClock, operationOn } from "../../helpers/clock";

/** Amazon, where it accepts `perSecond` requests in any second, and each takes 5 ms. */
function amazon(perSecond: number) {
  const clock = new FakeClock();
  const limiter = createRateLimiter(clock);
  let recent: number[] = [];
  let limitedCount = 0;
  return {
    clock,
    limiter,
    limited: () => limitedCount,
    async send(): Promise<boolean> {
      const report = await limiter.acquire(operationOn(clock));
      await clock.sleep(5);
      recent = recent.filter((atMs) => atMs > clock.now() - 1000);
      const limited = recent.length >= perSecond;
      if (limited) limitedCount++;
      else recent.push(clock.now());
      report({ rateLimited: limited });
      return !limited;
    },
  };
}

async function seconds(clock: FakeClock, work: () => Promise<void>): Promise<number> {
  const startedAtMs = clock.now();
  await work();
  return (clock.now() - startedAtMs) / 1000;
}

test("nothing is slowed down where nothing is limited", async () => {
  const { send, clock } = amazon(Number.POSITIVE_INFINITY);
  const took = await seconds(clock, async () => {
    for (let i = 0; i < 1000; i++) await send();
  });
  expect(took).toBeCloseTo(5);
});

test.each([
  [1, 0.2],
  [5, 0.05],
  [20, 0.02],
  [100, 0.01],
])(
  "where %d requests a second are accepted, most of them are used, and a share of less than %d is sent in vain",
  async (perSecond, inVain) => {
    const { send, clock, limited } = amazon(perSecond);
    const requests = perSecond * 60;
    const took = await seconds(clock, async () => {
      for (let done = 0; done < requests; ) if (await send()) done++;
    });
    expect(took).toBeLessThan(60 / 0.7);
    expect(limited() / requests).toBeLessThan(inVain);
  },
);

test("responses to requests sent at the old rate do not lower the new one", async () => {
  const clock = new FakeClock();
  const limiter = createRateLimiter(clock);
  const operation = operationOn(clock);
  const reports = await Promise.all(Array.from({ length: 20 }, () => limiter.acquire(operation)));
  for (const report of reports.slice(0, 10)) report({ rateLimited: false });
  for (const report of reports.slice(10)) report({ rateLimited: true });
  await limiter.acquire(operation);
  const took = await seconds(clock, async () => void (await limiter.acquire(operation)));
  expect(1 / took).toBeCloseTo(10 * 0.85);
});

test("a rate that was lowered grows again when nothing is limited any more", async () => {
  const { clock, limiter } = amazon(1);
  (await limiter.acquire(operationOn(clock)))({ rateLimited: true });
  await clock.sleep(300_000);
  const took = await seconds(clock, async () => {
    for (let i = 0; i < 100; i++) await limiter.acquire(operationOn(clock));
  });
  expect(took).toBeLessThan(1);
});

describe("a turn that is far away", () => {
  /** The next turn is two seconds away. */
  async function slow() {
    const clock = new FakeClock();
    const limiter = createRateLimiter(clock);
    (await limiter.acquire(operationOn(clock)))({ rateLimited: true });
    return { clock, limiter };
  }

  test("is not waited for where it comes too late", async () => {
    const { clock, limiter } = await slow();
    await expect(limiter.acquire(operationOn(clock, { timeoutMs: 1000 }))).rejects.toThrow(
      "was not sent: Amazon is rate limiting requests, and the time was up",
    );
    expect(clock.slept).toEqual([]);
  });

  test("ends with its operation, even behind others, and the others keep theirs", async () => {
    const { clock, limiter } = await slow();
    let wake = () => {};
    clock.sleep = (ms) =>
      new Promise((resolve) => {
        wake = () => {
          FakeClock.prototype.sleep.call(clock, ms).then(resolve);
        };
      });
    const controller = new AbortController();
    const first = limiter.acquire(operationOn(clock));
    const second = limiter.acquire(operationOn(clock, { signal: controller.signal }));
    controller.abort(new Error("cancelled"));
    await expect(second).rejects.toThrow("cancelled");
    wake();
    expect(await first).toBeInstanceOf(Function);
  });
});
