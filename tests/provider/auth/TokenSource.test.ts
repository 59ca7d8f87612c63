import { createTokenSource } from "../../../provider/auth/TokenSource";
import { FakeClock } from "../../helpers/clock";

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
  const { tokens, exchange } = source(false);
  const all = await Promise.all([tokens.token(), tokens.token(), tokens.token()]);
  expect(all).toEqual(["fresh-1", "fresh-1", "fresh-1"]);
  expect(exchange).toHaveBeenCalledTimes(1);
});

test("a token is renewed a minute before it expires", async () => {
  const { tokens, clock } = source(false);
  await tokens.token();
  await clock.sleep(3_600_000 - 60_001);
  expect(await tokens.token()).toBe("fresh-1");
  await clock.sleep(1);
  expect(await tokens.token()).toBe("fresh-2");
});

test("a rejected token is replaced once for all who used it", async () => {
  const { tokens, exchange } = source();
  expect(await tokens.token()).toBe("initial");
  expect(await Promise.all([tokens.renew("initial"), tokens.renew("initial")])).toEqual([
    "fresh-1",
    "fresh-1",
  ]);
  expect(await tokens.renew("initial")).toBe("fresh-1");
  expect(exchange).toHaveBeenCalledTimes(1);
});

test("without a way to refresh, a rejected token has no successor", async () => {
  const initial = { value: "initial", expiresAtMs: 0 };
  const tokens = createTokenSource(initial, undefined, new FakeClock());
  expect(await tokens.token()).toBe("initial");
  expect(await tokens.renew("initial")).toBeUndefined();
});

test("a failed exchange is not kept", async () => {
  const clock = new FakeClock();
  const exchange = jest
    .fn()
    .mockRejectedValueOnce(new Error("down"))
    .mockResolvedValue({ value: "fresh", expiresAtMs: Number.POSITIVE_INFINITY });
  const tokens = createTokenSource(undefined, exchange, clock);
  await expect(tokens.token()).rejects.toThrow("down");
  expect(await tokens.token()).toBe("fresh");
});
