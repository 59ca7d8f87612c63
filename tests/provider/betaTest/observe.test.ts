import type { BetaTestStatus } from "../../../provider/betaTest/BetaTest";
import { observe } from "../../../provider/betaTest/observe";
import { FakeApi } from "../../helpers/FakeApi";

const feedbackEmail = "f@example.com";

/** What counts as the feedback address of a test whose address Amazon does not report. */
async function addressOf(before: string | undefined, now: BetaTestStatus) {
  const lastKnown = { status: before, feedbackEmail };
  const { betaTest } = await observe(new FakeApi({ status: now }), "a", {}, lastKnown);
  return betaTest?.feedbackEmail;
}

test.each([
  ["IN_DRAFT", "RUNNING"],
  ["RUNNING", "RUNNING"],
  ["RUNNING", "ENDED"],
  [undefined, "IN_DRAFT"],
] as const)(
  "the address of a test that was %s and is %s is the one that was set",
  async (before, now) => {
    expect(await addressOf(before, now)).toBe(feedbackEmail);
  },
);

test.each([
  ["RUNNING", "IN_DRAFT"],
  ["ENDED", "IN_DRAFT"],
  ["ENDED", "RUNNING"],
  ["STOPPING", "STARTING"],
] as const)(
  "a test that was %s and is %s is another one, whose address nobody has set",
  async (before, now) => {
    expect(await addressOf(before, now)).toBeUndefined();
  },
);
