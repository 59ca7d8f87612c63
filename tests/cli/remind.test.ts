/** `pulumi-alexa remind` and `request-feedback`: nobody is mailed unasked, nor twice. */
import { runCommandLine } from "../../cli/program";
import {
  accepted,
  draft,
  ended,
  manyTesters,
  running,
  startSimulatorWith,
  tester,
} from "../helpers/betaTests";
import { runCli, type TestConsoleOptions, testConsole } from "../helpers/console";
import { environmentFor, refreshEnvironmentFor, type TestSimulator } from "../helpers/simulator";

const [one, two, large, drafted, over, none] = ["one", "two", "large", "draft", "over", "none"].map(
  (name) => `amzn1.ask.skill.${name}`,
) as [string, string, string, string, string, string];

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startSimulatorWith({
    [one]: running(
      accepted("ada@example.com"),
      tester("grace@example.com"),
      tester("edsger@example.com"),
      tester("barbara@example.com", { remindedAtMs: Date.now() - 1000 }),
    ),
    [two]: running(tester("grace@example.com")),
    [large]: running(...manyTesters(250)),
    [drafted]: draft(tester("ada@example.com")),
    [over]: ended(tester("ada@example.com")),
  });
});
afterEach(() => simulator.close());

const run = (args: string[], options: TestConsoleOptions = {}) =>
  runCli(args, { environment: environmentFor(simulator.url), ...options });
const remind = (...args: string[]) => run(["remind", ...args]);
const ask = (...args: string[]) => run(["request-feedback", ...args]);
/** The requests that mail people. */
const sent = async () =>
  (await simulator.requests()).filter((request) => request.startsWith("POST"));

test("without --yes it says how many people it would mail, sends nothing, and exits with 3", async () => {
  const { code, output, errors } = await remind(one, two, drafted, over, none);
  expect(code).toBe(3);
  expect(
    output,
  ).toBe(`${one}: 2 testers to be reminded (left out: 1 accepted already; 1 cannot be reminded now, because Amazon does not allow it)
${two}: 1 tester to be reminded
${drafted}: no one: the beta test is IN_DRAFT
${over}: no one: there is no beta test
${none}: no one: there is no beta test
`);
  expect(errors).toBe(
    "Nothing was sent. With --yes, 3 e-mails would be sent to 3 testers in 2 skills.\n",
  );
  expect(await sent()).toEqual([]);
});

test("--yes reminds those who have not accepted, and nobody again within Amazon's period", async () => {
  const { code, output } = await remind(one, two, "--yes");
  expect(code).toBe(0);
  expect(output).toContain(`${one}: 2 testers were reminded\n${two}: 1 tester was reminded\n`);
  expect((await simulator.mails()).sort()).toEqual([
    "reminder edsger@example.com",
    "reminder grace@example.com",
    "reminder grace@example.com",
  ]);
  await simulator.requests();
  const again = await remind(one, two, "--yes");
  expect(again).toMatchObject({ code: 0, errors: "There is nobody to mail.\n" });
  expect(await sent()).toEqual([]);
  await simulator.advanceDays(1);
  expect((await remind(one, "--yes")).output).toContain("3 testers were reminded");
});

test("--all also reminds testers who accepted, but nobody who Amazon does not allow", async () => {
  await remind(one, "--all", "--yes");
  expect((await simulator.mails()).sort()).toEqual([
    "reminder ada@example.com",
    "reminder edsger@example.com",
    "reminder grace@example.com",
  ]);
});

test("feedback is asked of those who have accepted; with --all, of everybody", async () => {
  expect((await ask(one)).output).toBe(
    `${one}: 1 tester to be asked for feedback (left out: 3 not accepted yet)\n`,
  );
  expect((await ask(one, "--yes")).output).toContain(`${one}: 1 tester was asked for feedback\n`);
  expect(await simulator.mails()).toEqual(["feedback request ada@example.com"]);
  await ask(one, "--yes", "--all");
  expect(await simulator.mails()).toHaveLength(5);
});

test("in a terminal it asks, by the number of people; only yes sends", async () => {
  const questions: string[] = [];
  const answering = (answer: string) => ({
    answer: (question: string) => {
      questions.push(question);
      return answer;
    },
  });
  for (const answer of ["", "n", "nein"]) {
    expect((await run(["remind", one], answering(answer))).code).toBe(3);
  }
  expect(await simulator.mails()).toEqual([]);
  expect((await run(["remind", one], answering(" Yes "))).code).toBe(0);
  expect(await simulator.mails()).toHaveLength(2);
  expect(new Set(questions)).toEqual(
    new Set(["2 testers in 1 skill will be reminded by e-mail. Send? [y/N] "]),
  );
});

test("addresses are printed only on demand", async () => {
  const { output, errors } = await remind(one, "--yes");
  expect(output + errors).not.toContain("@");
  await simulator.advanceDays(2);
  expect((await remind(one, "--testers")).output).toContain("\n  grace@example.com\n");
});

test("right before sending it looks again: who accepted, left or came meanwhile is not mailed", async () => {
  const answer = async () => {
    await simulator.change(one, { testers: ["edsger@example.com", "new@example.com"] });
    await simulator.change(two, { status: "ENDED" });
    return "y";
  };
  const { code, output } = await run(["remind", one, two], { answer });
  expect(code).toBe(0);
  expect(output).toContain(
    `${one}: 1 tester was reminded; 1 left out, because something has changed\n`,
  );
  expect(output).toContain(
    `${two}: no one was reminded; 1 left out, because something has changed: there is no beta test\n`,
  );
  const mails = await simulator.mails();
  expect(mails.filter((mail) => mail.startsWith("reminder"))).toEqual([
    "reminder edsger@example.com",
  ]);
});

test.each([
  ["a 500 after it was carried out", { kind: "status", status: 500 }, true],
  ["a 503", { kind: "status", status: 503 }, false],
  ["a connection that is cut", { kind: "reset" }, true],
  ["a proxy's page", { kind: "html" }, false],
  ["a proxy's page that says that all is well", { kind: "html", status: 200 }, false],
] as const)("%s is not repeated: the people may have been mailed", async (_, answer, applied) => {
  await simulator.injectFault({ path: "/sendReminder", answer, applied });
  const { code, output } = await remind(one, two, "--yes");
  expect(code).toBe(1);
  expect(await sent()).toHaveLength(2);
  expect(output).toMatch(/: \d testers? may or may not have been reminded: /);
  expect(output).toContain("This is not repeated, since it could mail people twice.");
  expect(output).not.toContain("Run again");
});

test("of many testers, a lost answer concerns a hundred; those before are told, those after are not tried", async () => {
  await simulator.injectFault({
    path: "/sendReminder",
    after: 1,
    answer: { kind: "reset" },
    applied: true,
  });
  const { code, output } = await remind(large, "--yes");
  expect(code).toBe(1);
  expect(output).toContain(
    `${large}: 100 testers were reminded; 100 testers may or may not have been reminded; 50 testers were not mailed: `,
  );
  expect(await sent()).toHaveLength(2);
  expect(await simulator.mails()).toHaveLength(200);
});

test("a refusal mails nobody, and says so; the other skills are mailed", async () => {
  await simulator.injectFault({
    path: "one/betaTest/testers/sendReminder",
    answer: { kind: "status", status: 409 },
  });
  const { code, output } = await remind(one, two, "--yes");
  expect(code).toBe(1);
  expect(output).toContain(`${one}: no one was reminded; 2 testers were not mailed: reminding`);
  expect(output).toContain(`${two}: 1 tester was reminded\n`);
  expect(await simulator.mails()).toEqual(["reminder grace@example.com"]);
});

test("a 429 is waited for: Amazon has not sent anything then", async () => {
  await simulator.injectFault({ path: "/sendReminder", answer: { kind: "status", status: 429 } });
  expect((await remind(two, "--yes")).code).toBe(0);
  expect(await simulator.mails()).toEqual(["reminder grace@example.com"]);
});

test.each([429, 401, 409])(
  "a gateway's %i says nothing of what Amazon did: it is not repeated, and people may have been mailed",
  async (status) => {
    const answer = { kind: "html", status } as const;
    await simulator.injectFault({ path: "/requestFeedback", applied: true, gateway: true, answer });
    const environment = refreshEnvironmentFor(simulator.url);
    const { code, output } = await run(["request-feedback", one, "--yes"], { environment });
    expect(output).toContain("1 tester may or may not have been asked for feedback");
    expect(await simulator.mails()).toEqual(["feedback request ada@example.com"]);
    expect(code).toBe(1);
  },
);

test("500 testers are mailed once each, a hundred in a request", async () => {
  await simulator.change(large, { testers: manyTesters(500).map(({ emailId }) => emailId) });
  expect((await remind(large, "--yes")).output).toContain("500 testers were reminded");
  expect(await sent()).toHaveLength(5);
  expect(new Set(await simulator.mails()).size).toBe(500);
});

test("a test without testers sends no request", async () => {
  await simulator.change(one, { testers: [] });
  expect(await remind(one, "--yes")).toEqual({
    code: 0,
    output: `${one}: no one to be reminded\n`,
    errors: "There is nobody to mail.\n",
  });
  expect(await sent()).toEqual([]);
});

test("a skill that cannot be looked at is told, the others are mailed, and the exit code is 1", async () => {
  await simulator.setSkill(one, { account: "other" });
  const dry = await remind(one, two);
  expect(dry.code).toBe(1);
  expect(dry.output).toContain(`${one}: failed: Amazon finds no such skill`);
  const { code } = await remind(one, two, "--yes");
  expect(code).toBe(1);
  expect(await simulator.mails()).toEqual(["reminder grace@example.com"]);
});

test("Ctrl-C while it sends says what may have been sent", async () => {
  await simulator.injectFault({ path: "/sendReminder", answer: { kind: "hang" }, applied: true });
  const console = testConsole({ environment: environmentFor(simulator.url) });
  const running = runCommandLine(["remind", two, "--yes"], console);
  while (!(await simulator.logged()).some(({ path }) => path.endsWith("/sendReminder")));
  console.interrupt();
  expect(await running).toBe(1);
  expect(console.output.text()).toContain("1 tester may or may not have been reminded");
});
