import { TransitionTimes, Waiting } from "../../../provider/betaTest/Waiting";
import { FakeClock } from "../../helpers/clock";

const starting = { betaTest: { status: "STARTING" } } as const;
const draft = { betaTest: { status: "IN_DRAFT" } } as const;

function wait(transitionTimes = new TransitionTimes(), timeoutMs = 600_000) {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const onProgress = async () => {};
  const context = { clock, onProgress, timeoutMs, signal, transitionTimes };
  return { clock, waiting: new Waiting(context, { status: "RUNNING" }) };
}

/** Starts a beta test that takes `durationMs`, and looks until it has started. */
async function start(durationMs: number, times?: TransitionTimes) {
  const { clock, waiting } = wait(times);
  const startedAt = clock.now();
  waiting.beginTransition("startBetaTest");
  let looks = 0;
  do {
    await waiting.pause(starting);
    looks++;
  } while (clock.now() < startedAt + durationMs);
  waiting.endTransition();
  return { looks, waitedMs: clock.now() - startedAt };
}

test.each([600, 1000, 3000, 10_000, 30_000])(
  "a start that takes %i ms is seen at most a quarter late",
  async (ms) => {
    const { waitedMs } = await start(ms);
    expect(waitedMs).toBeGreaterThanOrEqual(ms);
    expect(waitedMs).toBeLessThanOrEqual(ms * 1.25);
  },
);

test("one of five minutes is looked at every ten seconds at most, and no more often than that needs", async () => {
  const { looks, waitedMs } = await start(300_000);
  expect(waitedMs).toBeLessThanOrEqual(310_000);
  expect(looks).toBeLessThan(20 + 300 / 10);
});

test("once a start has been seen through, the next are first looked at when they should be over", async () => {
  const times = new TransitionTimes();
  const first = await start(3000, times);
  expect(first.looks).toBeGreaterThan(5);
  for (let i = 0; i < 5; i++) await start(3000, times);
  const { looks, waitedMs } = await start(3000, times);
  expect(looks).toBe(1);
  expect(waitedMs).toBeLessThanOrEqual(3000 * 1.1);
});

test("one that takes longer than the others is looked at no less closely, and one that is quicker only once", async () => {
  const times = new TransitionTimes();
  await start(3000, times);
  expect((await start(8000, times)).waitedMs).toBeLessThanOrEqual(8000 * 1.25);
  expect((await start(600, times)).looks).toBe(1);
});

test("starts and ends are known apart, and nothing is learned from one that somebody else began", async () => {
  const times = new TransitionTimes();
  const { clock, waiting } = wait(times);
  waiting.beginTransition();
  await clock.sleep(700);
  waiting.endTransition();
  expect(times.expected("startBetaTest")).toBeUndefined();
  await start(1000, times);
  expect(times.expected("startBetaTest")).toBeGreaterThan(900);
  expect(times.expected("endBetaTest")).toBeUndefined();
});

test("a limit that is shorter than what others took still allows a look before it", async () => {
  const times = new TransitionTimes();
  await start(60_000, times);
  const { clock, waiting } = wait(times, 6000);
  const startedAt = clock.now();
  waiting.beginTransition("startBetaTest");
  await waiting.pause(starting);
  expect(clock.now() - startedAt).toBe(5400);
  await expect(waiting.pause(starting)).rejects.toThrow(/still STARTING after 5 s \(limit 6 s\)/);
});

test("where a step may not have been applied, the pauses grow by half: Amazon gets time to show it", async () => {
  const { clock, waiting } = wait();
  for (let i = 0; i < 9; i++) await waiting.pause(draft);
  expect(clock.slept.slice(0, 3)).toEqual([500, 750, 1125]);
  expect(clock.slept.at(-1)).toBe(10_000);
});
