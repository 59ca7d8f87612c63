/** The command line beside the real engine: a stack's beta tests, and programs for tests that exist already. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Console } from "../../cli/console";
import { run, tryToRun } from "../helpers/command";
import { runCli } from "../helpers/console";
import { stage } from "../helpers/e2e";
import { isRunnable } from "../helpers/languages";
import { pulumiEnvironment, pulumiHomeWithPlugin } from "../helpers/project";
import { environmentFor } from "../helpers/simulator";

const on = stage(environmentFor, "plugin");
const [one, two] = ["amzn1.ask.skill.one", "amzn1.ask.skill.two"];

/** Runs programs as `folder`'s project does. */
const runIn =
  (folder: string, environment: Record<string, string>): Console["run"] =>
  (command, args, more) =>
    run(command, args, {
      cwd: folder,
      env: { ...pulumiEnvironment(folder), ...environment, ...more },
    });

const linesIn = (text: string) => text.match(/pulumi import alexa.*/g) ?? [];

test("an imported program shows no changes, in TypeScript; then the stack's tests are known by their names", async () => {
  const { simulator, project } = on;
  await simulator.change(one, {
    status: "RUNNING",
    feedbackEmail: "f@example.com",
    testers: ["ada@example.com", "grace@example.com"],
  });
  await simulator.change(two, { status: "IN_DRAFT", testers: [] });
  const environment = environmentFor(simulator.url);
  const { output } = await runCli(["import", one, two], { environment, folder: project.folder });
  for (const line of linesIn(output))
    await project.pulumi(...line.split(" ").slice(1), "--skip-preview");
  // The project's program is CommonJS.
  project.write(output.replace(/^import .*$/m, ""));
  expect((await project.preview({ expectNoChanges: true })).changes).toEqual({ same: 3 });
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([]);

  // The configuration is the first source: the environment knows neither the endpoint nor a token.
  await project.stack.setAllConfig({
    "alexa:endpoint": { value: simulator.url },
    "alexa:accessToken": { value: environment.ASK_ACCESS_TOKEN ?? "", secret: true },
  });
  const { errors, output: shown } = await runCli(["status", "--stack", "test", "--json"], {
    environment: {},
    run: runIn(project.folder, environment),
  });
  expect(errors).toBe("");
  const urn = "urn:pulumi:test::test::alexa:index:SkillBetaTest::beta-one";
  expect(JSON.parse(shown)).toMatchObject([
    { name: "beta-one", urn, skillId: one, status: "RUNNING", expired: false, invited: 2 },
    { name: "beta-two", skillId: two, status: "IN_DRAFT" },
  ]);
}, 60_000);

describe("the executable", () => {
  const skillId = "amzn1.ask.skill.executable";
  const start = (...args: string[]) =>
    spawn(process.execPath, [join(__dirname, "../../dist/cli/main.js"), ...args], {
      env: { ...process.env, ...environmentFor(on.simulator.url) },
    });

  test("finishes what it sends, although nobody reads its output any more", async () => {
    const { simulator } = on;
    await simulator.change(skillId, { status: "RUNNING", testers: ["ada@example.com"] });
    const remind = start("remind", skillId, "--yes");
    remind.stdout.destroy();
    expect(await once(remind, "exit")).toEqual([0, null]);
    expect(await simulator.mails()).toContain("reminder ada@example.com");
  });

  test("ends a watch by Ctrl-C with what it last saw, and tells a usage error by its exit code", async () => {
    await on.simulator.change(skillId, { status: "RUNNING" });
    const watch = start("status", skillId, "--watch");
    const [line] = await once(createInterface({ input: watch.stdout }), "line");
    expect(line).toContain(`${skillId} RUNNING`);
    watch.kill("SIGINT");
    expect(await once(watch, "exit")).toEqual([0, null]);
    expect(await once(start("status", "--nonsense"), "exit")).toEqual([2, null]);
  });
});

describe.each([
  ["typescript", "index.mts", process.execPath, true],
  [
    "python",
    "__main__.py",
    "python3",
    isRunnable("The roster in Python", [["python3", "--version"]]),
  ],
] as const)("the roster of a program in %s", (language, file, command, hasTools) => {
  const testWithTools = hasTools ? test : test.skip;
  const skillId = "amzn1.ask.skill.roster";
  const whole = "test,email\nbeta,ada@example.com\nbeta,grace@example.com\n";
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-roster-"));
    const testers = ["ada@example.com", "grace@example.com"];
    await on.simulator.change(skillId, { status: "RUNNING", testers });
    const args = ["--language", language, "--out", file, "--roster", "testers.csv"];
    const environment = environmentFor(on.simulator.url);
    await runCli(["import", skillId, ...args], { environment, folder });
    // Stands in for the package: a resource that prints its testers.
    const program = readFileSync(join(folder, file), "utf8");
    const stub = `const alexa = { SkillBetaTest: class { constructor(_, { testers }) { console.log(testers.join()); } } };`;
    writeFileSync(join(folder, file), program.replace(/^import \* as alexa .*$/m, stub));
    writeFileSync(
      join(folder, "pulumi_alexa.py"),
      "def SkillBetaTest(name, skill_id, testers): print(','.join(testers))\n",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const readWith = (roster: string | Buffer) => {
    writeFileSync(join(folder, "testers.csv"), roster);
    return tryToRun(command, [file], { cwd: folder });
  };

  testWithTools.each([
    ["as it was written", whole],
    ["with CRLF", whole.replaceAll("\n", "\r\n")],
    ["without the last line's end", whole.trimEnd()],
    ["with spaces", whole.replaceAll(",", " , ")],
    ["with a mark of its encoding", `\ufeff${whole}`],
  ])("%s has everybody", async (_, roster) => {
    expect(readFileSync(join(folder, "testers.csv"), "utf8")).not.toBe("");
    const { log } = await readWith(roster);
    expect(log.trim()).toBe("ada@example.com,grace@example.com");
  });

  testWithTools.each([
    ["that is empty", ""],
    ["with the header alone", "test,email\n"],
    ["with another separator", whole.replaceAll(",", ";")],
    ["with another header", whole.replace("email", "mail")],
    ["in UTF-16", Buffer.from(whole, "utf16le")],
    ["of other tests", whole.replaceAll("beta,", "other,")],
    ["with one name misspelt", whole.replace("beta,grace", "betta,grace")],
    ["with one other separator", whole.replace("beta,grace", "beta;grace")],
    [
      "with one row in quotes",
      whole.replace("beta,grace@example.com", '"beta","grace@example.com"'),
    ],
    [
      "with one row's columns swapped",
      whole.replace("beta,grace@example.com", "grace@example.com,beta"),
    ],
    ["with one quote", whole.replace("beta,grace", '"beta,grace')],
    ["with one column more", whole.replace("beta,grace", "beta,,grace")],
    ["with a row that is cut", whole.slice(0, whole.lastIndexOf(","))],
    ["with the marks of a merge", `${whole}<<<<<<< HEAD\n=======\n`],
  ])("%s is an error, and takes nobody's access away", async (_, roster) => {
    const { failed, log } = await readWith(roster);
    expect(failed).toBe(true);
    expect(log).not.toContain("@example.com");
  });
});

test("a program in YAML shows no changes, either", async () => {
  const { simulator } = on;
  await simulator.change(one, {
    status: "RUNNING",
    feedbackEmail: "f@example.com",
    testers: ["ada@example.com"],
  });
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-import-"));
  try {
    const environment = environmentFor(simulator.url);
    const own = { ...environment, PULUMI_HOME: pulumiHomeWithPlugin(join(folder, "home")) };
    const pulumi = (...args: string[]) =>
      runIn(folder, own)("pulumi", [...args, "--non-interactive"]);
    const { output } = await runCli(["import", one, "--language", "yaml", "--out", "Pulumi.yaml"], {
      environment,
      folder,
    });
    await pulumi("stack", "init", "test");
    for (const line of linesIn(output)) await pulumi(...line.split(" ").slice(1), "--skip-preview");
    expect(await pulumi("preview", "--expect-no-changes")).toContain("2 unchanged");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
