import type { Operation } from "../../../provider/clock";
import { singleFlight } from "../../../provider/http/singleFlight";
import { FakeClock, operationOn } from "../../helpers/clock";

const clock = new FakeClock();

/** Work that lasts until the test finishes it, or every caller has left. */
function hanging() {
  const operations: Operation[] = [];
  let finish: (value: string) => void = () => {};
  const join = singleFlight(
    (operation) =>
      new Promise<string>((resolve, reject) => {
        operations.push(operation);
        operation.signal.addEventListener("abort", () => reject(operation.signal.reason));
        finish = resolve;
      }),
  );
  return { operations, join, finish: (value: string) => finish(value) };
}

function cancellable(timeoutMs?: number) {
  const controller = new AbortController();
  const operation = operationOn(clock, { signal: controller.signal, timeoutMs });
  return { operation, cancel: () => controller.abort(new Error("cancelled")) };
}

const started = () => new Promise(setImmediate);

test("work is done once for all who ask while it is under way, and again for those who ask later", async () => {
  const { join, finish, operations } = hanging();
  const both = Promise.all([join(operationOn(clock)), join(operationOn(clock))]);
  await started();
  finish("first");
  expect(await both).toEqual(["first", "first"]);
  const later = join(operationOn(clock));
  await started();
  finish("second");
  expect(await later).toBe("second");
  expect(operations).toHaveLength(2);
});

test("who is cancelled leaves at once, and the others get what they wait for", async () => {
  const { join, finish, operations } = hanging();
  const { operation, cancel } = cancellable();
  const leaves = join(operation);
  const stays = join(operationOn(clock));
  await started();
  cancel();
  await expect(leaves).rejects.toThrow("cancelled");
  expect(operations[0]?.signal.aborted).toBe(false);
  finish("done");
  expect(await stays).toBe("done");
});

test("work that nobody waits for any more is aborted, and started again for the next caller", async () => {
  const { join, finish, operations } = hanging();
  const waiting = [cancellable(), cancellable()];
  const outcomes = waiting.map(({ operation }) =>
    expect(join(operation)).rejects.toThrow("cancelled"),
  );
  await started();
  for (const { cancel } of waiting) cancel();
  await Promise.all(outcomes);
  expect(operations[0]?.signal.aborted).toBe(true);

  const next = join(operationOn(clock));
  await started();
  finish("again");
  expect(await next).toBe("again");
});

test("an operation that waits twice and is served once keeps the other wait", async () => {
  const { join, finish, operations } = hanging();
  const operation = operationOn(clock);
  const both = [join(operation), join(operation)];
  await started();
  finish("done");
  expect(await Promise.all(both)).toEqual(["done", "done"]);
  expect(operations).toHaveLength(1);
});

test("the work may take as long as the most patient of them, and tells all of them why it waits", async () => {
  const { join, operations, finish } = hanging();
  const [short, long] = [operationOn(clock, { timeoutMs: 1000 }), operationOn(clock)];
  const both = Promise.all([join(short), join(long)]);
  await started();
  expect(operations[0]?.endsAtMs).toBe(long.endsAtMs);
  await operations[0]?.onWait("waiting");
  expect([short.waits, long.waits]).toEqual([["waiting"], ["waiting"]]);
  finish("done");
  await both;
});

test("a failure is told to all who wait, and not kept", async () => {
  let tries = 0;
  const join = singleFlight(async () => {
    if (tries++ === 0) throw new Error("down");
    return "up";
  });
  const both = await Promise.allSettled([join(operationOn(clock)), join(operationOn(clock))]);
  expect(both).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  expect(await join(operationOn(clock))).toBe("up");
});

test("an operation that has ended begins nothing", async () => {
  const work = jest.fn();
  const { operation, cancel } = cancellable();
  cancel();
  await expect(singleFlight(work)(operation)).rejects.toThrow("cancelled");
  expect(work).not.toHaveBeenCalled();
});
