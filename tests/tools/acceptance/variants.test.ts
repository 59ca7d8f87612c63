/** `make acceptance` finds out how Amazon is, whichever way that is. */
import { apiVariantsSchema, defaultApiVariants } from "../../../simulator/apiVariants";
import type { ApiVariants } from "../../../simulator/types";
import { mostMails } from "../../../tools/acceptance/announcement.mts";
import { questionIds, questions } from "../../../tools/acceptance/questions.mts";
import { runOn, startAmazon, tester, tester2 } from "../../helpers/acceptance";
import { valuesOf } from "../../helpers/apiVariants";

const names = Object.keys(apiVariantsSchema.entries) as (keyof ApiVariants)[];

/** What else Amazon must be like for a value to show: where the test is gone, nothing can be started again. */
const needed: Partial<Record<keyof ApiVariants, Partial<ApiVariants>>> = {
  startAfterEnd: { afterEnd: "ended" },
};

const cases = names.flatMap((name) =>
  [...valuesOf(name), ...(name === "testersPerCall" ? [2, 37, 250, 499] : [])].map((value) => ({
    name,
    value,
  })),
);

test("every variant of the simulator has its question", () => {
  const asked = questionIds.map((id) => questions[id].variant).filter(Boolean);
  expect(asked.sort()).toEqual([...names].sort());
});

test.each(cases)("$name is found to be $value, and nobody is mailed too often", async (it) => {
  const { name, value } = it;
  const variants = { ...needed[name], [name]: value };
  const simulator = await startAmazon(variants);
  try {
    const { rows, problem, remains, report } = await runOn(simulator);
    expect(problem).toBeUndefined();
    const found = Object.fromEntries(
      rows.filter((row) => row.variant).map((row) => [row.variant, row.value]),
    );
    // A call of one tester cannot fail in part, and filling a test by twos would take too many calls.
    const open = value === 1 || value === 2 ? { addIsAtomic: undefined } : {};
    expect(found).toEqual({ ...defaultApiVariants, ...variants, ...open });
    for (const row of rows) {
      const isDefault = row.variant && row.value === defaultApiVariants[row.variant];
      if (row.value !== undefined) expect(row.isDefault).toBe(isDefault);
    }
    expect(remains.isOpen).toBe(false);
    expect(report).toContain(`"${name}":${JSON.stringify(value)}`);
    const mails = await simulator.mails();
    const most = mostMails({ runsProvider: false });
    expect(mails.filter((mail) => mail.endsWith(` ${tester}`)).length).toBeLessThanOrEqual(
      most.tester,
    );
    expect(mails.filter((mail) => mail.endsWith(` ${tester2}`)).length).toBeLessThanOrEqual(
      most.tester2,
    );
    expect(mails.filter((mail) => /nobody/i.test(mail))).toEqual([]);
  } finally {
    await simulator.close();
  }
});

test.each([
  { knownTester: "refused", testersPerCall: 2 },
  { knownTester: "mailed", testersPerCall: 10 },
  { emailsAreCaseSensitive: true },
] as const)("an addition that fails in part is found where Amazon is %p, too", async (variants) => {
  for (const addIsAtomic of [true, false]) {
    const simulator = await startAmazon({ ...variants, addIsAtomic });
    try {
      const { row } = await runOn(simulator);
      expect(row("addIsAtomic").value).toBe(addIsAtomic);
    } finally {
      await simulator.close();
    }
  }
});

test("an Amazon that refuses addresses of example.com is asked with tags of the tester", async () => {
  const simulator = await startAmazon();
  try {
    const fault = { kind: "status", status: 400, message: "No such domain." } as const;
    await simulator.injectFault({ method: "POST", path: "/testers/add", answer: fault });
    const { row, report } = await runOn(simulator);
    expect(row("testersPerCall").value).toBe(500);
    expect(row("addIsAtomic").value).toBe(true);
    expect(row("emailsAreCaseSensitive").value).toBe(false);
    expect((await simulator.mails()).filter((mail) => /nobody/i.test(mail))).toEqual([]);
    expect(report.toLowerCase()).not.toContain("canary");
    const added = (await simulator.logged()).find(({ path }) => path.endsWith("/testers/remove"));
    expect(JSON.stringify(added?.body)).toMatch(/me\.canary\+nobody-1@corp/i);
  } finally {
    await simulator.close();
  }
});

test("what nobody knows is left open, with the times to look at", async () => {
  const simulator = await startAmazon();
  try {
    const { row } = await runOn(simulator, { countMails: async () => undefined });
    const { text, value } = row("knownTester");
    expect(value).toBeUndefined();
    expect(text).toMatch(
      /still open: how many invitations did <tester 1> get from \d\d:\d\d to \d\d:\d\d UTC/,
    );
  } finally {
    await simulator.close();
  }
});

test("a number of mails that means nothing known is something else", async () => {
  const simulator = await startAmazon();
  try {
    const { row } = await runOn(simulator, { countMails: async () => 7 });
    expect(row("knownTester").text).toContain("something else: 204");
    expect(row("knownTester").value).toBeUndefined();
  } finally {
    await simulator.close();
  }
});

test("every question has an answer in words", async () => {
  const simulator = await startAmazon();
  try {
    const { rows } = await runOn(simulator);
    const unasked = rows
      .filter(({ text }) => text.startsWith("not asked"))
      .map(({ id, text }) => `${id}: ${text}`);
    expect(unasked).toEqual([
      "addWhileRunning: not asked: the tester was added while STARTING",
      "provider: not asked: PROVIDER=no",
    ]);
    const answers = Object.fromEntries(rows.map(({ id, text }) => [id, text]));
    expect(answers).toMatchObject({
      createSeen: "at once",
      feedbackShown: "yes",
      startWhileStarting: expect.stringContaining("409"),
      startWhileRunning: expect.stringContaining("409"),
      startingLasts: expect.stringMatching(/^at most 15 s; seen: STARTING, RUNNING/),
      stoppingLasts: expect.stringMatching(/^at most 15 s; seen: STOPPING, 404/),
      testersSurvive: "no: 0 listed",
      rateLimit: expect.stringContaining("no 429"),
    });
  } finally {
    await simulator.close();
  }
});
