import { redact } from "../../provider/redact";

test.each([
  ["tester ada@example.com is not valid", "tester [e-mail] is not valid"],
  ['{"emailId":"a+b@x.co.uk"}', '{"emailId":"[e-mail]"}'],
  ["token Atza|IwEBIA-x_y.z was sent", "token [token] was sent"],
  ["Authorization: Bearer abc.def", "Authorization: Bearer [token]"],
  ["refresh Atzr|q1w2", "refresh [token]"],
])("%s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test("secrets that are known are taken out wherever they stand", () => {
  expect(redact("the s3cr3t is s3cr3t", "s3cr3t", undefined, "")).toBe("the [secret] is [secret]");
});

test("a quote is one line of at most 300 characters", () => {
  expect(redact(" a\n\n b ")).toBe("a b");
  expect(redact("x".repeat(1000))).toHaveLength(301);
});
