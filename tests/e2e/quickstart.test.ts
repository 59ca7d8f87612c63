/** The quickstart from the root Pulumi.yaml, as `make up` runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../helpers/command";
import { pulumiEnvironment } from "../helpers/project";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

const root = resolve(__dirname, "../..");
const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";
let simulator: TestSimulator;
let folder: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ transitionDelayMs: 100 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-quickstart-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await simulator.close();
});

test("the quickstart goes from nothing to an invitation URL, stays as it is, sees drift and ends", async () => {
  // The stack's own configuration, on this test's simulator.
  const config = join(folder, "Pulumi.quickstart.yaml");
  const own = readFileSync(join(root, "examples/quickstart/Pulumi.quickstart.yaml"), "utf8");
  writeFileSync(config, own.replaceAll("http://127.0.0.1:8257", simulator.url));
  const env = { ...pulumiEnvironment(folder), PULUMI_CONFIG_PASSPHRASE: "quickstart" };
  const pulumi = (...args: string[]) =>
    run("pulumi", [...args, "--non-interactive", "--stack", "quickstart"], { cwd: root, env });
  const on = ["--config-file", config];

  await run("pulumi", ["stack", "select", "--create", "quickstart", "--non-interactive"], {
    cwd: root,
    env,
  });
  await pulumi("up", "--yes", ...on);
  expect(await pulumi("stack", "output", "invitationUrl")).toMatch(/^https:/);
  expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
  await simulator.requests();

  expect(await pulumi("up", "--yes", ...on)).toContain("2 unchanged");
  // Preview and update each fetch one token and read the test once.
  const look = ["POST /auth/o2/token 200", "GET /betaTest 200", "GET /betaTest/testers 200"];
  expect(await simulator.requests()).toEqual([...look, ...look]);

  await simulator.change(skillId, { status: "ENDED" });
  const preview = await pulumi("preview", ...on);
  expect(preview).toContain(
    "beta test was ended elsewhere: a new one will be created and started; 2 testers will be invited",
  );
  expect(preview).toContain("~ 1 to update");

  await pulumi("up", "--yes", ...on);
  await pulumi("destroy", "--yes", ...on);
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 120_000);
