/** The report of `make acceptance` can be published: nothing in it says whose skill, account or addresses these are. */
import fc from "fast-check";
import { simulatedCredentials } from "../../../simulator";
import { createPlaceholders } from "../../../tools/acceptance/placeholders.mts";
import {
  foreignSkill,
  runOn,
  skillId,
  startAmazon,
  tester,
  tester2,
} from "../../helpers/acceptance";
import type { TestSimulator } from "../../helpers/simulator";

const secrets = {
  session: "session-CANARY-1234",
  vendor: "M1CANARY9VENDOR",
  user: "amzn1.account.CANARYUSER77",
  other: "somebody.canary@corp.example.org",
  otherToken: "Atza|CANARY-of-another",
  url: "https://console.example.org/canary/path?skill=1",
  requestId: "1234abcd-0000-4000-8000-00000canary0".replace("canary", "abcdef"),
};

/** Every writing of a text in which it must not be found. */
const writings = (text: string) => [
  text,
  encodeURIComponent(text),
  encodeURIComponent(encodeURIComponent(text)),
  Buffer.from(text).toString("hex"),
  Buffer.from(text).toString("base64url"),
  text.replace(/[^\w]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`),
];

function expectNothingOf(text: string, report: string) {
  const folded = report.toLowerCase();
  for (const writing of writings(text)) expect(folded).not.toContain(writing.toLowerCase());
}

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startAmazon();
});
afterEach(() => simulator.close());

/** A refusal that quotes all that it knows, as a gateway or a careless server might. */
const chatter = [
  `No ${tester.toUpperCase()} or ${encodeURIComponent(tester2).toLowerCase()}`,
  `in ${skillId.toUpperCase()} of ${secrets.vendor} and ${secrets.user}`,
  `nor ${encodeURIComponent(encodeURIComponent(skillId))} (${secrets.other}, ${encodeURIComponent(secrets.other)})`,
  `by Bearer ${simulatedCredentials.accessToken} / ${secrets.otherToken} / ${encodeURIComponent(secrets.otherToken)}`,
  `see ${secrets.url}, request ${secrets.requestId}, ${Buffer.from(skillId).toString("base64")}`,
].join(" ");

test.each([
  ["POST", "/testers/sendReminder"],
  ["POST", "/betaTest/start"],
  ["GET", "/betaTest/testers"],
  ["POST", "/testers/add"],
] as const)(
  "nothing leaks by what %s %s quotes, in a message or a header",
  async (method, path) => {
    const headers = {
      "set-cookie": `id=${secrets.session}`,
      "x-amz-cf-id": secrets.requestId,
      location: `/v1/skills/${encodeURIComponent(skillId)}/betaTest?by=${encodeURIComponent(tester)}`,
      "www-authenticate": `Bearer realm="${tester}"`,
      "x-owner": secrets.other,
    };
    const answer = { kind: "status", status: 409, message: chatter, headers } as const;
    await simulator.injectFault({ method, path, after: 3, times: 100, answer });
    if (path !== "/testers/add") await simulator.injectFault({ method, path, times: 100, answer });
    const { report } = await runOn(simulator);
    expect(report).toContain("409");
    const all = [...Object.values(secrets), tester, tester2, skillId, foreignSkill];
    for (const text of [...all, simulatedCredentials.accessToken]) expectNothingOf(text, report);
  },
);

test("nothing leaks by a run in which nothing fails", async () => {
  const { report } = await runOn(simulator);
  const requestIds = (await simulator.logged()).map(({ requestId }) => requestId);
  for (const text of [tester, tester2, skillId, foreignSkill, ...requestIds]) {
    expectNothingOf(text, report);
  }
  expectNothingOf(simulatedCredentials.accessToken, report);
  expect(report).not.toContain("skills-store");
  for (const placeholder of [
    "<skill>",
    "<tester 1>",
    "<tester 2>",
    "<foreign skill>",
    "<request id 1>",
    "<invitation URL 1>",
  ]) {
    expect(report).toContain(placeholder);
  }
});

test("a renewed token of any form, and this machine's folders, are not in it", async () => {
  const token = "renewed-canary-token-of-no-form";
  await simulator.issueToken(token);
  await simulator.injectFault({
    ...{ method: "POST", path: "/testers/sendReminder", times: 1 },
    answer: { kind: "status", status: 400, message: `${token} in /home/canary/work` },
  });
  const folders = ["/home/canary", "/"];
  const { report } = await runOn(simulator, { token: async () => token, secrets: [], folders });
  expectNothingOf(token, report);
  expect(report).toContain("<secret> in <folder>/work");
});

test("a text has the same placeholder everywhere, whatever its case and encoding", () => {
  const { clean } = createPlaceholders();
  expect(clean("by a@b.example, A@B.EXAMPLE and c@b.example")).toBe(
    "by <address 1>, <address 1> and <address 2>",
  );
  expect(clean("again a%40b.example and a\\u0040b.example")).toBe(
    "again <address 1> and <address 1>",
  );
});

test("made-up addresses are left as they are", () => {
  const { clean } = createPlaceholders();
  expect(clean('{"emailId":"nobody-17@example.com"}')).toBe('{"emailId":"nobody-17@example.com"}');
});

test("a known text is found in any writing of any of its characters", () => {
  const text = "Me.x+2@corp.example/ü";
  const encoders: ((character: string) => string)[] = [
    (it) => it.toUpperCase(),
    (it) => it.toLowerCase(),
    (it) => encodeURIComponent(it).toLowerCase(),
    (it) => [...Buffer.from(it)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    (it) =>
      `%25${encodeURIComponent("@").slice(1)}`.replace("40", "") &&
      encodeURIComponent(encodeURIComponent(it)),
    (it) => `\\u${(it.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    (it) => `&#${it.codePointAt(0)};`,
    (it) => `&#x${(it.codePointAt(0) ?? 0).toString(16)};`,
  ];
  const length = [...text].length;
  fc.assert(
    fc.property(
      fc.array(fc.nat(encoders.length - 1), { minLength: length, maxLength: length }),
      (chosen) => {
        const { hide, clean } = createPlaceholders();
        hide(text, "<tester 1>");
        const written = [...text].map((it, i) => encoders[chosen[i] ?? 0]?.(it)).join("");
        expect(clean(`[${written}]`)).toBe("[<tester 1>]");
      },
    ),
  );
});

test("text of a response cannot break out of its table or its block", async () => {
  await simulator.injectFault({
    method: "POST",
    path: "/testers/sendReminder",
    times: 1,
    answer: { kind: "status", status: 400, message: "a | b <img src=x>\n\n# c `d` **e**" },
  });
  const { report } = await runOn(simulator);
  const table = report.split("\n").filter((line) => line.startsWith("|"));
  const cells = table.map((line) => line.match(/(?<!\\)\|/g)?.length);
  expect(new Set(cells)).toEqual(new Set([6]));
  expect(report).toContain("\\<img");
  expect(report).not.toMatch(/^# c/m);
});
