import { daysLeft } from "../../../provider/betaTest/expiry";

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
