import {
  distinctEmails,
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
