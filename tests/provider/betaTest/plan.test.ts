import type { Desired, Observed } from "../../../provider/betaTest/BetaTest";
import { ImpossibleError } from "../../../provider/betaTest/errors";
import { expectedAfter, plan } from "../../../provider/betaTest/plan";
import {
  type BetaTestStatus,
  betaTestStatuses,
  desiredStatuses,
} from "../../../provider/betaTest/status";

const ada = "ada@example.com";
const grace = "grace@example.com";

function seen(status: BetaTestStatus | "ABSENT", testers: string[] = []): Observed {
  return status === "ABSENT" ? {} : { betaTest: { status }, testers };
}

function kinds(observed: Observed, desired: Desired): string[] {
  return plan(observed, desired).map((step) =>
    step.kind === "awaitBetaTest" ? `await ${step.status}` : step.kind,
  );
}

test.each([
  ["RUNNING", "ABSENT", ["createBetaTest", "startBetaTest"]],
  ["RUNNING", "IN_DRAFT", ["startBetaTest"]],
  ["RUNNING", "STARTING", ["await RUNNING"]],
  ["RUNNING", "RUNNING", []],
  ["RUNNING", "STOPPING", ["await ENDED"]],
  ["RUNNING", "ENDED", ["createBetaTest", "startBetaTest"]],
  ["IN_DRAFT", "ABSENT", ["createBetaTest"]],
  ["IN_DRAFT", "IN_DRAFT", []],
  ["IN_DRAFT", "STOPPING", ["await ENDED"]],
  ["IN_DRAFT", "ENDED", ["createBetaTest"]],
  ["ENDED", "ABSENT", []],
  ["ENDED", "IN_DRAFT", []],
  ["ENDED", "STARTING", ["await RUNNING"]],
  ["ENDED", "RUNNING", ["endBetaTest"]],
  ["ENDED", "STOPPING", ["await ENDED"]],
  ["ENDED", "ENDED", []],
] as const)("towards %s, a test that is %s takes %j", (status, observed, expected) => {
  expect(kinds(seen(observed), { status })).toEqual(expected);
});

test.each(["STARTING", "RUNNING"] as const)(
  "a test that is %s cannot become a draft again",
  (status) => {
    expect(() => plan(seen(status), { status: "IN_DRAFT" })).toThrow(ImpossibleError);
    expect(() => plan(seen(status), { status: "IN_DRAFT" })).toThrow(/can only be ended/);
  },
);

test("testers are added before the start that invites them", () => {
  const desired = {
    status: "RUNNING",
    testers: [ada, grace],
    feedbackEmail: "f@example.com",
  } as const;
  expect(plan(seen("ABSENT"), desired)).toEqual([
    { kind: "createBetaTest", feedbackEmail: "f@example.com" },
    { kind: "addTesters", testers: [ada, grace] },
    { kind: "startBetaTest" },
  ]);
});

test("after an ended test, nobody is added before the new test's testers were looked at", () => {
  expect(kinds(seen("ENDED", [ada]), { status: "RUNNING", testers: [ada] })).toEqual([
    "createBetaTest",
  ]);
});

test("only the difference of the testers is added and removed, and nobody leaves before the others could come", () => {
  const desired = { status: "RUNNING", testers: ["ADA@example.com", "new@example.com"] } as const;
  expect(plan(seen("RUNNING", [grace, ada]), desired)).toEqual([
    { kind: "addTesters", testers: ["new@example.com"] },
    { kind: "removeTesters", testers: [grace] },
  ]);
});

test("testers that differ by case or order alone are no difference", () => {
  const desired = { status: "RUNNING", testers: [grace, " Ada@Example.com", ada] } as const;
  expect(plan(seen("RUNNING", [ada, grace]), desired)).toEqual([]);
});

test("testers that the program leaves out stay", () => {
  expect(plan(seen("RUNNING", [ada]), { status: "RUNNING" })).toEqual([]);
});

test("an empty list of testers removes everybody", () => {
  const steps = plan(seen("RUNNING", [ada]), { status: "RUNNING", testers: [] });
  expect(steps).toEqual([{ kind: "removeTesters", testers: [ada] }]);
});

test("a feedback address is changed only where it differs by more than case", () => {
  const running = { betaTest: { status: "RUNNING", feedbackEmail: "F@example.com" } } as const;
  expect(plan(running, { status: "RUNNING", feedbackEmail: "f@example.com" })).toEqual([]);
  expect(plan(running, { status: "RUNNING" })).toEqual([]);
  expect(plan(running, { status: "RUNNING", feedbackEmail: "g@example.com" })).toEqual([
    { kind: "updateBetaTest", feedbackEmail: "g@example.com" },
  ]);
});

test("whatever is observed, carrying out the plan again and again comes to an end", () => {
  for (const status of desiredStatuses) {
    for (const start of [...betaTestStatuses, "ABSENT"] as const) {
      const desired: Desired = { status, testers: [ada] };
      let observed = seen(start, [grace]);
      let rounds = 0;
      try {
        for (; plan(observed, desired).length > 0; rounds++) {
          for (const step of plan(observed, desired)) observed = expectedAfter(observed, step);
          observed = settle(observed);
          expect(rounds).toBeLessThan(6);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ImpossibleError);
      }
    }
  }
});

/** What the API does by itself, and a look at the testers. */
function settle({ betaTest, testers }: Observed): Observed {
  if (!betaTest) return {};
  const next = { STARTING: "RUNNING", STOPPING: "ENDED" } as Record<string, BetaTestStatus>;
  return {
    betaTest: { ...betaTest, status: next[betaTest.status] ?? betaTest.status },
    testers: testers ?? [],
  };
}
