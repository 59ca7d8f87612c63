/** Whatever goes wrong in a run of `make acceptance`, nobody is left with a running test. */
import { Refused } from "../../../tools/acceptance/access.mts";
import {
  expectNobodyHasAccess,
  movingClock,
  noProject,
  runOn,
  skillId,
  startAmazon,
  tester,
} from "../../helpers/acceptance";
import type { TestSimulator } from "../../helpers/simulator";

jest.setTimeout(60_000);

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startAmazon();
});
afterEach(() => simulator.close());

test("a test that is STARTING at the interruption is ended once it runs", async () => {
  const interruption = new AbortController();
  const { remains, rows } = await runOn(simulator, {
    signal: interruption.signal,
    clock: movingClock(async (ms) => {
      if ((await simulator.skill(skillId))?.status === "STARTING")
        interruption.abort(new Error("x"));
      await simulator.advanceMs(ms);
    }),
  });
  expect(remains.text).toBe("The skill has no beta test any more, as before the run.");
  expect(rows.find(({ id }) => id === "runningFields")?.text).toContain("not asked");
  const requests = await simulator.requests();
  expect(requests.at(-1)).toBe("GET /betaTest 404");
  expect(requests.filter((request) => request === "POST /betaTest/end 202")).toHaveLength(1);
});

test("an end that fails is retried, and one that never succeeds is reported", async () => {
  const end = { method: "POST", path: "/betaTest/end" } as const;
  const answer = { kind: "status", status: 503 } as const;
  await simulator.injectFault({ ...end, times: 3, answer });
  const mended = await runOn(simulator);
  expect(mended.problem).toContain("the end was answered with 503");
  expect(mended.remains.isOpen).toBe(false);
  await expectNobodyHasAccess(simulator);

  await simulator.remove(skillId);
  await simulator.injectFault({ ...end, times: 100, answer });
  const { remains, report } = await runOn(simulator);
  expect(remains.isOpen).toBe(true);
  expect(remains.text).toContain("End it by hand");
  expect(report).toContain("The beta test may still be running");
});

test("made-up testers who cannot be removed keep the test from being started", async () => {
  await simulator.injectFault({
    method: "POST",
    path: "/testers/remove",
    times: 1000,
    answer: { kind: "status", status: 400, message: "no" },
  });
  const { problem, remains } = await runOn(simulator);
  expect(problem).toContain("made-up testers could not be removed");
  expect(remains.text).toContain("Look at its testers before you start it");
  expect((await simulator.requests()).filter((request) => request.includes("/start"))).toEqual([]);
  expect(await simulator.mails()).toEqual([]);
});

test("a 429 is waited out as Retry-After says, and the answer is what comes then", async () => {
  await simulator.injectFault({
    method: "POST",
    path: "/betaTest/start",
    times: 2,
    answer: { kind: "status", status: 429, headers: { "Retry-After": "7" } },
  });
  const waits: number[] = [];
  const { row } = await runOn(simulator, {
    clock: movingClock((ms) => {
      waits.push(ms);
      return simulator.advanceMs(ms);
    }),
  });
  expect(waits.filter((ms) => ms === 7000)).toHaveLength(2);
  expect(row("start").text).toMatch(/^202/);
  expect(row("rateLimit").text).toMatch(/^2 of \d+ requests got a 429; Retry-After: 7$/);
});

test("a start whose response is lost is not sent again", async () => {
  await simulator.injectFault({
    method: "POST",
    path: "/betaTest/start",
    applied: true,
    answer: { kind: "reset" },
  });
  const { problem, remains } = await runOn(simulator);
  expect(problem).toContain("the start was answered with no response");
  expect(remains.isOpen).toBe(false);
  const mails = await simulator.mails();
  expect(mails).toEqual([`invitation ${tester}`, `access end ${tester}`]);
});

describe("nothing is changed", () => {
  const refused = async (work: Promise<unknown>) => {
    await expect(work).rejects.toThrow(Refused);
    await expect(work).rejects.toThrow("Nothing was changed");
    const sent = await simulator.requests();
    expect(sent.filter((request) => !request.startsWith("GET"))).toEqual([]);
  };

  test.each(["IN_DRAFT", "STARTING", "RUNNING", "STOPPING"] as const)(
    "of a beta test that is %s before the run",
    async (status) => {
      await simulator.change(skillId, { status, testers: ["ada@example.com"] });
      await refused(runOn(simulator));
    },
  );

  test("of one that has ended and is still shown", async () => {
    await simulator.set({ afterEnd: "ended" });
    await simulator.change(skillId, { status: "ENDED" });
    await refused(runOn(simulator));
  });

  test("without somebody's consent", async () => {
    const announced: string[] = [];
    await refused(
      runOn(simulator, {
        agree: async (announcement) => {
          announced.push(announcement);
          return false;
        },
      }),
    );
    expect(announced[0]).toContain(`Amazon mails ${tester} at most 9 times`);
    expect(announced[0]).toContain("nobody-1@example.com");
  });

  test("of a skill that the account cannot see", async () => {
    await simulator.setSkill(skillId, { account: "other" });
    const work = runOn(simulator, { createProject: noProject });
    await expect(work).rejects.toThrow("The skill must be visible to this account");
    await expect(work).rejects.toThrow("Check SKILL_ID");
  });
});
