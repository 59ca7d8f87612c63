import type { Desired, Observed } from "../../../provider/betaTest/BetaTest";
import {
  describeAdoption,
  describeExpiry,
  describeForecast,
  type ExpiryFacts,
} from "../../../provider/betaTest/describe";
import type { BetaTestStatus } from "../../../provider/betaTest/status";

const testers = ["ada@example.com", "grace@example.com"];

function line(
  status: BetaTestStatus | "ABSENT",
  desired: Desired,
  present: string[] = [],
): string | undefined {
  const observed: Observed = status === "ABSENT" ? {} : { betaTest: { status }, testers: present };
  return describeForecast(observed, desired);
}

test.each([
  [
    "ABSENT",
    "RUNNING",
    "no beta test yet: it will be created and started; 2 testers will be invited",
  ],
  ["ABSENT", "IN_DRAFT", "no beta test yet: it will be created"],
  ["IN_DRAFT", "RUNNING", "beta test is IN_DRAFT: it will be started; 2 testers will be invited"],
  [
    "STARTING",
    "RUNNING",
    "beta test is STARTING: waiting for it to become RUNNING; 2 testers will be invited",
  ],
  [
    "STARTING",
    "ENDED",
    "beta test is STARTING: it will be ended once it is RUNNING; nobody will lose access",
  ],
  ["RUNNING", "RUNNING", "beta test is RUNNING; 2 testers will be invited"],
  ["RUNNING", "ENDED", "beta test is RUNNING: it will be ended; nobody will lose access"],
  ["STOPPING", "ENDED", "beta test is STOPPING: waiting for it to become ENDED"],
  [
    "STOPPING",
    "RUNNING",
    "beta test is STOPPING: a new one will be created and started once it has ended; 2 testers will be invited",
  ],
  [
    "ENDED",
    "RUNNING",
    "beta test is ENDED: a new one will be created and started; 2 testers will be invited",
  ],
  ["ENDED", "IN_DRAFT", "beta test is ENDED: a new one will be created"],
] as const)("%s towards %s reads: %s", (status, desired, expected) => {
  expect(line(status, { status: desired, testers })).toBe(expected);
});

test("a draft that is gone is told from a test that was never there", () => {
  expect(describeForecast({ draftIsGone: true }, { status: "IN_DRAFT" })).toBe(
    "the draft is gone: a new one will be created",
  );
});

test("each edit of a running test is reported with its count", () => {
  const desired = {
    status: "RUNNING",
    testers: testers.slice(0, 1),
    feedbackEmail: "f@example.com",
  } as const;
  expect(line("RUNNING", desired, ["x@example.com", "y@example.com"])).toBe(
    "beta test is RUNNING; feedbackEmail will be changed; 2 testers will be removed; 1 tester will be invited",
  );
});

test("no line names an address", () => {
  for (const status of ["ABSENT", "IN_DRAFT", "RUNNING", "ENDED"] as const) {
    const desired = { status: "RUNNING", testers, feedbackEmail: "f@example.com" } as const;
    expect(line(status, desired, ["x@example.com"])).not.toContain("@");
  }
});

test("who loses access is counted once, in whatever spelling, and never guessed", () => {
  const ended = { status: "ENDED" } as const;
  expect(line("RUNNING", ended, ["ada@example.com", "ADA@example.com", "grace@example.com"])).toBe(
    "beta test is RUNNING: it will be ended; 2 testers will lose access",
  );
  expect(describeForecast({ betaTest: { status: "RUNNING" } }, ended)).toBe(
    "beta test is RUNNING: it will be ended; all testers will lose access",
  );
});

test("a draft's own testers are invited where it is started, managed or not", () => {
  expect(line("IN_DRAFT", { status: "RUNNING" }, testers)).toBe(
    "beta test is IN_DRAFT: it will be started; 2 testers will be invited",
  );
  expect(describeForecast({ betaTest: { status: "IN_DRAFT" } }, { status: "RUNNING" })).toBe(
    "beta test is IN_DRAFT: it will be started; its testers will be invited",
  );
});

test("an addition to a draft that stays one mails nobody and says so by its verb", () => {
  expect(line("IN_DRAFT", { status: "IN_DRAFT", testers })).toBe(
    "beta test is IN_DRAFT; 2 testers will be added",
  );
});

test("nothing is said where nothing will be done, such as for an ended test that is wanted so", () => {
  expect(line("ENDED", { status: "ENDED", testers })).toBeUndefined();
  expect(line("ABSENT", { status: "ENDED", testers })).toBeUndefined();
});

test("a running test that is taken over says so, and what becomes of its people", () => {
  const observed: Observed = { betaTest: { status: "RUNNING" }, testers: ["x@example.com"] };
  expect(describeAdoption(observed, { status: "RUNNING" })).toBe(
    "beta test is already RUNNING and matches the program: it will be adopted as is. If you renamed its resource, deleting the old one does not end the test",
  );
  expect(describeAdoption(observed, { status: "RUNNING", testers })).toBe(
    "beta test is already RUNNING and will be adopted; 1 tester will be removed; 2 testers will be invited",
  );
  expect(describeAdoption(observed, { status: "ENDED" })).toBe(
    "beta test is already RUNNING and will be adopted; it will be ended; 1 tester will lose access",
  );
});

describe("a test that has ended without the program", () => {
  const expiryDate = "2027-02-28T10:00:00.000Z";
  const desired = { status: "RUNNING", testers } as const;

  test.each([
    ["expired", "beta test expired on 2027-02-28 (90 days)"],
    ["elsewhere", "beta test was ended elsewhere"],
    [undefined, "beta test is ENDED"],
  ] as const)("(%s) says why: %s", (end, why) => {
    const observed = { betaTest: { status: "ENDED", expiryDate }, end } as const;
    expect(describeForecast(observed, desired)).toBe(
      `${why}: a new one will be created and started; 2 testers will be invited`,
    );
  });

  test.each([
    [
      497,
      "this resource lists no testers, so it invites no one (that test had up to 3 when last seen)",
    ],
    [500, "this resource lists no testers, so it invites no one"],
    [undefined, "this resource lists no testers, so it invites no one"],
  ])("with %s invitations left says that testers who are not listed are gone", (left, what) => {
    const observed = { betaTest: { status: "ENDED", invitesRemaining: left } } as const;
    expect(describeForecast(observed, { status: "RUNNING" })).toBe(
      `beta test is ENDED: a new one will be created and started; ${what}`,
    );
  });
});

describe("a test that is about to expire", () => {
  const betaTest = {
    status: "RUNNING",
    expiryDate: "2027-02-28T10:00:00.000Z",
    invitesRemaining: 497,
  } as const;
  const at = (date: string, own: Partial<ExpiryFacts> = {}): ExpiryFacts => ({
    skillId: "amzn1.ask.skill.1",
    nowMs: Date.parse(date),
    listed: undefined,
    listedBy: undefined,
    isRenewed: true,
    rosterFile: "1.csv",
    ...own,
  });
  const renewal = "the first `pulumi up` after that creates and starts a new one";

  test.each([
    ["2027-02-14T09:00:00Z", undefined],
    ["2027-02-14T10:01:00Z", `beta test expires in 14 days, on 2027-02-28; ${renewal}`],
    ["2027-02-26T11:00:00Z", `beta test expires in 2 days, on 2027-02-28; ${renewal}`],
    ["2027-02-27T10:00:00Z", `beta test expires in 1 day, on 2027-02-28; ${renewal}`],
    ["2027-02-28T09:00:00Z", `beta test expires within a day, on 2027-02-28; ${renewal}`],
    [
      "2027-03-01T09:00:00Z",
      `beta test was to expire on 2027-02-28 and can end at any moment; ${renewal}`,
    ],
  ])("says so at %s", (date, expected) => {
    expect(describeExpiry({ betaTest }, at(date, { listed: [] }))).toBe(expected);
  });

  test("gives the exact number if the testers were listed", () => {
    const observed = { betaTest, testers: [...testers, "x@example.com"] };
    const context = at("2027-02-27T10:00:00Z");
    expect(describeExpiry(observed, context)).toContain(
      `does not list (${observed.testers.length}), unless a SkillBetaTester invites them: \`npx`,
    );
    // This very run removes whoever is not listed.
    const managed = { ...context, listed: testers, listedBy: "program" } as const;
    expect(describeExpiry(observed, managed)).not.toContain("without");
  });

  test("where the program ignores testers, a refresh keeps those who were added since", () => {
    const observed = { betaTest, testers: [...testers, "x@example.com"] };
    const ignoring = at("2027-02-27T10:00:00Z", { listed: testers, listedBy: "state" });
    expect(describeExpiry(observed, ignoring)).toMatch(
      /, without the testers who were added since the last refresh \(1\): `pulumi refresh` keeps them$/,
    );
    expect(describeExpiry({ betaTest, testers }, ignoring)).not.toContain("without");
  });

  test("does not promise a new one where the program ignores that it ends", () => {
    expect(describeExpiry({ betaTest }, at("2027-02-27T10:00:00Z", { isRenewed: false }))).toBe(
      "beta test expires in 1 day, on 2027-02-28, and will stay ended, because the program ignores changes to desiredStatus",
    );
  });

  test("says how many testers the program does not list, and how to save them", () => {
    expect(describeExpiry({ betaTest }, at("2027-02-27T10:00:00Z"))).toBe(
      `beta test expires in 1 day, on 2027-02-28; ${renewal}, without the testers that this resource ` +
        "does not list (up to 3), unless a SkillBetaTester invites them: `npx pulumi-alexa import amzn1.ask.skill.1 --roster 1.csv` " +
        "saves them while Amazon still lists them",
    );
    const none = { ...betaTest, invitesRemaining: 500 };
    expect(describeExpiry({ betaTest: none }, at("2027-02-27T10:00:00Z"))).not.toContain("up to");
  });
});

test.each([
  [2, 40, "only 2 invitations are left, but 40 are needed"],
  [1, 2, "only 1 invitation is left, but 2 are needed"],
  [0, 1, "only 0 invitations are left, but 1 is needed"],
])(
  "where %i invitations are left and %i are needed, the plan says so",
  (left, needed, expected) => {
    const many = Array.from({ length: needed }, (_, index) => `t${index}@example.com`);
    const betaTest = { status: "RUNNING", invitesRemaining: left } as const;
    const desired = { status: "RUNNING", testers: many } as const;
    expect(describeForecast({ betaTest, testers: [] }, desired)).toMatch(
      new RegExp(`${expected}, so Amazon may refuse$`),
    );
    const enough = { ...betaTest, invitesRemaining: needed };
    expect(describeForecast({ betaTest: enough, testers: [] }, desired)).not.toContain("only");
  },
);
