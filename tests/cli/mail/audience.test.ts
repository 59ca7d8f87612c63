/** Who gets a mail, if Amazon reports less than usual or lists somebody twice. */
import { audienceOf, feedbackRequest, reminder } from "../../../cli/mail/audience";
import type { Tester } from "../../../provider/betaTest/BetaTest";

const of = (...testers: Tester[]) => ({ betaTest: { status: "RUNNING" as const }, testers });
const accepted = { invitationStatus: "ACCEPTED" } as const;
const open = { invitationStatus: "NOT_ACCEPTED" } as const;

test("a tester without an invitation status is mailed only with --all", () => {
  const found = of({ emailId: "a@example.com" });
  for (const kind of [reminder, feedbackRequest]) {
    expect(audienceOf(found, kind, false)).toMatchObject({ emails: [], unknown: 1, others: 0 });
    expect(audienceOf(found, kind, true)).toMatchObject({ emails: ["a@example.com"], unknown: 0 });
  }
});

test("a tester is reminded if Amazon does not report whether that is allowed", () => {
  const found = of({ emailId: "a@example.com", ...open });
  expect(audienceOf(found, reminder, false).emails).toEqual(["a@example.com"]);
});

test("two spellings of an address are one person, who is not mailed if either of them is not", () => {
  const spellings = (first: Partial<Tester>, second: Partial<Tester>) =>
    of(
      { emailId: "a@example.com", ...open, ...first },
      { emailId: "A@Example.com", ...open, ...second },
    );
  expect(audienceOf(spellings({}, {}), reminder, false).emails).toEqual(["a@example.com"]);
  expect(audienceOf(spellings({}, accepted), reminder, false)).toMatchObject({
    emails: [],
    others: 1,
  });
  const limited = spellings({}, { isReminderAllowed: false });
  expect(audienceOf(limited, reminder, true)).toMatchObject({ emails: [], notAllowed: 1 });
  expect(audienceOf(limited, feedbackRequest, true).emails).toEqual(["a@example.com"]);
});

test.each(["IN_DRAFT", "STARTING", "STOPPING", "ENDED"] as const)(
  "nobody is mailed about a test that is %s",
  (status) => {
    const found = { betaTest: { status }, testers: [{ emailId: "a@example.com", ...open }] };
    expect(audienceOf(found, reminder, true)).toMatchObject({
      emails: [],
      obstacle: `the beta test is ${status}`,
    });
  },
);
