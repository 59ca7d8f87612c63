/**
 * A preview as people see it: three skills, whose program was edited, and one of whose tests ended meanwhile. The real
 * engine runs on a simulated Amazon, in a terminal of util-linux's `script`.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { simulatedCredentials, startSimulator } from "pulumi-alexa/simulator";
import { columns, drawTerminal, rows } from "./terminal.mts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

const betaTest = (name: string, ...testers: string[]) =>
  `new alexa.SkillBetaTest("${name}", { skillId: "amzn1.ask.skill.${name}", testers: ${JSON.stringify(testers)} });`;

const [ada, grace, katherine, lin, max] = ["ada", "grace", "katherine", "lin", "max"].map(
  (name) => `${name}@example.com`,
) as [string, string, string, string, string];
const before = [betaTest("quiz", ada, grace), betaTest("radio", lin, max, ada)];
const edited = [betaTest("quiz", grace, katherine, lin), before[1], betaTest("recipes", max)];

export async function drawPreview(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-picture-"));
  const simulator = await startSimulator({ port: 0, transitionDelayMs: 0 });
  try {
    const cli = makeProject(folder, simulator.url);
    const write = (lines: unknown[]) => writeFileSync(join(folder, "index.js"), program(lines));
    write(before);
    await cli("pulumi", "stack", "init", "prod");
    await cli("pulumi", "up", "--yes", "--skip-preview");
    await fetch(`${simulator.url}/simulator/skills/amzn1.ask.skill.radio/betaTest`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ status: "ENDED" }),
    });
    write(edited);
    const size = `stty rows ${rows} cols ${columns}`;
    const { stdout } = await cli(
      "script",
      "-qec",
      `${size}; pulumi preview --color always --parallel 1`,
      "/dev/null",
    );
    return await drawTerminal("pulumi preview", stdout);
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const program = (lines: unknown[]) =>
  `const alexa = require("pulumi-alexa");\n${lines.join("\n")}\n`;

/** @returns a function that runs a command in it. */
function makeProject(folder: string, url: string) {
  mkdirSync(join(folder, "node_modules/@pulumi"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/pulumi-alexa"));
  const pulumi = "node_modules/@pulumi/pulumi";
  symlinkSync(join(root, pulumi), join(folder, pulumi));
  writeFileSync(join(folder, "package.json"), '{ "main": "index.js" }');
  const runtime = "runtime: { name: nodejs, options: { typescript: false } }";
  writeFileSync(join(folder, "Pulumi.yaml"), `name: skills\n${runtime}\n`);
  const { PATH, HOME, PULUMI_HOME } = process.env;
  // Nothing else of the machine's: neither its credentials, nor its terminal.
  const env = {
    ...{ PATH, HOME, PULUMI_HOME, TERM: "xterm-256color", PULUMI_SKIP_UPDATE_CHECK: "true" },
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "picture",
    ASK_SMAPI_SERVER_BASE_URL: url,
    ASK_LWA_TOKEN_HOST: url,
    ASK_ACCESS_TOKEN: simulatedCredentials.accessToken,
  };
  return (command: string, ...args: string[]) => run(command, args, { cwd: folder, env });
}
