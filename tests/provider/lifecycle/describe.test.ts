import type { BetaTestStatus, Desired, Observed } from "../../../provider/lifecycle/betaTest";
import { describeSteps } from "../../../provider/lifecycle/describe";
import { plan } from "../../../provider/lifecycle/plan";

const testers = ["ada@example.com", "grace@example.com"];

function line(status: BetaTestStatus | "ABSENT", desired: Desired, present: string[] = []): string {
  const observed: Observed = status === "ABSENT" ? {} : { betaTest: { status }, testers: present };
  return describeSteps(observed, desired, plan(observed, desired));
}

test.each([
  [
    "ABSENT",
    "RUNNING",
    "there is no beta test, will be created and started; 2 testers will be invited",
  ],
  ["ABSENT", "IN_DRAFT", "there is no beta test, will be created"],
  ["IN_DRAFT", "RUNNING", "beta test is IN_DRAFT, will be started; 2 testers will be invited"],
  ["STARTING", "RUNNING", "beta test is STARTING, will be waited for"],
  ["STARTING", "ENDED", "beta test is STARTING, will be ended once it is RUNNING"],
  ["RUNNING", "RUNNING", "beta test is RUNNING; 2 testers will be invited"],
  ["RUNNING", "ENDED", "beta test is RUNNING, will be ended; all testers will lose access"],
  ["STOPPING", "ENDED", "beta test is STOPPING, will be waited for"],
  [
    "STOPPING",
    "RUNNING",
    "beta test is STOPPING, will be created and started again once it has ended; 2 testers will be invited",
  ],
  [
    "ENDED",
    "RUNNING",
    "beta test is ENDED, will be created and started again; 2 testers will be invited",
  ],
  ["ENDED", "IN_DRAFT", "beta test is ENDED, will be created again"],
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
