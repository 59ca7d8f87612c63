import fc from "fast-check";
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
  ["email=ada%2540example.com", "[e-mail]"],
  ["email=%ffada%2525%40example.com", "[e-mail]"],
  ["ada=40example.com", "[e-mail]"],
  ["ada\uFF20example.com", "[e-mail]"],
  ["ada @ example.com", "[e-mail]"],
  ['of "ada"@example.com', 'of "[e-mail]'],
  ["ada<wbr>@example.com", "[e-mail]"],
  ["ada&amp;#64;example.com", "[e-mail]"],
  ["ada&amp;commat;example.com", "[e-mail]"],
  ["ada (at) example.com", "[e-mail]"],
  ["ada\\100example.com", "[e-mail]"],
  ["Atza%257CIwEB", "[token]"],
  ["Atza&#124;IwEB", "[token]"],
  ["a\u001b[31m red\u0007 \u202Ereversed\u200b", "a red reversed"],
])("%s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

/** How an at sign or a bar may be written. */
const writings: ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => text.replace(/[@|]/g, (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  (text) => text.replace(/[@|]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  (text) => text.replace(/[@|]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`),
  (text) => text.replace(/[@|]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
  (text) => text.replace(/[@|]/g, (sign) => `&#00${sign.charCodeAt(0)};`),
  (text) => text.replace(/[@|]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  (text) => text.replace(/[@|]/g, (sign) => `\u200b${sign}\u001b[1m`),
  (text) => text.replace("@", " @ "),
  (text) => text.replace("@", "<wbr>@"),
  (text) => text.replace("@", "&amp;#64;"),
  (text) => text.replace("@", " [at] "),
  (text) => text.replace("@", "\\100"),
  (text) => text.toUpperCase(),
];

test("no writing of an address or a token lets its name through", () => {
  const word = fc.stringMatching(/^canary[a-z0-9]{0,9}$/);
  const writing = fc.array(fc.constantFrom(...writings), { maxLength: 2 });
  fc.assert(
    fc.property(word, fc.boolean(), writing, fc.string(), (name, isToken, chosen, around) => {
      const plain = isToken ? `Atza|${name}` : `${name}@example.com`;
      // Only what percent signs write can be written so again.
      const twice = chosen.filter((write, i) => i === 0 || write === encodeURIComponent);
      const written = twice.reduce((text, write) => write(text), plain);
      const text = redact(`${around} ${written} ${around}`);
      expect(text.toLowerCase()).not.toContain(name);
    }),
    { numRuns: 2000 },
  );
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
