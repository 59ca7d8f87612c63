import type { Operation } from "../../../provider/clock";
import type { HttpResponse } from "../../../provider/http/HttpClient";
import { createRateLimiter, type RateLimiter } from "../../../provider/http/RateLimiter";
import { operationOn } from "../../helpers/clock";
import {
  type Accepts,
  type Fleet,
  limits,
  type Played,
  play,
  unlimitedSeconds,
} from "../../helpers/fleet";
import { VirtualClock } from "../../helpers/virtualClock";

const perSecond = 20;
const { slidingWindow, fixedWindow, tokenBucket } = limits;
const kinds = { slidingWindow, fixedWindow, tokenBucket };
type Kind = keyof typeof kinds;
const allKinds = Object.keys(kinds) as Kind[];

/** 200 skills against one server. */
async function run(
  accepts: Accepts,
  fleet: Partial<Fleet> & Pick<Fleet, "parallel">,
): Promise<Played> {
  const clock = fleet.clock ?? new VirtualClock();
  return play({ clock, accepts, limiter: createRateLimiter(clock), ...fleet });
}

/** In times of what the limit itself takes. */
const duration = ({ accepted, seconds }: Played, rate = perSecond) => seconds / (accepted / rate);
const shareOf429s = ({ accepted, limited }: Played) => limited / (accepted + limited);

describe("200 skills at 20 requests a second take at most 1.15 times what the limit takes, with under 5 % 429s", () => {
  function expectGood(played: Played): void {
    expect(duration(played)).toBeLessThan(1.15);
    expect(shareOf429s(played)).toBeLessThan(0.05);
  }

  const cases = allKinds.flatMap((kind) =>
    [8, 32, 100].map((parallel) => [kind, parallel] as const),
  );
  test.each(cases)("%s, %d at a time", async (kind, parallel) => {
    expectGood(
      await run(
        kinds[kind](() => perSecond),
        { parallel },
      ),
    );
  });

  test.each([0, 250, 500, 999])(
    "where the server's seconds begin after %d ms",
    async (offsetMs) => {
      expectGood(
        await run(
          fixedWindow(() => perSecond, offsetMs),
          { parallel: 32 },
        ),
      );
    },
  );

  test.each(allKinds)("%s, where each 429 has a Retry-After of a second", async (kind) => {
    expectGood(
      await run(
        kinds[kind](() => perSecond),
        { parallel: 32, retryAfterSeconds: 1 },
      ),
    );
  });

  test("where the latency is 200 to 400 ms", async () => {
    const latencyMs = [200, 400] as const;
    expectGood(
      await run(
        slidingWindow(() => perSecond),
        { parallel: 32, latencyMs },
      ),
    );
  });
});

test.each(allKinds)(
  "%s: two processes together take at most 1.15 times what the limit takes, with under 9 %% 429s",
  async (kind) => {
    const clock = new VirtualClock();
    const accepts = kinds[kind](() => perSecond);
    const processes = await Promise.all(
      [1, 2].map((seed) => run(accepts, { clock, seed, parallel: 32, skills: 100 })),
    );
    const together: Played = {
      seconds: Math.max(...processes.map(({ seconds }) => seconds)),
      accepted: sum(processes.map(({ accepted }) => accepted)),
      limited: sum(processes.map(({ limited }) => limited)),
    };
    expect(duration(together)).toBeLessThan(1.15);
    expect(shareOf429s(together)).toBeLessThan(0.09);
  },
);

test.each(allKinds)(
  "%s: a limit that falls from 20 to 5 and rises again takes at most 1.25 times what it must, with under 9 %% 429s",
  async (kind) => {
    const clock = new VirtualClock();
    const startMs = clock.now();
    const isLow = (nowMs: number) => nowMs >= startMs + 10_000 && nowMs < startMs + 30_000;
    const accepts = kinds[kind]((nowMs) => (isLow(nowMs) ? 5 : 20));
    const played = await run(accepts, { clock, parallel: 32 });
    const leastSeconds = 30 + (played.accepted - 10 * 20 - 20 * 5) / 20;
    expect(played.seconds / leastSeconds).toBeLessThan(1.25);
    expect(shareOf429s(played)).toBeLessThan(0.09);
  },
);

test.each(allKinds)(
  "%s: 2 requests a second take at most 1.15 times what the limit takes, with under 7 %% 429s",
  async (kind) => {
    const played = await run(
      kinds[kind](() => 2),
      { parallel: 32, skills: 100 },
    );
    expect(duration(played, 2)).toBeLessThan(1.15);
    expect(shareOf429s(played)).toBeLessThan(0.07);
  },
);

test.each([8, 32, 100])(
  "without a limit, %d at a time lose half a second at most",
  async (parallel) => {
    const { seconds } = await run(() => true, { parallel });
    expect(seconds - (await unlimitedSeconds(parallel))).toBeLessThan(0.5);
  },
);

test.each([
  [1, 11],
  [5, 5],
  [50, 5],
])("a 429 without a limit, to request %d, costs less than %d s", async (rejected, cost) => {
  let count = 0;
  const { seconds } = await run(() => ++count !== rejected, { parallel: 32 });
  expect(seconds - (await unlimitedSeconds(32))).toBeLessThan(cost);
});

test("a request that is rejected whatever the rate is slows the others down by less than a fifth", async () => {
  const clock = new VirtualClock();
  const limiter = createRateLimiter(clock);
  let isOver = false;
  const hopeless = async () => {
    for (let attempt = 1; !isOver; attempt++) {
      await limiter.schedule(operationOn(clock), responding(clock, 429), attempt > 1);
      await clock.sleep(Math.min(20_000, 250 * 2 ** attempt));
    }
  };
  const ended = hopeless();
  const accepts = slidingWindow(() => perSecond);
  expect(duration(await run(accepts, { clock, limiter, parallel: 32 }))).toBeLessThan(1.2);
  isOver = true;
  await clock.run(ended);
});

test("of 100 requests at once, at most 20 meet a limit of 20 a second", async () => {
  const clock = new VirtualClock();
  const limiter = createRateLimiter(clock);
  const accepts = slidingWindow(() => perSecond);
  let limited = 0;
  const send = async () => {
    await clock.sleep(50);
    const isAccepted = accepts(clock.now());
    if (!isAccepted) limited++;
    return response(isAccepted ? 200 : 429);
  };
  const all = Array.from({ length: 100 }, () => limiter.schedule(operationOn(clock), send, false));
  await clock.run(Promise.all(all));
  expect(limited).toBeLessThanOrEqual(20);
});

test("while a server does not respond, a request is sent every 100 ms", async () => {
  const clock = new VirtualClock();
  const limiter = createRateLimiter(clock);
  let sent = 0;
  const send = async () => {
    sent++;
    await clock.sleep(60_000);
    throw new Error("no response");
  };
  const all = Array.from({ length: 50 }, () => limiter.schedule(operationOn(clock), send, false));
  await clock.run(Promise.race([clock.sleep(5000), Promise.allSettled(all)]));
  expect(sent).toBe(50);
  await clock.run(Promise.allSettled(all));
});

describe("where nothing is accepted", () => {
  async function sentWithin(seconds: number, headers: HttpResponse["headers"]): Promise<number> {
    const clock = new VirtualClock();
    const limiter = createRateLimiter(clock);
    let sent = 0;
    const send = async () => {
      sent++;
      return response(429, headers);
    };
    const operation = operationOn(clock, { timeoutMs: (seconds - 1) * 1000 });
    const all = Array.from({ length: 100 }, () => limiter.schedule(operation, send, false));
    await clock.run(Promise.allSettled(all));
    return sent;
  }
  /** Are on their way when the first is rejected. */
  const atOnce = 5;

  test("a request is sent every two seconds", async () => {
    expect(await sentWithin(60, {})).toBe(atOnce + 29);
  });

  test("Retry-After holds all requests, for a minute at most", async () => {
    expect(await sentWithin(60, { "retry-after": "10" })).toBe(atOnce + 5);
    expect(await sentWithin(120, { "retry-after": "3600" })).toBe(atOnce + 1);
  });
});

test("a 429 while little is sent slows down what follows by less than 5 s", async () => {
  const clock = new VirtualClock();
  const limiter = createRateLimiter(clock);
  const send = (count: number, status = 200) => {
    const one = () => limiter.schedule(operationOn(clock), responding(clock, status), false);
    return clock.run(Promise.all(Array.from({ length: count }, one)));
  };
  await send(20);
  await send(1, 429);
  await send(40);
  await clock.run(clock.sleep(10_000));
  await send(2);
  await send(1, 429);
  const startMs = clock.now();
  await send(100);
  expect(clock.now() - startMs).toBeLessThan(5000);
});

describe("a request that waits", () => {
  /** Everything after the first request waits for a second. */
  async function slow() {
    const clock = new VirtualClock();
    const limiter = createRateLimiter(clock);
    await limiter.schedule(operationOn(clock), async () => response(429), false);
    const startMs = clock.now();
    const sent: string[] = [];
    const schedule = (name: string, operation: Operation = operationOn(clock), isRetry = false) =>
      limiter.schedule(
        operation,
        async () => {
          sent.push(name);
          return response(200);
        },
        isRetry,
      );
    return { clock, schedule, sent, waitedMs: () => clock.now() - startMs };
  }

  test("is sent in the order of arrival, but retries go first", async () => {
    const { clock, schedule, sent } = await slow();
    const retry = (name: string) => schedule(name, operationOn(clock), true);
    await clock.run(Promise.all([schedule("a"), schedule("b"), retry("c"), retry("d")]));
    expect(sent).toEqual(["c", "d", "a", "b"]);
  });

  test("is not kept waiting where its turn comes too late", async () => {
    const { clock, schedule, waitedMs } = await slow();
    const late = schedule("late", operationOn(clock, { timeoutMs: 999 }));
    await expect(clock.run(late)).rejects.toThrow(
      "was not sent: Amazon is rate limiting requests, and no request is accepted for 2 s or more",
    );
    expect(waitedMs()).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  test("fails when its time is up, even behind others", async () => {
    const { clock, schedule, sent, waitedMs } = await slow();
    const first = schedule("first");
    const others = [...Array(9).keys()].map((i) => schedule(`${i}`));
    const late = schedule("late", operationOn(clock, { timeoutMs: 2500 }));
    await expect(clock.run(late)).rejects.toMatchObject({
      message: "was not sent: Amazon is rate limiting requests, and the time was up",
      code: "DEADLINE_EXCEEDED",
    });
    expect(waitedMs()).toBe(2500);
    await clock.run(Promise.all([first, ...others]));
    expect(sent).not.toContain("late");
  });

  test("ends with its operation, even behind others, and the others keep their turns", async () => {
    const { clock, schedule, sent, waitedMs } = await slow();
    const controller = new AbortController();
    const first = schedule("first");
    const cancelled = schedule("cancelled", operationOn(clock, { signal: controller.signal }));
    const last = schedule("last");
    controller.abort(new Error("cancelled"));
    await expect(cancelled).rejects.toThrow("cancelled");
    expect(waitedMs()).toBe(0);
    await clock.run(Promise.all([first, last]));
    expect(sent).toEqual(["first", "last"]);
    expect(clock.sleeping).toBe(0);
  });

  test("leaves no timer behind that would keep the process alive, though thousands wait", async () => {
    const { clock, schedule } = await slow();
    const controller = new AbortController();
    const operation = operationOn(clock, { signal: controller.signal });
    const all = Array.from({ length: 3000 }, () => schedule("x", operation));
    expect(clock.sleeping).toBe(3001);
    controller.abort(new Error("cancelled"));
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe("rejected");
    expect(clock.sleeping).toBe(0);
  });

  test("is not even queued if its operation has ended", async () => {
    const { clock, schedule, sent } = await slow();
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(schedule("x", operationOn(clock, { signal }))).rejects.toThrow("cancelled");
    expect(sent).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });
});

test("429s to requests that were sent before the first one do not lower the rate again", async () => {
  const clock = new VirtualClock();
  const limiter = createRateLimiter(clock);
  const schedule = (status: number) =>
    limiter.schedule(operationOn(clock), responding(clock, status), false);
  await clock.run(Promise.all([200, 200, 200].map(schedule)));
  await clock.run(Promise.all([429, 429, 429].map(schedule)));
  await clock.run(schedule(200));
  const startMs = clock.now();
  await clock.run(limiter.schedule(operationOn(clock), async () => response(200), false));
  // Three were accepted in the second of the first.
  expect(1000 / (clock.now() - startMs + 50)).toBeCloseTo(3, 1);
});

test("a request that was answered by 429 comes back as a retry", async () => {
  const retries: boolean[] = [];
  const limiter: RateLimiter = {
    schedule: (_operation, send, isRetry) => {
      retries.push(isRetry);
      return send();
    },
  };
  let count = 0;
  await run(() => ++count !== 2, { limiter, parallel: 1, skills: 1 });
  expect(retries.slice(0, 4)).toEqual([false, false, true, false]);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function response(status: number, headers: HttpResponse["headers"] = {}): HttpResponse {
  return { status, headers, text: "{}" };
}

function responding(clock: VirtualClock, status: number): () => Promise<HttpResponse> {
  return async () => {
    await clock.sleep(50);
    return response(status);
  };
}
