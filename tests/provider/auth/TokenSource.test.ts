import { createTokenSource } from "../../../provider/auth/TokenSource";
import type { Operation } from "../../../provider/clock";
import { FakeClock, operationOn } from "../../helpers/clock";

function source(withInitial = true) {
  const clock = new FakeClock();
  let count = 0;
  const exchange = jest.fn(async () => {
    count++;
    return { value: `fresh-${count}`, expiresAtMs: clock.now() + 3_600_000 };
  });
  const initial = withInitial
    ? { value: "initial", expiresAtMs: Number.POSITIVE_INFINITY }
    : undefined;
  return { clock, exchange, tokens: createTokenSource(initial, exchange, clock) };
}

test("a token is got once, however many ask for it at the same time", async () => {
  const { tokens, exchange, clock } = source(false);
  const all = await Promise.all([
    tokens.token(operationOn(clock)),
    tokens.token(operationOn(clock)),
    tokens.token(operationOn(clock)),
  ]);
  expect(all).toEqual(["fresh-1", "fresh-1", "fresh-1"]);
  expect(exchange).toHaveBeenCalledTimes(1);
});

test("a token is renewed a minute before it expires", async () => {
  const { tokens, clock } = source(false);
  await tokens.token(operationOn(clock));
  await clock.sleep(3_600_000 - 60_001);
  expect(await tokens.token(operationOn(clock))).toBe("fresh-1");
  await clock.sleep(1);
  expect(await tokens.token(operationOn(clock))).toBe("fresh-2");
});

test("a rejected token is replaced once for all who used it", async () => {
  const { tokens, exchange, clock } = source();
  expect(await tokens.token(operationOn(clock))).toBe("initial");
  expect(
    await Promise.all([
      tokens.renew("initial", operationOn(clock)),
      tokens.renew("initial", operationOn(clock)),
    ]),
  ).toEqual(["fresh-1", "fresh-1"]);
  expect(await tokens.renew("initial", operationOn(clock))).toBe("fresh-1");
  expect(exchange).toHaveBeenCalledTimes(1);
});

test("without a way to refresh, a rejected token has no successor", async () => {
  const initial = { value: "initial", expiresAtMs: 0 };
  const clock = new FakeClock();
  const tokens = createTokenSource(initial, undefined, clock);
  expect(await tokens.token(operationOn(clock))).toBe("initial");
  expect(await tokens.renew("initial", operationOn(clock))).toBeUndefined();
});

test("a failed exchange is not kept", async () => {
  const clock = new FakeClock();
  const exchange = jest
    .fn()
    .mockRejectedValueOnce(new Error("down"))
    .mockResolvedValue({ value: "fresh", expiresAtMs: Number.POSITIVE_INFINITY });
  const tokens = createTokenSource(undefined, exchange, clock);
  await expect(tokens.token(operationOn(clock))).rejects.toThrow("down");
  expect(await tokens.token(operationOn(clock))).toBe("fresh");
});

test("whoever waits for a token leaves when it is cancelled, and the exchange ends with the last", async () => {
  const clock = new FakeClock();
  const exchange = jest.fn(
    ({ signal }: Operation) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  const tokens = createTokenSource(undefined, exchange, clock);
  const controllers = [new AbortController(), new AbortController()];
  const [first, second] = controllers.map(({ signal }) =>
    tokens.token(operationOn(clock, { signal })),
  );
  await new Promise(setImmediate);
  controllers[0]?.abort(new Error("cancelled"));
  await expect(first).rejects.toThrow("cancelled");
  const exchangeSignal = exchange.mock.calls[0]?.[0].signal;
  expect(exchangeSignal?.aborted).toBe(false);
  controllers[1]?.abort(new Error("cancelled, too"));
  await expect(second).rejects.toThrow("cancelled, too");
  expect(exchangeSignal?.aborted).toBe(true);
  expect(exchange).toHaveBeenCalledTimes(1);
});
