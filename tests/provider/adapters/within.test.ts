import { within } from "../../../provider/adapters/within";
import { systemClock } from "../../../provider/clock";

const dayMs = 24 * 60 * 60 * 1000;
const never = new AbortController().signal;

const ended = (signal: AbortSignal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

const sleep = jest.spyOn(systemClock, "sleep");

test("an operation may take thirty days", async () => {
  const outcome = await within(30 * dayMs, never, async (signal) => {
    const [[ms] = []] = sleep.mock.calls;
    expect(ms).toBeGreaterThan(30 * dayMs);
    // A timer that cannot hold as long would be over now.
    await systemClock.sleep(5);
    return signal.aborted;
  });
  expect(outcome).toBe(false);
});

test("an operation that goes on beyond its time is ended, and told how long that was", async () => {
  sleep.mockResolvedValueOnce(undefined);
  await expect(within(5000, never, ended)).rejects.toThrow(
    "Amazon did not let this finish within 5 s. Run again",
  );
});

test("an operation that is cancelled ends with the canceller's words", async () => {
  const controller = new AbortController();
  const operation = within(5000, controller.signal, ended);
  controller.abort(new Error("cancelled by the user"));
  await expect(operation).rejects.toThrow("cancelled by the user");
});
