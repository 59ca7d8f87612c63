import {
  failureCodes,
  parseRetryAfter,
  retryDelayMs,
  ruleFor,
} from "../../../provider/http/retryPolicy";

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
  ["GET", 999, false],
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

test("the pause stays at twenty seconds, however often it was tried", () => {
  expect(retryDelayMs({ idempotent: true, status: 500, number: 10_000 }, 1)).toBe(20_000);
});

test("Retry-After is the least that is waited", () => {
  const attempt = { idempotent: false, status: 429, number: 1 };
  expect(retryDelayMs({ ...attempt, retryAfterMs: 30_000 }, 0)).toBe(30_000);
  expect(retryDelayMs({ ...attempt, retryAfterMs: 100 }, 1)).toBe(1000);
});

test.each([
  ["a host that does not exist", "ENOTFOUND", 30],
  ["a port that nobody listens on", "ECONNREFUSED", 30],
  ["a certificate of its own", "DEPTH_ZERO_SELF_SIGNED_CERT", 0],
  ["a certificate of nobody known", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", 0],
  ["a certificate for another name", "ERR_TLS_CERT_ALTNAME_INVALID", 0],
  ["a proxy that refuses", failureCodes.proxyRefused, 0],
  ["a proxy that does not get through", failureCodes.proxyFailed, 30],
  ["a tunnel of Node's own that does not come about", "ERR_PROXY_TUNNEL", 30],
  ["TLS to a port without it", "EPROTO", 30],
  ["a handshake that is refused", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", 30],
  ["a server of another protocol", "HPE_INVALID_CONSTANT", 30],
  ["a false Content-Encoding", "Z_DATA_ERROR", 30],
  ["false Brotli", "ERR__ERROR_FORMAT_PADDING_2", 30],
  ["a response without end", failureCodes.responseTooLarge, 0],
  ["a connection that was cut", "ECONNRESET", Number.POSITIVE_INFINITY],
  ["a name server that does not respond", "EAI_AGAIN", Number.POSITIVE_INFINITY],
] as const)("with %s, a GET is sent again for %3$d s at most", (_what, code, seconds) => {
  expect(ruleFor({ code }).giveUpAfterMs).toBe(seconds * 1000);
  expect(retryDelayMs({ idempotent: true, code, number: 1 }, 0) === undefined).toBe(seconds === 0);
});

test.each([
  ["ENOTFOUND", false],
  ["ECONNREFUSED", false],
  ["EAI_AGAIN", false],
  ["CERT_HAS_EXPIRED", false],
  [failureCodes.proxyRefused, false],
  ["ERR_PROXY_TUNNEL", false],
  [failureCodes.responseTooLarge, true],
  ["ECONNRESET", true],
  ["ETIMEDOUT", true],
  [undefined, true],
] as const)(
  "a POST that met %s may have been applied: %s, and only what was not is sent again",
  (code, applied) => {
    const { mayBeApplied, giveUpAfterMs } = ruleFor({ code });
    expect(mayBeApplied).toBe(applied);
    const again = retryDelayMs({ idempotent: false, code, number: 1 }, 0) !== undefined;
    expect(again).toBe(!applied && giveUpAfterMs > 0);
  },
);

test.each([
  [failureCodes.proxyRefused, "HTTPS_PROXY"],
  [failureCodes.proxyFailed, "NO_PROXY"],
  ["ERR_PROXY_TUNNEL", "NO_PROXY"],
  ["CERT_HAS_EXPIRED", "NODE_EXTRA_CA_CERTS"],
  ["ENOTFOUND", "alexa:authEndpoint"],
  ["ECONNREFUSED", "alexa:authEndpoint"],
])("where %s is the configuration's fault, %s is what to look at", (code, setting) => {
  expect(ruleFor({ code }).hint?.("alexa:authEndpoint")).toContain(setting);
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
