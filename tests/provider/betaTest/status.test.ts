import {
  betaTestStatuses,
  canFollow,
  desiredStatuses,
  desiredStatusFor,
  isOpen,
  isOver,
  listsTesters,
  nextStatusOf,
} from "../../../provider/betaTest/status";
import { types } from "../../../provider/schema.json";
import { statuses as simulated } from "../../../simulator/betaTests";

/** The schema is generated from the SDK's types. */
const valuesOf = (name: "alexa:index:BetaTestStatus" | "alexa:index:DesiredStatus") =>
  types[name].enum.map(({ value }) => value).sort();

test("the SDK's types and the simulator have the statuses of the table, and no other", () => {
  expect(valuesOf("alexa:index:BetaTestStatus")).toEqual([...betaTestStatuses].sort());
  expect(valuesOf("alexa:index:DesiredStatus")).toEqual([...desiredStatuses].sort());
  expect([...simulated].sort()).toEqual([...betaTestStatuses].sort());
});

test("a test is open from its start to its end", () => {
  expect(betaTestStatuses.filter(isOpen)).toEqual(["STARTING", "RUNNING"]);
  expect(betaTestStatuses.filter(isOver)).toEqual(["STOPPING", "ENDED"]);
});

test("Amazon carries a transition to its end by itself, and lists testers only outside of one", () => {
  expect(betaTestStatuses.map(nextStatusOf)).toEqual([
    undefined,
    "RUNNING",
    undefined,
    "ENDED",
    undefined,
  ]);
  expect(betaTestStatuses.filter(listsTesters)).toEqual(["IN_DRAFT", "RUNNING"]);
});

test.each([undefined, "", "PAUSED", "toString"])(
  "nothing follows from the status %j of a state",
  (status) => {
    for (const follows of [isOpen, isOver, listsTesters]) expect(follows(status)).toBe(false);
    expect(nextStatusOf(status)).toBeUndefined();
    expect(canFollow(status, "IN_DRAFT")).toBe(true);
  },
);

test("a program that is to keep a test asks for what its status comes to", () => {
  expect(betaTestStatuses.map(desiredStatusFor)).toEqual([
    "IN_DRAFT",
    "RUNNING",
    "RUNNING",
    "ENDED",
    "ENDED",
  ]);
});

test("a test never goes back to an earlier status", () => {
  expect(canFollow("RUNNING", "ENDED")).toBe(true);
  expect(canFollow("RUNNING", "RUNNING")).toBe(true);
  expect(canFollow("RUNNING", "STARTING")).toBe(false);
});
