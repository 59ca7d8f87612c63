/** What `make acceptance` accepts, and how it says what is wrong. */

import { plusAddress, readInputs } from "../../../tools/acceptance/inputs.mts";
import { requireLastingToken } from "../../../tools/acceptance/main.mts";
import { skillId } from "../../helpers/acceptance";

const given = { SKILL_ID: skillId, TESTER: "me@corp.example.net" };
const nowMs = Date.UTC(2026, 0, 2, 23);

test("two inputs are enough; the second tester and the file follow from them", () => {
  expect(readInputs(given, nowMs)).toEqual({
    skillId,
    tester: "me@corp.example.net",
    tester2: "me+2@corp.example.net",
    foreignSkill: undefined,
    out: "acceptance-2026-01-02.md",
    isAgreed: false,
    runsProvider: true,
  });
});

test("everything can be set, and white space around it means nothing", () => {
  const all = { TESTER2: " two@corp.example.net ", OUT: "a.md", YES: "1", PROVIDER: "no" };
  expect(readInputs({ ...given, ...all }, nowMs)).toMatchObject({
    tester2: "two@corp.example.net",
    out: "a.md",
    isAgreed: true,
    runsProvider: false,
  });
});

test.each([
  ["me@example.com", "me+2@example.com"],
  ["me+tag@example.com", "me+tag2@example.com"],
])("%s becomes %s", (address, expected) => {
  expect(plusAddress(address)).toBe(expected);
});

test.each<[string, Record<string, string | undefined>, string[]]>([
  [
    "no skill",
    { SKILL_ID: "" },
    ["SKILL_ID is missing: it must be the id of a skill", "make acceptance SKILL_ID="],
  ],
  ["a path", { SKILL_ID: "../x" }, ["SKILL_ID must be the id of a skill: 1 to 255 letters"]],
  [
    "no tester",
    { TESTER: undefined },
    ["TESTER is missing: it must be an e-mail address", "TESTER=me@example.com"],
  ],
  ["no address", { TESTER: "me" }, ["TESTER must be an e-mail address"]],
  [
    "a second one that is not an address",
    { TESTER2: "me@" },
    ["TESTER2 must be an e-mail address"],
  ],
  [
    "the same twice",
    { TESTER2: "ME@corp.example.net" },
    ["TESTER2 must be another address than TESTER"],
  ],
  [
    "its own skill as a foreign one",
    { FOREIGN_SKILL: skillId },
    ["FOREIGN_SKILL must be another skill than SKILL_ID"],
  ],
  ["YES=true", { YES: "true" }, ['YES must be "1", or not set. Remove it, or set YES=1.']],
  ["PROVIDER=false", { PROVIDER: "false" }, ['PROVIDER must be "no", or not set.']],
])("%s is refused, with the rule and what to do", (_, change, messages) => {
  for (const message of messages) {
    expect(() => readInputs({ ...given, ...change }, nowMs)).toThrow(message);
  }
});

test("all that is wrong is said at once", () => {
  expect(() => readInputs({}, nowMs)).toThrow(/^SKILL_ID .*\nTESTER .*$/);
});

test("a token that expires during the run is refused, unless it can be renewed", () => {
  const accessToken = { value: "Atza|x", expiresAtMs: Date.now() + 20 * 60_000 };
  const refresh = { clientId: "a", clientSecret: "b", refreshToken: "c" };
  expect(() => requireLastingToken({ credentials: { origin: "profile", accessToken } })).toThrow(
    "Run `ask configure` again",
  );
  const lasting = { ...accessToken, expiresAtMs: Number.POSITIVE_INFINITY };
  for (const credentials of [
    { origin: "profile", accessToken, refresh },
    { origin: "environment", accessToken: lasting },
  ] as const) {
    expect(() => requireLastingToken({ credentials })).not.toThrow();
  }
});
