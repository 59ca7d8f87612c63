/** docs/command-line.md: its outputs come from runs. \`UPDATE_DOCS=1\` rewrites them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProgram, runCommandLine } from "../../cli/program";
import { accepted, draft, running, startSimulatorWith, tester } from "../helpers/betaTests";
import { testConsole } from "../helpers/console";
import { environmentFor, type TestSimulator } from "../helpers/simulator";

const page = join(__dirname, "../../docs/command-line.md");
const one = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
const two = "amzn1.ask.skill.87654321-4321-4321-4321-210987654321";

let simulator: TestSimulator;
let folder: string;
beforeAll(async () => {
  const recently = { remindedAtMs: Date.now() - 60_000 };
  const people = [
    accepted("ada@example.com"),
    tester("grace@example.com"),
    tester("edsger@example.com"),
    tester("barbara@example.com", recently),
  ];
  simulator = await startSimulatorWith({
    [one]: { ...running(...people), feedbackEmail: "skill-team@example.com" },
    [two]: draft(tester("ada@example.com")),
  });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-docs-"));
  mkdirSync(join(folder, "skill", ".ask"), { recursive: true });
  const profiles = { default: { skillId: one }, work: { skillId: two } };
  for (const file of ["ask-resources.json", ".ask/ask-states.json"]) {
    writeFileSync(join(folder, "skill", file), JSON.stringify({ profiles }));
  }
  const pulumi = join(folder, "node_modules/@pulumi/pulumi");
  mkdirSync(pulumi, { recursive: true });
  writeFileSync(join(pulumi, "package.json"), JSON.stringify({ version: "3.250.0" }));
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const resource = (name: string, id: string) => ({
  urn: `urn:pulumi:dev::project::alexa:index:SkillBetaTest::${name}`,
  type: "alexa:index:SkillBetaTest",
  id,
});
const resources = [resource("beta", one), resource("next", two)];

async function pulumi(_: string, args: readonly string[]): Promise<string> {
  if (args[0] === "version") return "v3.250.0\n";
  return JSON.stringify(args[0] === "stack" ? { deployment: { resources } } : {});
}

let lastCode = 0;

/** What a user would see after this line. */
async function shownBy(line: string): Promise<string> {
  if (line === "echo $?") return `${lastCode}\n`;
  const args = line
    .replace(/ \| cat$/, "")
    .split(" ")
    .slice(2);
  let looks = 0;
  const console = testConsole({
    folder,
    environment: { ...environmentFor(simulator.url), PULUMI_HOME: join(folder, ".pulumi") },
    run: pulumi,
    async sleep() {
      if (++looks === 2) console.interrupt();
      else await simulator.change(two, { status: "RUNNING" });
    },
  });
  lastCode = await runCommandLine(args, console);
  if (looks > 0) await simulator.change(two, { status: "IN_DRAFT" });
  return `${console.output.text()}${console.errors.text()}`
    .replaceAll(simulator.url, "https://api.amazonalexa.com")
    .replaceAll(folder, "~")
    .replaceAll(process.versions.node, "24.21.0")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-23T20:00:00.000Z")
    .replace(/(?<="expiryDate": ")[^"]+/, "2027-02-11T20:00:00.000Z")
    .replace(/(\/tvt\/)\w+/g, "$1...");
}

test("every output on the page is what the command prints", async () => {
  const text = readFileSync(page, "utf8");
  let updated = text;
  for (const [block = "", content = ""] of text.matchAll(/```console\n([\s\S]*?)```/g)) {
    const lines = content.split("\n").filter((line) => line.startsWith("$ "));
    let shown = "";
    for (const line of lines) shown += `${line}\n${await shownBy(line.slice(2))}`;
    updated = updated.replace(block, () => `\`\`\`console\n${shown}\`\`\``);
  }
  if (process.env.UPDATE_DOCS) writeFileSync(page, updated);
  expect(updated).toBe(readFileSync(page, "utf8"));
});

test("the page has every command", () => {
  const text = readFileSync(page, "utf8");
  for (const command of createProgram(testConsole()).commands) {
    expect(text).toMatch(new RegExp(`^\\| (\\[)?\`${command.name()}\``, "m"));
  }
});

test("the page has every option of the commands that it describes", () => {
  const text = readFileSync(page, "utf8");
  for (const command of createProgram(testConsole()).commands) {
    // docs/simulator.md has these.
    if (command.name() === "simulator") continue;
    for (const { long } of command.options) expect(text).toContain(`\`${long}`);
  }
});
