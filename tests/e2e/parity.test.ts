/** Both front ends side by side: the same requests, and the differences that docs/front-ends.md lists. */
import type { SimulatorOptions } from "../../simulator";
import { type Stage, stage } from "../helpers/e2e";
import type { FrontEnd } from "../helpers/project";
import { environmentFor } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.parity";

function stagesOf(options: SimulatorOptions = {}): Record<FrontEnd, Stage> {
  return {
    dynamic: stage(environmentFor, "dynamic", options),
    plugin: stage(environmentFor, "plugin", options),
  };
}

/** What is done, one after the other; each front end has to ask Amazon for the same in each. */
const scenarios: [name: string, act: (on: Stage) => Promise<unknown>][] = [
  ["create", (on) => up(on, { testers: ["ada@example.com"], feedbackEmail: "f@example.com" })],
  [
    "nothing to do",
    (on) => up(on, { testers: ["ADA@example.com"], feedbackEmail: "f@example.com" }),
  ],
  [
    "other testers",
    (on) => up(on, { testers: ["bob@example.com"], feedbackEmail: "f@example.com" }),
  ],
  [
    "other feedback address",
    (on) => up(on, { testers: ["bob@example.com"], feedbackEmail: "g@example.com" }),
  ],
  ["testers no longer managed", (on) => up(on, {})],
  [
    "ended elsewhere",
    async (on) => {
      await on.simulator.change(skillId, { status: "ENDED" });
      await up(on, {});
    },
  ],
  [
    "a start that is refused",
    async (on) => {
      await on.simulator.change(skillId, { status: "ENDED" });
      await on.simulator.injectFault({ path: "/start", answer: { kind: "status", status: 400 } });
      await on.project.failing(on.project.up);
    },
  ],
  ["the next up", (on) => on.project.up()],
  [
    "an end whose answer is lost",
    async (on) => {
      await on.simulator.injectFault({
        path: "/end",
        applied: true,
        answer: { kind: "status", status: 500 },
      });
      await up(on, { desiredStatus: "ENDED" });
    },
  ],
  ["refresh", (on) => on.project.refresh()],
  ["running again", (on) => up(on, {})],
  ["destroy", (on) => on.project.destroy()],
];

async function up(on: Stage, args: object) {
  on.project.write(`new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...args })});`);
  return on.project.up();
}

async function requestsOf(on: Stage): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {};
  for (const [name, act] of scenarios) {
    await on.simulator.requests();
    await act(on);
    seen[name] = await on.simulator.requests();
  }
  return seen;
}

/** Where the plugin looks otherwise: the engine refreshes its resources first, and diffs need no look. */
const otherLooks = {
  ended: ["testers no longer managed", "refresh", "destroy"],
  // What was refreshed as ended may be gone, and a single 404 says so.
  get absent() {
    return [...this.ended, "ended elsewhere", "a start that is refused"];
  },
};

describe.each(["absent", "ended"] as const)("where a test that has ended is %s,", (afterEnd) => {
  const stages = stagesOf({ afterEnd });

  test("both front ends ask Amazon for the same, in every scenario", async () => {
    const [dynamic, plugin] = await Promise.all([
      requestsOf(stages.dynamic),
      requestsOf(stages.plugin),
    ]);
    const changesOf = (requests: string[] = []) =>
      requests.filter((request) => !request.startsWith("GET"));
    for (const [name] of scenarios) {
      const relevant = (requests?: string[]) =>
        otherLooks[afterEnd].includes(name) ? changesOf(requests) : requests;
      expect({ [name]: relevant(plugin[name]) }).toEqual({ [name]: relevant(dynamic[name]) });
    }
    expect(Object.values(dynamic).flatMap(changesOf)).toHaveLength(15);
    expect(await stages.plugin.simulator.mails()).toEqual(await stages.dynamic.simulator.mails());
  }, 240_000);
});

describe.each(["dynamic", "plugin"] as const)("the README's table: the %s", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const id = `amzn1.ask.skill.${frontEnd}`;
  const declare = (args: object, options: object = {}) =>
    on.project.write(
      `new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId: id, ...args })}, ${JSON.stringify(options)});`,
    );
  afterEach(async () => {
    await on.simulator.set({ transitionDelayMs: 100 });
    await on.project.destroy();
  });

  test("shows drift in a preview, and looks in the preview of a new resource", async () => {
    declare({ testers: ["ada@example.com"] });
    expect((await on.project.preview()).output).toContain(
      "will be created and started; 1 tester will be invited",
    );
    await on.project.up();
    await on.simulator.change(id, { status: "ENDED" });
    const { output, changes } = await on.project.preview();
    expect(output).toContain("will be created and started; 1 tester will be invited");
    expect(changes).toMatchObject({ update: 1 });
    if (frontEnd === "plugin") expect(output).toMatch(/~ desiredStatus *: "ENDED" => "RUNNING"/);
  }, 120_000);

  test("says of a draft that was deleted elsewhere that it is gone", async () => {
    declare({ desiredStatus: "IN_DRAFT" });
    await on.project.up();
    await on.simulator.remove(id);
    const { output } = await on.project.preview();
    expect(output).toContain("the draft is gone: a new one will be created (skill");
    await on.project.up();
    expect(await on.simulator.skill(id)).toMatchObject({ status: "IN_DRAFT" });
    await on.simulator.remove(id);
  }, 60_000);

  test("leaves alone what ignoreChanges names, in the program and at Amazon", async () => {
    declare({ testers: ["ada@example.com"] });
    await on.project.up();
    await on.simulator.change(id, { testers: ["ada@example.com", "by-hand@example.com"] });
    declare({ testers: ["other@example.com"] }, { ignoreChanges: ["testers"] });
    const mails = (await on.simulator.mails()).length;
    expect((await on.project.preview()).output).not.toMatch(/will be (invited|removed)/);
    await on.project.up();
    expect(await on.simulator.mails()).toHaveLength(mails);
    expect(await on.simulator.skill(id)).toMatchObject({
      testers: ["ada@example.com", "by-hand@example.com"],
    });
    expect((await on.project.preview()).changes).toEqual({ same: 2 });
    declare({ testers: ["other@example.com"] }, { ignoreChanges: ["*"] });
    expect((await on.project.preview()).changes).toEqual({ same: 2 });
    on.project.write(`for (const name of ["beta", "again"])
      new alexa.SkillBetaTest(name, { skillId: "${id}" }, { ignoreChanges: ["*"] });`);
    expect(await on.project.failing(() => on.project.preview())).toContain("is declared twice");
  }, 120_000);

  test("hears of customTimeouts as the table says", async () => {
    await on.simulator.set({ transitionDelayMs: 3000 });
    declare({}, { customTimeouts: { create: "1s" } });
    if (frontEnd === "dynamic") await on.project.up();
    else expect(await on.project.failing(() => on.project.up())).toMatch(/still STARTING/);
  }, 60_000);

  test("imports what is there, or cannot", async () => {
    await on.simulator.change(id, { status: "RUNNING", testers: ["ada@example.com"] });
    on.project.write("");
    await on.project.up();
    const type =
      frontEnd === "plugin"
        ? "alexa:index:SkillBetaTest"
        : "pulumi-nodejs:dynamic/alexa:SkillBetaTest";
    const imported = on.project.pulumi(
      "import",
      type,
      "beta",
      id,
      "--yes",
      "--protect=false",
      "--generate-code=false",
    );
    if (frontEnd === "dynamic") {
      await expect(imported).rejects.toThrow();
      // "no; `adopt`"
      declare({ testers: ["ada@example.com"] });
      expect((await on.project.up()).output).toContain("adopting the beta test");
    } else {
      await imported;
      declare({ testers: ["ada@example.com"] });
      expect((await on.project.preview()).changes).toEqual({ same: 2 });
    }
    expect(await on.simulator.skill(id)).toMatchObject({ status: "RUNNING" });
  }, 60_000);
});
