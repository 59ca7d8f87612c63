import { type LastKnown, observe } from "../../../provider/betaTest/observe";
import type { BetaTestStatus } from "../../../provider/betaTest/status";
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

test("a running test with another expiry date is another one, whose address nobody has set", async () => {
  const api = new FakeApi({ status: "RUNNING", expiryDate: "2026-08-01T00:00:00.000Z" });
  const lastKnown = { status: "RUNNING", feedbackEmail, expiryDate: "2026-06-01T00:00:00.000Z" };
  expect((await observe(api, "a", {}, lastKnown)).betaTest?.feedbackEmail).toBeUndefined();
});

describe("where Amazon has no test any more,", () => {
  const expiryDate = "2026-06-01T00:00:00.000Z";
  const gone = async (status: string | undefined, nowMs: number, own: Partial<LastKnown> = {}) => {
    const api = Object.assign(new FakeApi(), { nowMs });
    const lastKnown = { status, expiryDate, invitesRemaining: 497, ...own };
    return observe(api, "a", { status: "RUNNING" }, lastKnown);
  };
  const before = Date.parse(expiryDate) - 1;
  const after = Date.parse(expiryDate);

  test.each([
    ["STARTING", before, "elsewhere"],
    ["RUNNING", before, "elsewhere"],
    ["RUNNING", after, "expired"],
    ["STOPPING", after, undefined],
    ["ENDED", after, undefined],
  ] as const)("one that was %s has ended, with what is known of it", async (status, nowMs, end) => {
    expect(await gone(status, nowMs)).toEqual({
      betaTest: { status: "ENDED", expiryDate, invitesRemaining: 497 },
      testers: undefined,
      end,
    });
  });

  test("one that nobody knew of is not there", async () => {
    expect(await gone(undefined, after)).toEqual({});
  });

  test("a draft is gone, and was never started", async () => {
    expect(await gone("IN_DRAFT", after)).toEqual({ draftIsGone: true });
  });

  test("one that never was, although the state calls it ended, is not there", async () => {
    expect(await gone("ENDED", after, { expiryDate: undefined })).toEqual({});
  });

  test("one that had ended has no successor where the skill was deleted since", async () => {
    const api = Object.assign(new FakeApi(), { visible: false });
    const lastKnown = { status: "ENDED", expiryDate, vendorIds: ["M1"] };
    expect(await observe(api, "a", {}, lastKnown)).toEqual({ skillIsDeleted: true });
  });

  test("how it ended stays as it was first seen", async () => {
    expect((await gone("ENDED", after, { end: "elsewhere" })).end).toBe("elsewhere");
  });
});

test("an expiry date that is not reported is the one that was known, unless the test is another one", async () => {
  const expiryDate = "2026-06-01T00:00:00.000Z";
  const dateOf = async (before: string, now: BetaTestStatus) => {
    const lastKnown = { status: before, expiryDate };
    return (await observe(new FakeApi({ status: now }), "a", {}, lastKnown)).betaTest?.expiryDate;
  };
  expect(await dateOf("RUNNING", "RUNNING")).toBe(expiryDate);
  expect(await dateOf("RUNNING", "IN_DRAFT")).toBeUndefined();
});

test("without a date, nobody can tell how a test has ended; but it was there", async () => {
  const first = await observe(new FakeApi(), "a", {}, { status: "RUNNING" });
  expect(first).toMatchObject({ betaTest: { status: "ENDED" }, end: "unknown" });
  const later = await observe(new FakeApi(), "a", {}, { status: "ENDED", end: "unknown" });
  expect(later).toMatchObject({ betaTest: { status: "ENDED" }, end: "unknown" });
});

test("an end does not move the date, whatever Amazon reports then", async () => {
  const expiryDate = "2026-06-01T00:00:00.000Z";
  const api = new FakeApi({ status: "ENDED", expiryDate: "2026-05-01T00:00:00.000Z" });
  api.nowMs = Date.parse("2026-05-02T00:00:00Z");
  const observed = await observe(api, "a", {}, { status: "RUNNING", expiryDate });
  expect(observed).toMatchObject({ betaTest: { expiryDate }, end: "elsewhere" });
});

test("how an earlier test ended says nothing of a later one", async () => {
  const api = new FakeApi({ status: "ENDED", expiryDate: "2026-08-01T00:00:00.000Z" });
  api.nowMs = Date.parse("2026-07-01T00:00:00Z");
  const earlier = {
    status: "ENDED",
    expiryDate: "2026-06-01T00:00:00.000Z",
    end: "expired",
  } as const;
  expect((await observe(api, "a", {}, earlier)).end).toBe("elsewhere");
});

test("a test that runs again has no end, even where the state says that it ended elsewhere", async () => {
  const lastKnown = { status: "ENDED", end: "elsewhere" } as const;
  const observed = await observe(
    new FakeApi({ status: "RUNNING" }),
    "a",
    { status: "ENDED" },
    lastKnown,
  );
  expect(observed.end).toBeUndefined();
});

test("where Amazon reports ENDED, it is seen in the same way how the test has ended", async () => {
  const expiryDate = "2026-06-01T00:00:00.000Z";
  const api = new FakeApi({ status: "ENDED", expiryDate });
  const lastKnown = { status: "RUNNING", expiryDate };
  expect((await observe(api, "a", {}, lastKnown)).end).toBe("elsewhere");
  // The program may have ended it.
  expect((await observe(api, "a", { status: "ENDED" }, lastKnown)).end).toBeUndefined();
  api.nowMs = Date.parse(expiryDate);
  expect((await observe(api, "a", {}, lastKnown)).end).toBe("expired");
  expect((await observe(api, "a", { status: "ENDED" }, lastKnown)).end).toBe("expired");
  expect((await observe(api, "a", {}, {})).end).toBeUndefined();
});
