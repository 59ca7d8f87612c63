/** `pulumi-alexa status`, against the simulator. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../../cli/program";
import type { SkillStatus } from "../../cli/status/look";
import { simulatedCredentials } from "../../simulator";
import { accepted, draft, ended, running, startSimulatorWith, tester } from "../helpers/betaTests";
import { runCli, type TestConsole, testConsole } from "../helpers/console";
import { environmentFor, refreshEnvironmentFor, type TestSimulator } from "../helpers/simulator";

jest.mock("node:os", () => {
  const os = jest.requireActual("node:os");
  return { ...os, homedir: jest.fn(os.homedir) };
});

const [one, two, drafted, over, none] = ["one", "two", "draft", "over", "none"].map(
  (name) => `amzn1.ask.skill.${name}`,
) as [string, string, string, string, string];

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startSimulatorWith({
    [one]: running(accepted("ada@example.com"), tester("grace@example.com")),
    [two]: running(),
    [drafted]: draft(tester("ada@example.com")),
    [over]: ended(accepted("ada@example.com")),
  });
});
afterEach(() => simulator.close());

const status = (...args: string[]) =>
  runCli(["status", ...args], { environment: environmentFor(simulator.url) });
const json = async (...args: string[]) => JSON.parse((await status("--json", ...args)).output);

test.each([
  ["absent", "no test           -        -         -     -"],
  ["ended", "ENDED             -        -         -     -"],
] as const)(
  "a row a skill says how its beta test is doing, one that has ended (%s) too",
  async (afterEnd, cells) => {
    await simulator.set({ afterEnd });
    const { code, output, errors } = await status(one, two, drafted, over, none);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output).toBe(
      `SKILL                  STATUS    DAYS LEFT  INVITED  ACCEPTED  LEFT
amzn1.ask.skill.one    RUNNING          80        2         1   498
amzn1.ask.skill.two    RUNNING          80        0         0   500
amzn1.ask.skill.draft  IN_DRAFT          -        1         0   500
amzn1.ask.skill.over   ${cells}
amzn1.ask.skill.none   no test           -        -         -     -
`,
    );
  },
);

test("what a name or an address has in it takes neither the table nor the terminal apart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-status-"));
  const profile = "one\n\x1b[31mtwo";
  mkdirSync(join(folder, ".ask"));
  const profiles = { [profile]: { skillId: one } };
  writeFileSync(join(folder, "ask-resources.json"), JSON.stringify({ profiles }));
  writeFileSync(join(folder, ".ask/ask-states.json"), JSON.stringify({ profiles }));
  await simulator.change(one, { testers: ["ada\u001b[2J\u0007@example.com"] });
  const { output } = await runCli(["status", "--testers"], {
    folder,
    environment: environmentFor(simulator.url),
  });
  rmSync(folder, { recursive: true });
  expect(output).toMatch(
    /^NAME .*\none two +amzn1.ask.skill.one .*\n\none two\n {2}ada @example.com {2}/,
  );
});

test("--json has every field, null for what there is not, and no address without --testers", async () => {
  const skills = await json(one, none);
  expect(skills).toEqual([
    {
      name: null,
      urn: null,
      skillId: one,
      error: null,
      status: "RUNNING",
      expiryDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      daysLeft: 80,
      expired: false,
      invited: 2,
      accepted: 1,
      invitesRemaining: 498,
      invitationUrl: expect.stringMatching(/^https:/),
    },
    {
      ...{
        name: null,
        urn: null,
        skillId: none,
        expired: null,
        error: null,
        status: null,
        expiryDate: null,
        daysLeft: null,
      },
      ...{ invited: null, accepted: null, invitesRemaining: null, invitationUrl: null },
    },
  ]);
  const withTesters = await json(one, none, "--testers");
  expect(withTesters[0].testers).toMatchObject([
    { emailId: "ada@example.com", invitationStatus: "ACCEPTED", isReminderAllowed: true },
    { emailId: "grace@example.com", invitationStatus: "NOT_ACCEPTED" },
  ]);
  expect(withTesters[1].testers).toBeNull();
});

describe.each(["absent", "ended"] as const)(
  "of a stack, once a test has ended (%s),",
  (afterEnd) => {
    const dayMs = 24 * 60 * 60 * 1000;
    const startedAtMs = Date.now() - 10 * dayMs;
    const known = {
      status: "RUNNING",
      expiryDate: new Date(startedAtMs + 90 * dayMs).toISOString(),
      invitesRemaining: 498,
      __vendorIds: ["M2SIMULATED"],
    };
    /** What the stack's state has of the beta test `one`. */
    const ofStack = async (outputs: object) => {
      const urn = "urn:pulumi:dev::skills::alexa:index:SkillBetaTest::beta";
      const resources = [{ urn, type: "alexa:index:SkillBetaTest", id: one, outputs }];
      const { output } = await runCli(["status", "--stack", "dev", "--json"], {
        environment: environmentFor(simulator.url),
        run: async (_, args) =>
          JSON.stringify(args[0] === "stack" ? { deployment: { resources } } : {}),
      });
      const [{ status, expired, expiryDate, error }] = JSON.parse(output);
      return { status, expired, expiryDate, error };
    };
    beforeEach(() => simulator.set({ afterEnd }));

    test("one that ended by itself has expired", async () => {
      await simulator.advanceDays(81);
      expect(await ofStack(known)).toMatchObject({ status: "ENDED", expired: true, error: null });
    });

    test("one that somebody ended before its time has not, not even once its time is over", async () => {
      await simulator.change(one, { status: "ENDED" });
      expect(await ofStack(known)).toMatchObject({ status: "ENDED", expired: false });
      await simulator.advanceDays(81);
      const refreshed = { ...known, status: "ENDED", __end: "elsewhere" };
      expect(await ofStack(refreshed)).toMatchObject({ status: "ENDED", expired: false });
    });

    test("one that the program ended has not, whenever its time would be over", async () => {
      await simulator.change(one, { status: "ENDED" });
      await simulator.advanceDays(81);
      const byProgram = { ...known, status: "ENDED" };
      expect(await ofStack(byProgram)).toMatchObject({ status: "ENDED", expired: false });
    });

    test("a skill that was deleted is an error, and so is another account's", async () => {
      await simulator.change(one, { status: "ENDED" });
      await simulator.setSkill(one, { deleted: true });
      expect((await ofStack(known)).error).toMatch(/Amazon/);
      expect((await ofStack({ ...known, __vendorIds: ["another"] })).error).toMatch(/account/);
    });
  },
);

test("a stack's state may lack what it knows, or have it as a secret", async () => {
  const run = async (_: string, args: readonly string[]) =>
    JSON.stringify(
      args[0] === "stack"
        ? {
            deployment: {
              resources: [undefined, { status: { "4dabf18193072939515e22adb298388d": "x" } }].map(
                (outputs, index) => ({
                  urn: `urn:pulumi:dev::skills::alexa:index:SkillBetaTest::beta${index}`,
                  type: "alexa:index:SkillBetaTest",
                  id: [none, two][index],
                  outputs,
                }),
              ),
            },
          }
        : {},
    );
  const environment = environmentFor(simulator.url);
  const { output } = await runCli(["status", "--stack", "dev", "--json"], { environment, run });
  expect(JSON.parse(output).map(({ status }: SkillStatus) => status)).toEqual([null, "RUNNING"]);
});

test("a skill that fails has a row with the reason; the others are shown, and the exit code is 1", async () => {
  await simulator.setSkill(two, { account: "other" });
  const { code, output } = await status(one, two);
  expect(code).toBe(1);
  expect(output).toMatch(/skill\.one +RUNNING/);
  expect(output).toMatch(/skill\.two +failed: Amazon finds no such skill in this account: check/);
  const skills = await json(one, two);
  expect(skills[0].error).toBeNull();
  expect(skills[1]).toMatchObject({
    status: null,
    error: expect.stringMatching(/^Amazon finds no/),
  });
});

test("a page of a proxy is a failure of its skill, and not the end of its beta test", async () => {
  await simulator.injectFault({ path: "/betaTest", answer: { kind: "html", status: 404 } });
  const { code, output } = await status(one);
  expect(code).toBe(1);
  expect(output).toContain("failed: getting the beta test failed");
  expect(output).toMatch(
    /check alexa:endpoint \(http:\S+, from ASK_SMAPI_SERVER_BASE_URL\) and any proxy in between/,
  );
});

test("a skill that is given twice is asked about once", async () => {
  await status(one, one);
  expect(await simulator.requests()).toEqual(["GET /betaTest 200", "GET /betaTest/testers 200"]);
});

test("a token that has expired is renewed once for all skills", async () => {
  await simulator.expireTokens();
  const environment = refreshEnvironmentFor(simulator.url);
  const { code } = await runCli(["status", one, two], { environment });
  expect(code).toBe(0);
  const requests = await simulator.requests();
  expect(requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
});

test("an Amazon that serves nothing is waited for as long as --timeout says", async () => {
  await simulator.injectFault({ answer: { kind: "status", status: 503 }, times: 100 });
  const { code, output } = await status(one, "--timeout", "1");
  expect(code).toBe(1);
  // On a slow machine, the last attempt may have no time left for its 503.
  expect(output).toMatch(/failed: getting the beta test failed: .*\(limit 1 s\)/);
});

test("an ask-cli project of two accounts is shown whole; an expired token concerns its own skills alone", async () => {
  await simulator.issueToken("Atza|work", "other");
  await simulator.setSkill(two, { account: "other" });
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-status-"));
  const write = (file: string, content: object) => {
    mkdirSync(join(folder, ".ask"), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(content));
  };
  const profiles = { default: { skillId: one }, work: { skillId: two } };
  write("ask-resources.json", { profiles });
  write(".ask/ask-states.json", { profiles });
  jest.mocked(homedir).mockReturnValue(folder);
  const environment = { ASK_SMAPI_SERVER_BASE_URL: simulator.url };
  const show = async (expiryOfWork: string) => {
    const token = (access_token: string, expires_at: string) => ({
      token: { access_token, expires_at },
    });
    write(".ask/cli_config", {
      profiles: {
        default: token(simulatedCredentials.accessToken, "2999-01-01T00:00:00Z"),
        work: token("Atza|work", expiryOfWork),
      },
    });
    return runCli(["status"], { environment, folder });
  };
  try {
    expect((await show("2999-01-01T00:00:00Z")).output).toMatch(
      /^NAME .*\ndefault +amzn1\.ask\.skill\.one +RUNNING.*\nwork +amzn1\.ask\.skill\.two +RUNNING/,
    );
    const { code, output } = await show("2001-01-01T00:00:00Z");
    expect(code).toBe(1);
    expect(output).toMatch(
      /default .*RUNNING.*\nwork .*failed: The access token of the ask-cli profile "work" has expired/,
    );
    expect(output.trimEnd().split("\n")).toHaveLength(3);
  } finally {
    jest.mocked(homedir).mockReset();
    rmSync(folder, { recursive: true });
  }
});

test("without credentials it names every way to provide them, once", async () => {
  const environment = { ASK_SMAPI_SERVER_BASE_URL: simulator.url, ASK_REFRESH_TOKEN: "Atzr|alone" };
  const { code, output, errors } = await runCli(["status", one, two], { environment });
  expect({ code, output }).toEqual({ code: 1, output: "" });
  expect(errors).toContain("pulumi-alexa: The credentials in the environment are incomplete");
  expect(errors.match(/ask configure/g)).toHaveLength(1);
  expect(errors).not.toContain("alone");
});

test("a narrow terminal gets a field a line, and colours", async () => {
  const environment = environmentFor(simulator.url);
  const { output } = await runCli(["status", one, drafted], { environment, columns: 40 });
  expect(output).toContain(`<bold>SKILL    </bold>  ${one}
<bold>STATUS   </bold>  <green>RUNNING</green>
<bold>DAYS LEFT</bold>  80
`);
  const wide = await runCli(["status", one], { environment, columns: 200 });
  expect(wide.output.split("\n")).toHaveLength(3);
});

test("a terminal sees how far it is, on a line that is gone in the end", async () => {
  const environment = environmentFor(simulator.url);
  const { errors } = await runCli(["status", one, two], { environment, columns: 100 });
  expect(errors).toContain("Asking Amazon about the beta tests: 1 of 2");
  expect(errors.endsWith("\r\x1b[K")).toBe(true);
});

test("--watch prints a line for each skill, then one for each change, until it is interrupted", async () => {
  const looks = [
    () => simulator.change(one, { status: "ENDED" }),
    async () => {},
    () => simulator.injectFault({ path: "/betaTest", answer: { kind: "status", status: 403 } }),
    async () => console.interrupt(),
  ];
  const console: TestConsole = testConsole({
    environment: environmentFor(simulator.url),
    sleep: async () => void (await looks.shift()?.()),
  });
  const code = await runCommandLine(["status", one, "--watch", "5"], console);
  const lines = console.output.text().trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/^\S+Z /, "").replace(/failed: .*/, "failed"))).toEqual([
    `${one} RUNNING, 80 days left, 2 invited, 1 accepted, 498 invites left`,
    `${one} no test`,
    `${one} failed`,
  ]);
  expect(code).toBe(1);
});

test("--watch prints a refusal once, however many requests are refused", async () => {
  let looks = 0;
  const console = testConsole({
    environment: { ...environmentFor(simulator.url), ASK_ACCESS_TOKEN: "Atza|wrong" },
    sleep: async () => {
      if (++looks === 3) console.interrupt();
    },
  });
  expect(await runCommandLine(["status", one, "--watch", "5"], console)).toBe(1);
  expect(console.output.text().trimEnd().split("\n")).toEqual([expect.stringContaining("401")]);
});

test("--watch redraws a terminal, and prints one line of JSON each time", async () => {
  const watched = async (args: string[], columns?: number) => {
    let looks = 0;
    const console: TestConsole = testConsole({
      environment: environmentFor(simulator.url),
      columns,
      sleep: async () => {
        if (++looks === 2) console.interrupt();
      },
    });
    expect(await runCommandLine(["status", two, "--watch", ...args], console)).toBe(0);
    return console.output.text();
  };
  const screens = (await watched([], 120)).split("\x1b[2J\x1b[3J\x1b[H").slice(1);
  expect(screens).toHaveLength(2);
  expect(screens[1]).toMatch(/RUNNING.*\n\n.*, refreshing in 30 s\. Press Ctrl-C to stop\.\n$/);
  const lines = (await watched(["--json"])).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { at: expect.any(String), skills: [expect.objectContaining({ skillId: two })] },
  ]);
});

test.each(["0", "-1", "1.5", "soon"])("--watch %s is refused", async (seconds) => {
  const { code, errors } = await status(one, `--watch=${seconds}`);
  expect(code).toBe(2);
  expect(errors).toContain("It must be a whole number of seconds, 1 to 86400.");
});
