import {
  distinctEmails,
  emailPattern,
  emailsMissingFrom,
  sameEmail,
  sameEmails,
} from "../../../provider/betaTest/emails";

test("addresses that differ by case or outer spaces are one", () => {
  expect(sameEmail("A@x.org", " a@X.org ")).toBe(true);
  expect(sameEmail("a@x.org", "b@x.org")).toBe(false);
  expect(sameEmail(undefined, undefined)).toBe(true);
  expect(sameEmail("a@x.org", undefined)).toBe(false);
});

test("the first spelling is the one that stays", () => {
  expect(distinctEmails([" A@x.org", "b@x.org", "a@x.org"])).toEqual(["A@x.org", "b@x.org"]);
});

test("what is missing keeps its order, each once", () => {
  expect(emailsMissingFrom(["B@x.org"], ["c@x.org", "b@x.org", "a@x.org", "C@x.org"])).toEqual([
    "c@x.org",
    "a@x.org",
  ]);
});

test("two lists are the same people whatever their order and repetitions", () => {
  expect(sameEmails(["a@x.org", "b@x.org"], ["B@x.org", "a@x.org", "A@x.org"])).toBe(true);
  expect(sameEmails(["a@x.org"], ["a@x.org", "b@x.org"])).toBe(false);
});

test.each(["o'name@example.com", "a.b+c-d_e@x.co", "a@x-.org", "A9@sub.EXAMPLE.museum"])(
  "%s is an address",
  (text) => expect(text).toMatch(emailPattern),
);

test.each([
  "a..b@x.com",
  ".a@x.com",
  "a.@x.com",
  "o'@x.com",
  "a@localhost",
  "a@-x.com",
  "a@x..com",
  "a@x.c",
  "a@x.c0m",
  "a@b@x.com",
  "a@x.com\n",
  "å@x.com",
])("%j is no address", (text) => expect(text).not.toMatch(emailPattern));

test("however long a text is, whether it is an address is found at once", () => {
  for (const part of ["a", "a.", "a-", "a@", "a@a."]) {
    expect(`${part.repeat(100_000)}!`).not.toMatch(emailPattern);
    expect(`a@${part.repeat(100_000)}!`).not.toMatch(emailPattern);
  }
});
