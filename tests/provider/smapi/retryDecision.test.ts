import { parseRetryAfter, retryDelayMs } from "../../../provider/smapi/retryDecision";

test.each([
  ["GET", 429, true],
  ["GET", 500, true],
  ["GET", 502, true],
  ["GET", 503, true],
  ["GET", undefined, true],
  ["GET", 200, false],
  ["GET", 400, false],
  ["GET", 401, false],
  ["GET", 404, false],
  ["GET", 409, false],
  ["POST", 429, true],
  ["POST", 500, false],
  ["POST", 503, false],
  ["POST", undefined, false],
  ["POST", 409, false],
] as const)("a %s that got %s is sent again: %s", (method, status, again) => {
  const delayMs = retryDelayMs({ idempotent: method === "GET", status, number: 1 }, 0.5);
  expect(delayMs !== undefined).toBe(again);
});

test("the pause doubles up to twenty seconds, shortened by chance alone", () => {
  const delays = [1, 2, 3, 4, 5].map((number) =>
    retryDelayMs({ idempotent: true, status: 500, number }, 1),
  );
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000]);
  expect(retryDelayMs({ idempotent: true, status: 500, number: 3 }, 0.25)).toBe(1000);
});

test("the sixth attempt is the last", () => {
  expect(retryDelayMs({ idempotent: true, status: 500, number: 6 }, 1)).toBeUndefined();
});

test("Retry-After is the least that is waited, and over two minutes it is for the user to decide", () => {
  const attempt = { idempotent: false, status: 429, number: 1 };
  expect(retryDelayMs({ ...attempt, retryAfterMs: 30_000 }, 0)).toBe(30_000);
  expect(retryDelayMs({ ...attempt, retryAfterMs: 120_001 }, 0)).toBeUndefined();
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(parseRetryAfter("3", now)).toBe(3000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:10 GMT", now)).toBe(10_000);
  expect(parseRetryAfter("Thu, 01 Jan 2025 00:00:10 GMT", now)).toBe(0);
  expect(parseRetryAfter("-1", now)).toBe(0);
  for (const header of [undefined, "", "soon", 3])
    expect(parseRetryAfter(header, now)).toBeUndefined();
});
