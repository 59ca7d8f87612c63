/** Providers and engines that are killed at every step of a create, an update and a delete. */
import type { FaultInput } from "../../simulator";
import { stage } from "../helpers/e2e";
import { testOnLinux as test } from "../helpers/onLinux";
import { isCli, isProvider, kill, processesIn, until } from "../helpers/processes";
import type { Run } from "../helpers/project";

const on = stage();

/** Where the process dies: at a call to Amazon, before or after it was carried out. */
type Point = Pick<FaultInput, "method" | "after" | "applied"> & { path: string };

const createPoints: Point[] = [
  { method: "GET", path: "" },
  { method: "POST", path: "", applied: false },
  { method: "POST", path: "", applied: true },
  { method: "POST", path: "/testers/add", applied: false },
  { method: "POST", path: "/testers/add", applied: true },
  { method: "POST", path: "/start", applied: false },
  { method: "POST", path: "/start", applied: true },
  { method: "GET", path: "", after: 1 },
];
const updatePoints: Point[] = [
  { method: "GET", path: "", after: 1 },
  { method: "PUT", path: "", applied: false },
  { method: "PUT", path: "", applied: true },
  { method: "POST", path: "/testers/remove", applied: false },
  { method: "POST", path: "/testers/remove", applied: true },
  { method: "POST", path: "/testers/add", applied: false },
  { method: "POST", path: "/testers/add", applied: true },
];
const deletePoints: Point[] = [
  { method: "GET", path: "" },
  { method: "POST", path: "/end", applied: false },
  { method: "POST", path: "/end", applied: true },
  { method: "GET", path: "", after: 1 },
];

let round = 0;
let kills = 0;
const skillIdOf = (index: number) => `amzn1.ask.skill.crash${round}.${index}`;
const addressOf = (name: string, index: number) => `${name}${round}.${index}@example.com`;

/** One resource for each point, so that one crash hits every step at once. */
function program(points: Point[], testers: string[], feedbackName: string): string {
  return points
    .map((_, index) => {
      const args = {
        skillId: skillIdOf(index),
        testers: testers.map((name) => addressOf(name, index)),
        feedbackEmail: addressOf(feedbackName, index),
      };
      return `new alexa.SkillBetaTest("beta${index}", ${JSON.stringify(args)});`;
    })
    .join("\n");
}

/** Lets every resource hang at its point, then kills, and waits for the run to fail. */
async function crash(points: Point[], run: () => Promise<Run>, killed: () => void): Promise<void> {
  const { simulator, project } = on;
  await simulator.requests();
  for (const [index, { path, ...point }] of points.entries()) {
    const suffix = `/${skillIdOf(index)}/betaTest${path}`;
    await simulator.injectFault({ ...point, path: suffix, answer: { kind: "hang" } });
  }
  const failing = project.failing(run);
  await until("every resource hangs at its step", async () => {
    const hanging = (await simulator.logged()).filter(({ status }) => status === 0);
    return hanging.length === points.length;
  });
  killed();
  kills += points.length;
  await failing;
}

function killProvider(): void {
  expect(kill(on.project.folder, isProvider)).toBe(1);
}

/** As a cancelled job: the engine is gone, and what it started has to notice by itself. */
function killCli(): void {
  expect(kill(on.project.folder, isCli)).toBe(1);
}

/** How often each was mailed. */
async function mailCount(kind: string, name: string, index: number): Promise<number> {
  const mails = await on.simulator.mails();
  return mails.filter((mail) => mail === `${kind} ${addressOf(name, index)}`).length;
}

/** How often a step was asked for and not refused, hanging ones included where they were carried out. */
async function carriedOut(points: Point[], index: number, path: string): Promise<number> {
  const full = `/v1/skills/${skillIdOf(index)}/betaTest${path}`;
  const asked = (await on.simulator.logged()).filter(
    (request) => request.method === "POST" && request.path === full,
  );
  const hungInVain = points[index]?.path === path && points[index]?.applied === false ? 1 : 0;
  return asked.length - hungInVain;
}

async function expectCreatedOnce(): Promise<void> {
  for (const index of createPoints.keys()) {
    expect(await on.simulator.skill(skillIdOf(index))).toMatchObject({ status: "RUNNING" });
    expect(await carriedOut(createPoints, index, "")).toBe(1);
    expect(await carriedOut(createPoints, index, "/start")).toBe(1);
    expect(await mailCount("invitation", "ada", index)).toBe(1);
    expect(await mailCount("invitation", "bob", index)).toBe(1);
  }
}

beforeEach(() => {
  round++;
});
afterEach(async () => {
  await on.simulator.clearFaults();
  await on.project.destroy();
});
afterAll(() =>
  process.stdout.write(
    `crash: ${kills} resources killed at a step, every one resumed from there\n`,
  ),
);

test("a provider that is killed at any step of create resumes in the next up, creating and inviting once", async () => {
  const { project } = on;
  project.write(program(createPoints, ["ada", "bob"], "f"));
  await crash(createPoints, project.up, killProvider);
  await project.up();
  await expectCreatedOnce();
}, 120_000);

test("a provider whose engine is killed at any step ends by itself, and the next up resumes", async () => {
  const { simulator, project } = on;
  project.write(program(createPoints, ["ada", "bob"], "f"));
  await crash(createPoints, project.up, killCli);
  await until(
    "the orphaned provider has ended",
    () => !processesIn(project.folder).some(isProvider),
  );
  expect((await simulator.logged()).filter(({ status }) => status === 0)).toHaveLength(
    createPoints.length,
  );

  // The lock that the killed run left, as the README says.
  await project.stack.cancel();
  await project.up();
  await expectCreatedOnce();

  // What the engine remembers of creates that were under way, cleared as the README says.
  const pending = async () =>
    (await project.stack.exportStack()).deployment.pending_operations ?? [];
  expect(await pending()).toHaveLength(createPoints.length);
  await project.stack.refresh({ clearPendingCreates: true });
  expect(await pending()).toEqual([]);
  expect((await project.preview()).changes).toEqual({ same: createPoints.length + 1 });
  await expectCreatedOnce();
}, 120_000);

test("an engine that is killed while a test starts leaves no provider behind", async () => {
  const { simulator, project } = on;
  await simulator.set({ transitionDelayMs: 3_600_000 });
  project.write(program(createPoints.slice(0, 2), ["ada"], "f"));
  const failing = project.failing(project.up);
  await until("the tests are waited for", async () => {
    const looks = (await simulator.logged()).filter(
      ({ method, status }) => method === "GET" && status === 200,
    );
    return looks.length >= 4;
  });
  killCli();
  await failing;
  await until(
    "the orphaned provider has ended",
    () => !processesIn(project.folder).some(isProvider),
  );
  await simulator.requests();
  await simulator.set({ transitionDelayMs: 100 });
  await simulator.advanceMs(3_600_000);
  await project.stack.cancel();
  expect(await simulator.requests()).toEqual([]);
  await project.up();
  expect(await mailCount("invitation", "ada", 0)).toBe(1);
}, 120_000);

test("a provider that is killed at any step of update resumes in the next up, mailing only the difference once", async () => {
  const { simulator, project } = on;
  project.write(program(updatePoints, ["ada", "bob"], "f"));
  await project.up();
  project.write(program(updatePoints, ["ada", "carol"], "g"));
  await crash(updatePoints, project.up, killProvider);
  await project.up();
  for (const index of updatePoints.keys()) {
    expect(await simulator.skill(skillIdOf(index))).toMatchObject({
      status: "RUNNING",
      feedbackEmail: addressOf("g", index),
      testers: [addressOf("ada", index), addressOf("carol", index)],
    });
    expect(await mailCount("invitation", "ada", index)).toBe(1);
    expect(await mailCount("access end", "ada", index)).toBe(0);
    expect(await mailCount("access end", "bob", index)).toBe(1);
    expect(await mailCount("invitation", "carol", index)).toBe(1);
  }
}, 120_000);

test("a provider that is killed at any step of delete resumes in the next run, ending once", async () => {
  const { simulator, project } = on;
  project.write(program(deletePoints, ["ada"], "f"));
  await project.up();
  await crash(deletePoints, project.destroy, killProvider);
  await project.destroy();
  for (const index of deletePoints.keys()) {
    expect(await simulator.skill(skillIdOf(index))).toMatchObject({ status: "ENDED" });
    expect(await mailCount("access end", "ada", index)).toBe(1);
    expect(await carriedOut(deletePoints, index, "/end")).toBe(1);
  }
}, 120_000);
