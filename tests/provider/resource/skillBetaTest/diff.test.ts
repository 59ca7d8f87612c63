import { diffInputs } from "../../../../provider/resource/skillBetaTest/diff";
import type { Inputs } from "../../../../provider/resource/skillBetaTest/inputs";

const inputs: Inputs = {
  skillId: "amzn1.ask.skill.1",
  desiredStatus: "RUNNING",
  adopt: false,
  testers: ["a@x.org", "b@x.org"],
};

const diff = (change: Partial<Inputs>, olds: Partial<Inputs> = {}) =>
  Object.fromEntries(diffInputs({ ...inputs, ...olds }, { ...inputs, ...change }));

test.each([
  [{}, {}],
  [{ testers: ["B@x.org", "a@x.org", "A@x.org"] }, {}],
  [{ skillId: "amzn1.ask.skill.2" }, { skillId: "replace" }],
  [{ skillId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, { skillId: "update" }],
  [{ desiredStatus: "ENDED" }, { desiredStatus: "update" }],
  [{ adopt: true }, { adopt: "update" }],
  [{ feedbackEmail: "f@x.org" }, { feedbackEmail: "add" }],
  [{ testers: ["a@x.org", "b@x.org", "c@x.org"] }, { "testers[2]": "add" }],
  [{ testers: ["a@x.org"] }, { "testers[1]": "delete" }],
  [{ testers: ["a@x.org", "c@x.org"] }, { "testers[1]": "update" }],
  [{ testers: ["c@x.org", "a@x.org"] }, { "testers[0]": "add", "testers[1]": "delete" }],
  [{ testers: undefined }, { testers: "delete" }],
  [{ testers: ["a@x.org", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"] }, { testers: "update" }],
] as [Partial<Inputs>, object][])("%j differs by %j", (change, expected) => {
  expect(diff(change)).toEqual(expected);
});

test("what becomes managed is added, and a feedback address that differs by case is the same", () => {
  expect(diff({}, { testers: undefined })).toEqual({ testers: "add" });
  expect(diff({ feedbackEmail: "F@x.org" }, { feedbackEmail: "f@x.org" })).toEqual({});
  expect(diff({ feedbackEmail: "g@x.org" }, { feedbackEmail: "f@x.org" })).toEqual({
    feedbackEmail: "update",
  });
  expect(diff({}, { feedbackEmail: "f@x.org" })).toEqual({ feedbackEmail: "delete" });
});
