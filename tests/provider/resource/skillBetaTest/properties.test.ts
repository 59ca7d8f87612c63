import {
  inputsFromObserved,
  lastKnownOf,
  type Outputs,
} from "../../../../provider/resource/skillBetaTest/properties";

const inputs = { skillId: "amzn1.ask.skill.1", desiredStatus: "RUNNING", adopt: false } as const;
const [ada, bob, zoe] = ["ada@example.com", "bob@example.com", "zoe@example.com"];

test("testers who were added elsewhere come after the program's own, in whatever order Amazon lists them", () => {
  const observed = {
    betaTest: { status: "RUNNING" },
    testers: [zoe, "BOB@example.com", ada],
  } as const;
  const seen = inputsFromObserved({ ...inputs, testers: [ada, bob] }, observed as never);
  expect(seen.testers).toEqual([ada, bob, zoe]);
  const fewer = inputsFromObserved({ ...inputs, testers: [ada, bob] }, {
    ...observed,
    testers: [zoe, bob],
  } as never);
  expect(fewer.testers).toEqual([bob, zoe]);
});

test("the address of a program that only wanted the test ended was never set", () => {
  const outputs: Outputs = { ...inputs, feedbackEmail: "f@example.com", status: "IN_DRAFT" };
  expect(lastKnownOf(outputs)).toMatchObject({ feedbackEmail: "f@example.com" });
  expect(lastKnownOf({ ...outputs, desiredStatus: "ENDED" })).not.toHaveProperty("feedbackEmail");
});
