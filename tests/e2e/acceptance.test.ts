/** `make acceptance` with the provider under the real engine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { mostMails } from "../../tools/acceptance/announcement.mts";
import { createProject } from "../../tools/acceptance/provider.mts";
import { runOn, skillId, startAmazon, tester, tester2 } from "../helpers/acceptance";
import { pulumiEnvironment } from "../helpers/project";
import { environmentFor, type TestSimulator } from "../helpers/simulator";

jest.setTimeout(180_000);

const root = resolve(__dirname, "../..");
let simulator: TestSimulator;
let home: string;
beforeEach(async () => {
  simulator = await startAmazon();
  home = mkdtempSync(join(tmpdir(), "pulumi-alexa-acceptance-home-"));
});
afterEach(async () => {
  await simulator.close();
  rmSync(home, { recursive: true });
});

const environmentOf = () => ({ ...pulumiEnvironment(home), ...environmentFor(simulator.url) });

/** @param heard called with each line that the run says. */
const run = (signal: AbortSignal, heard: (line: string) => void = () => {}) =>
  runOn(simulator, {
    signal,
    environment: { PROVIDER: "" },
    say: (line) => {
      // The provider's clock is not the test's.
      if (line === "the provider: up") void simulator.set({ transitionDelayMs: 100 });
      heard(line);
    },
    createProject: () => createProject(root, environmentOf(), signal),
  });

test("the provider goes through its life on the same skill, and the mails are those announced", async () => {
  const { row, problem, remains, report } = await run(new AbortController().signal);
  expect(problem).toBeUndefined();
  expect(row("provider").text).toBe(
    "yes: up: fine; a preview without a change: fine; up with one more tester: fine; destroy: fine",
  );
  expect(remains.text).toBe("The skill has no beta test any more, as before the run.");
  const mails = await simulator.mails();
  const most = mostMails({ runsProvider: true });
  const to = (address: string) => mails.filter((mail) => mail.endsWith(` ${address}`)).length;
  expect(to(tester)).toBeLessThanOrEqual(most.tester);
  expect(to(tester2)).toBeLessThanOrEqual(most.tester2);
  expect(to(tester) + to(tester2)).toBe(mails.length);
  for (const text of [tester, tester2, skillId, home]) expect(report).not.toContain(text);
});

test("an interruption while the engine runs stops it, and the test is ended", async () => {
  const interruption = new AbortController();
  const { remains, problem } = await run(interruption.signal, (line) => {
    if (line !== "the provider: up with one more tester") return;
    setTimeout(() => interruption.abort(new Error("interrupted")), 300);
  });
  expect(problem).toContain("interrupted");
  expect(remains.isOpen).toBe(false);
  expect((await simulator.skill(skillId))?.status).toBe("ENDED");
});
