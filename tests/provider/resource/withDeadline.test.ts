import { type Operation, systemClock } from "../../../provider/clock";
import { withDeadline } from "../../../provider/resource/withDeadline";
import { FakeClock } from "../../helpers/clock";

const dayMs = 24 * 60 * 60 * 1000;
const never = new AbortController().signal;
const clock = new FakeClock();
const bounds = { timeoutMs: 5000, clock, cancelled: never, onWait: async () => {} };

const ended = ({ signal }: Operation) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

const sleep = jest.spyOn(systemClock, "sleep");

test("an operation knows when its time is up, and thirty days are not too long", async () => {
  const timeoutMs = 30 * dayMs;
  const endsAtMs = await withDeadline(
    { ...bounds, timeoutMs },
    async (operation) => operation.endsAtMs,
  );
  expect(endsAtMs).toBe(clock.now() + timeoutMs);
  // The system's clock can sleep for so long; a timer of Node's cannot.
  expect(sleep.mock.calls[0]?.[0]).toBeGreaterThan(timeoutMs);
});

test("an operation that runs beyond its time is ended, and told how long that was", async () => {
  sleep.mockResolvedValueOnce(undefined);
  await expect(withDeadline(bounds, ended)).rejects.toThrow(
    "This did not finish within 5 s. Run again",
  );
});

test("an operation that is cancelled ends with the canceller's words", async () => {
  const controller = new AbortController();
  const operation = withDeadline({ ...bounds, cancelled: controller.signal }, ended);
  controller.abort(new Error("cancelled by the user"));
  await expect(operation).rejects.toThrow("cancelled by the user");
});
