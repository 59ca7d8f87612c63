import { redact } from "../../../provider/http/redact";

test.each([
  ["tester ada@example.com is not valid", "tester [e-mail] is not valid"],
  ["'ada@example.com'", "[e-mail]"],
  ["o'name@example.com is taken", "[e-mail] is taken"],
  ["GET /testers?email=ada%40example.com HTTP", "GET [e-mail] HTTP"],
  ['{"emailId":"ada\\u0040example.com"}', '{"emailId":"[e-mail]"}'],
  ['{"emailId":"a+b@x.co.uk"}', '{"emailId":"[e-mail]"}'],
  ["token Atza|IwEBIA-x_y.z was sent", "token [token] was sent"],
  ["?refresh_token=Atzr%7CIwEB", "?refresh_token=[token]"],
  ["Authorization: Bearer abc.def", "Authorization: Bearer [token]"],
  ["a token eyJhbGciOiJ.e30.c2ln", "a token [token]"],
  ["refresh Atzr|q1w2", "refresh [token]"],
])("%s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test("secrets that are known are taken out wherever they stand", () => {
  expect(redact("the s3cr3t is s3cr3t", "s3cr3t", undefined, "")).toBe("the [secret] is [secret]");
  expect(redact("s3cr3t-and-more", "s3cr3t", "s3cr3t-and-more")).toBe("[secret]");
});

test("a quote is one line of at most 300 characters", () => {
  expect(redact(" a\n\n b ")).toBe("a b");
  expect(redact("x".repeat(1000))).toHaveLength(301);
});

describe("what a cut divides does not survive in part", () => {
  const secret = "a secret, with blanks; canary";
  // Shrinks to less than a quote, so that the cut would show.
  const filling = `${"a@example.com,".repeat(140)}`;

  test.each([
    ["an address", "canary.with.a.long.name@example.com", undefined],
    ["a token", "Atza|canary-canary-canary", undefined],
    ["a known secret", secret, secret],
  ])("%s", (_what, whole, known) => {
    for (let before = 0; before < 200; before++) {
      const text = `${filling}${" ".repeat(before)}${whole} ${"x".repeat(5000)}`;
      expect(redact(text, known)).not.toMatch(/can|secret,/);
    }
  });

  test("a page without any delimiter", () => {
    expect(redact(`${"canary".repeat(100_000)}@example.com`)).toBe("…");
  });
});

test.each([
  ["no delimiter", "x"],
  ["nothing but @", "@"],
  ["nothing but blanks", " "],
  ["Bearer without end", "Bearer "],
  ["tokens without end", "eyJ-"],
  ["addresses without end", "a@b,"],
])("a long text of %s takes no time", (_what, part) => {
  const text = Buffer.alloc(200_000, part).toString();
  const before = process.cpuUsage();
  redact(text, "known");
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(50);
});
