import * as timers from "node:timers/promises";
import { systemClock } from "../../provider/clock";

jest.mock("node:timers/promises", () => ({
  setTimeout: jest.fn(jest.requireActual("node:timers/promises").setTimeout),
}));
const timer = jest.mocked(timers.setTimeout);

const dayMs = 24 * 60 * 60 * 1000;

test("a sleep of a hundred days takes a hundred days, in stretches that Node's timers can hold", async () => {
  for (let i = 0; i < 5; i++) timer.mockResolvedValueOnce(undefined);
  await systemClock.sleep(100 * dayMs);
  const stretches = timer.mock.calls.map(([ms]) => Number(ms));
  expect(Math.max(...stretches)).toBeLessThan(2 ** 31);
  expect(stretches.reduce((sum, ms) => sum + ms)).toBe(100 * dayMs);
});

test("a sleep ends at its signal, with the signal's reason", async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(100 * dayMs, controller.signal);
  controller.abort(new Error("enough"));
  await expect(sleep).rejects.toThrow("enough");
  await expect(systemClock.sleep(0, controller.signal)).rejects.toThrow("enough");
});

test("a machine whose clock is set back does not set the provider's time back", () => {
  const before = systemClock.now();
  const machine = jest.spyOn(Date, "now").mockReturnValue(before - dayMs);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  machine.mockRestore();
});
