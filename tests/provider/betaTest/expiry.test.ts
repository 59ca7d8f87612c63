import { areDifferentDates, daysLeft, hasPassed, laterOf } from "../../../provider/betaTest/expiry";

const hourMs = 60 * 60 * 1000;

test.each([
  ["minutes", 0.1 * hourMs, 1],
  ["a day", 24 * hourMs, 1],
  ["a day and a moment, as clocks differ", 24.1 * hourMs, 1],
  ["a day and an hour", 25 * hourMs, 2],
  ["no time", 0, 0],
  ["less than none", -hourMs, 0],
])("where %s is left, days begun count as days", (_, ms, days) => {
  expect(daysLeft(ms, 0)).toBe(days);
});

const noon = "2027-02-28T12:00:00.000Z";
const afterwards = "2027-02-28T12:00:30.000Z";
const nextDay = "2027-03-01T12:00:00.000Z";

test.each([
  ["the moment itself", noon, 0, true],
  ["a moment before", noon, -1, false],
  ["no date", undefined, 0, false],
  ["text that is not a date", "soon", 0, false],
])("%s: whether a date has passed", (_, date, afterMs, passed) => {
  expect(hasPassed(date, Date.parse(noon) + afterMs)).toBe(passed);
});

test.each([
  ["the same date", noon, noon, false],
  ["the same date, rounded differently", noon, afterwards, false],
  ["another day", noon, nextDay, true],
  ["another day, the earlier one second", nextDay, noon, true],
  ["a date and none", noon, undefined, false],
  ["a date and text that is not a date", noon, "soon", false],
])("%s: whether the test was restarted", (_, a, b, different) => {
  expect(areDifferentDates(a, b)).toBe(different);
});

test.each([
  [noon, nextDay, nextDay],
  [nextDay, noon, nextDay],
  [undefined, noon, noon],
  [noon, undefined, noon],
  [noon, "soon", noon],
])("of %s and %s, the later date is %s", (a, b, later) => {
  expect(laterOf(a, b)).toBe(later);
});
