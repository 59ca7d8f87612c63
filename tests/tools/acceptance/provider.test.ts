/** What `make acceptance` makes of the provider's runs, with an engine of the test's own. */
import type { Outcome, Project } from "../../../tools/acceptance/provider.mts";
import { programOf } from "../../../tools/acceptance/provider.mts";
import { runOn, skillId, startAmazon, tester, tester2 } from "../../helpers/acceptance";
import type { TestSimulator } from "../../helpers/simulator";

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startAmazon();
});
afterEach(() => simulator.close());

const fine: Outcome = { code: 0, output: "" };

/** @param broken what a command is answered with instead of what it would do. */
function engine(broken: Readonly<Record<string, Outcome>> = {}) {
  const commands: string[] = [];
  let testers: readonly string[] = [];
  let isRemoved = false;
  const project: Project = {
    write: (_, written) => {
      testers = written;
    },
    async pulumi(command = "", ...args) {
      commands.push([command, ...args].join(" "));
      const outcome = broken[command];
      if (outcome) return outcome;
      if (command === "up")
        await simulator.change(skillId, { status: "RUNNING", testers: [...testers] });
      if (command === "destroy") await simulator.change(skillId, { status: "ENDED" });
      return fine;
    },
    remove: () => {
      isRemoved = true;
    },
  };
  return { project, commands, isRemoved: () => isRemoved };
}

const run = (project: Project) =>
  runOn(simulator, { environment: { PROVIDER: "" }, createProject: () => project });

test("its life is up, a preview without a change, one more tester, and destroy", async () => {
  const { project, commands, isRemoved } = engine();
  const { row, remains, problem } = await run(project);
  expect(problem).toBeUndefined();
  expect(row("provider").text).toBe(
    "yes: up: fine; a preview without a change: fine; up with one more tester: fine; destroy: fine",
  );
  expect(commands).toEqual([
    "stack init acceptance",
    "up --yes --skip-preview",
    "preview --expect-no-changes",
    "up --yes --skip-preview",
    "destroy --yes",
  ]);
  expect(remains.text).toBe("The skill has no beta test any more, as before the run.");
  expect(isRemoved()).toBe(true);
});

test("a step that fails is quoted without addresses, and destroy still runs", async () => {
  const output = `Diagnostics:\n  error: sdk: ${tester} of ${skillId} was refused`;
  const { project, commands } = engine({ preview: { code: 255, output } });
  const { row, report } = await run(project);
  expect(row("provider").text).toContain("failed with exit code 255 (error: sdk:");
  expect(row("provider").text).toContain("up with one more tester: not run; destroy: fine");
  expect(commands.at(-1)).toBe("destroy --yes");
  expect(report).toContain("error: sdk: \\<tester 1> of \\<skill> was refused");
});

test("a success that Amazon does not show is none, and a test that destroy leaves is ended", async () => {
  const { project } = engine({ destroy: fine });
  const { row, remains } = await run(project);
  expect(row("provider").text).toMatch(/^no: .*destroy: Amazon then says RUNNING$/);
  expect(remains.isOpen).toBe(false);
  expect((await simulator.skill(skillId))?.status).toBe("ENDED");
});

test("an engine that cannot be run leaves the test ended and the answers written", async () => {
  const { project, isRemoved } = engine();
  const { row, problem, report } = await run({
    ...project,
    pulumi: () => Promise.reject(new Error("spawn pulumi ENOENT")),
  });
  expect(problem).toBe("spawn pulumi ENOENT");
  expect(row("provider").text).toBe("not asked: spawn pulumi ENOENT");
  expect(report).toContain("spawn pulumi ENOENT");
  expect(isRemoved()).toBe(true);
});

test("the program has the testers as data, whatever is in them", () => {
  const program = programOf(skillId, [tester, tester2, '"); evil("']);
  expect(program).toContain(JSON.stringify('"); evil("'));
});
