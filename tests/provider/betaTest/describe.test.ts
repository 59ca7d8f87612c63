import type { BetaTestStatus, Desired, Observed } from "../../../provider/betaTest/BetaTest";
import { describeAdoption, describeForecast } from "../../../provider/betaTest/describe";

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

test("each edit of a running test is told by its count", () => {
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
    "beta test is already RUNNING and matches the program: it will be adopted as is",
  );
  expect(describeAdoption(observed, { status: "RUNNING", testers })).toBe(
    "beta test is already RUNNING and will be adopted; 1 tester will be removed; 2 testers will be invited",
  );
  expect(describeAdoption(observed, { status: "ENDED" })).toBe(
    "beta test is already RUNNING and will be adopted; it will be ended; 1 tester will lose access",
  );
});
