import { checkInputs } from "../../../../provider/resource/skillBetaTest/inputs";

const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function failing(inputs: Record<string, unknown>): string[] {
  return checkInputs({ skillId, ...inputs }).map(({ property }) => property);
}

test("good inputs pass", () => {
  const inputs = {
    feedbackEmail: "f@example.com",
    testers: ["a@example.com", " B@Example.com "],
    desiredStatus: "ENDED",
    adopt: true,
  };
  expect(failing(inputs)).toEqual([]);
});

test.each([
  ["missing", undefined],
  ["null", null],
  ["empty", ""],
  ["over 255 characters", "a".repeat(256)],
  ["a path", "amzn1/ask"],
  ["a way up", "amzn1..skill"],
  ["one dot alone", "."],
  ["two dots alone", ".."],
  ["an escape", "a%2Fb"],
  ["a control character", "a\u0000b"],
  ["a line break at its end", "a\n"],
  ["not ASCII", "amzn1.åsk"],
  ["a query", "a?b"],
  ["a number", 7],
])("a skillId that is %s fails", (_what, value) => {
  const failures = checkInputs({ skillId: value });
  expect(failures.map(({ property }) => property)).toEqual(["skillId"]);
  expect(failures[0]?.reason).toMatch(
    /^skillId (is missing: it )?must be the id of a skill: 1 to 255/,
  );
});

test("a skillId that the program leaves out is said to be missing", () => {
  expect(checkInputs({})[0]?.reason).toMatch(/^skillId is missing: it must be the id of a skill/);
});

test("255 characters are not too many", () => {
  expect(failing({ skillId: "a".repeat(255) })).toEqual([]);
});

test.each(["nobody", "a@", "@b.c", "a b@example.com", "", 7, null])(
  "%j is no e-mail address",
  (email) => {
    expect(failing({ testers: ["ok@example.com", email] })).toEqual(["testers[1]"]);
    if (email !== null) expect(failing({ feedbackEmail: email })).toEqual(["feedbackEmail"]);
  },
);

test("501 testers are one too many; 500 and their repetitions are not", () => {
  const testers = Array.from({ length: 500 }, (_, i) => `t${i}@example.com`);
  expect(failing({ testers: [...testers, "T0@example.com"] })).toEqual([]);
  const [failure] = checkInputs({ skillId, testers: [...testers, "one@example.com"] });
  expect(failure).toEqual({
    property: "testers",
    reason: "testers must have at most 500 addresses, Amazon's limit; there are 501",
  });
});

test("an unknown desiredStatus fails and the reason lists those that are known", () => {
  const [failure] = checkInputs({ skillId, desiredStatus: "PAUSED" });
  expect(failure?.reason).toBe('desiredStatus must be one of "RUNNING", "IN_DRAFT", "ENDED"');
});

test("what is no argument fails by its name", () => {
  expect(failing({ feedbackemail: "f@example.com" })).toEqual(["feedbackemail"]);
});

test("values that a preview does not know yet pass", () => {
  const inputs = {
    skillId: unknown,
    feedbackEmail: unknown,
    testers: unknown,
    desiredStatus: unknown,
  };
  expect(checkInputs({ ...inputs, adopt: unknown })).toEqual([]);
  expect(failing({ testers: ["a@example.com", unknown] })).toEqual([]);
  expect(failing({ testers: [unknown, "nobody"] })).toEqual([]);
});

test("no reason repeats a value", () => {
  const inputs = {
    feedbackEmail: "canary",
    testers: ["canary"],
    desiredStatus: "canary",
    adopt: "canary",
  };
  for (const { reason } of checkInputs({ skillId: "canary/", ...inputs })) {
    expect(reason).not.toContain("canary");
  }
});
