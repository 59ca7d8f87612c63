/** Whom a mail is for, where Amazon says less than usual or the same of somebody twice. */
import { audienceOf, feedbackRequest, reminder } from "../../../cli/mail/audience";
import type { Tester } from "../../../provider/betaTest/BetaTest";

const of = (...testers: Tester[]) => ({ betaTest: { status: "RUNNING" as const }, testers });
const accepted = { invitationStatus: "ACCEPTED" } as const;
const open = { invitationStatus: "NOT_ACCEPTED" } as const;

test("somebody of whom Amazon does not say whether he accepted is only mailed with --all", () => {
  const found = of({ emailId: "a@example.com" });
  for (const kind of [reminder, feedbackRequest]) {
    expect(audienceOf(found, kind, false)).toMatchObject({ emails: [], unknown: 1, others: 0 });
    expect(audienceOf(found, kind, true)).toMatchObject({ emails: ["a@example.com"], unknown: 0 });
  }
});

test("somebody of whom Amazon does not say whether a reminder is allowed is reminded", () => {
  const found = of({ emailId: "a@example.com", ...open });
  expect(audienceOf(found, reminder, false).emails).toEqual(["a@example.com"]);
});

test("two spellings of an address are one person, for whom whatever speaks against a mail counts", () => {
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
      obstacle: `its beta test is ${status}`,
    });
  },
);
