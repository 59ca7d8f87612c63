import fc from "fast-check";
import { redact } from "../../../provider/http/redact";

test.each([
  ["tester ada@example.com is not valid", "tester [e-mail] is not valid"],
  ["'ada@example.com'", "[e-mail]"],
  ['tester "Ada.Love" <Ada.Love@example.com> is not valid', "tester [e-mail] is not valid"],
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
  ['of "ada"@example.com', "of [e-mail]"],
  ["ada<wbr>@example.com", "[e-mail]"],
  ["ada&amp;#64;example.com", "[e-mail]"],
  ["ada&amp;commat;example.com", "[e-mail]"],
  ["ada (at) example.com", "[e-mail]"],
  ["ada\\100example.com", "[e-mail]"],
  ["Atza%257CIwEB", "[token]"],
  ["Atza&#124;IwEB", "[token]"],
  ['"ada lovelace"@example.com is taken', "[e-mail] is taken"],
  ["ada@[192.168.1.77]", "[e-mail]"],
  ["ada.l at example.com is taken", "[e-mail] is taken"],
  ["ada+AEA-example.com", "[e-mail]"],
  ["ada=2540example.com", "[e-mail]"],
  ["a=\r\nda@exam=\r\nple.com", "[e-mail]"],
  ["a=\nda=40example.com", "[e-mail]"],
  ["ada\\u{40}example.com, ada%u0040example.com", "[e-mail], [e-mail]"],
  ["&#97;&#100;&#97;&#64;&#120;&#46;&#105;&#111;", "[e-mail]"],
  ['{"feedbackEmail":"fb\\u001b]0;x\\u0007ada@example.com"}', '{"feedbackEmail":"[e-mail]"}'],
  [`sent to ${Buffer.from("ada.lovelace@example.com").toString("base64")}`, "sent to [secret]"],
  ["Atza | IwEBIA-x", "[token]"],
  ["Atza\\|IwEBIA-x", "[token]"],
  [`GET /v1/skills/s/testers/${Buffer.from("ada@example.com").toString("base64")}`, "GET [secret]"],
  [`hex ${Buffer.from("ada@example.com").toString("hex")}`, "hex [secret]"],
  [`jwt ${Buffer.from("eyJhbGciOiJ.e30").toString("base64")}`, "jwt [secret]"],
  [
    `twice ${Buffer.from(Buffer.from("ada@example.com").toString("base64")).toString("base64")}`,
    "twice [secret]",
  ],
  ["use maxResults=25, not maxResults=40", "use maxResults=25, not maxResults=40"],
  [
    "request id 5194f0de-0769-4ee4-99f4-8ffb819beeff",
    "request id 5194f0de-0769-4ee4-99f4-8ffb819beeff",
  ],
  ["\uFF21\uFF54\uFF5A\uFF41|\uFF33\uFF45", "[token]"],
  ["&#65;&#116;&#122;&#97;&#124;&#73;&#119;", "[token]"],
  ["client_secret amzn1.oa2-cs.v1.abc is wrong", "client_secret [secret] is wrong"],
  ["client_secret=abc&x=1", "client_secret=[secret]&x=1"],
  ['{"access_token":"abc"}', '{"access_token":"[secret]"}'],
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
  (text) => [...text].map((each) => `&#${each.charCodeAt(0)};`).join(""),
  (text) => [...text].map((each) => `\\u{${each.charCodeAt(0).toString(16)}}`).join(""),
  (text) => [...text].map((each) => `%u00${each.charCodeAt(0).toString(16)}`).join(""),
  (text) => text.replace("@", "+AEA-"),
  (text) => text.replace("@", "=2540"),
  (text) => text.replace(/(..)@/, "$1=\r\n@"),
  (text) => text.replace("|", " | "),
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

test.each<[string, (secret: string) => string]>([
  ["full-width", (s) => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ["as entities", (s) => [...s].map((c) => `&#${c.charCodeAt(0)};`).join("")],
  [
    "percent-encoded twice",
    (s) => [...s].map((c) => `%25${c.charCodeAt(0).toString(16)}`).join(""),
  ],
  ["escaped", (s) => [...s].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")],
  ["with a space inside", (s) => `${s.slice(0, 20)} ${s.slice(20)}`],
  ["in lower case", (s) => s.toLowerCase()],
  ["cut off", (s) => s.slice(0, 20)],
  ["in base64", (s) => Buffer.from(s).toString("base64")],
])("a secret that is known is taken out %s", (_how, write) => {
  const secret = "MyOwnOpaqueSecretToken12345";
  expect(redact(`it is ${write(secret)}.`, secret)).toMatch(/^it is \[secret\]\.?$/);
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

test("long secrets and many words that may be encoded take no time", () => {
  const words = Array.from({ length: 300 }, (_, i) =>
    Buffer.from(`word number ${i}`).toString("base64"),
  );
  const secrets = [2000, 1500, 500].map((length) => "Atzr-secret".repeat(length / 10));
  const before = process.cpuUsage();
  redact(words.join(" "), ...secrets);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(50);
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
