import { type Stage, stage } from "../helpers/e2e";
import type { FrontEnd } from "../helpers/project";
import { environmentFor } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.parity";
const stages: Record<FrontEnd, Stage> = {
  dynamic: stage(environmentFor, "dynamic"),
  plugin: stage(environmentFor, "plugin"),
};

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
      await on.simulator.order({ path: "/start", answer: { kind: "status", status: 400 } });
      await on.project.failing(on.project.up);
    },
  ],
  ["the next up", (on) => on.project.up()],
  [
    "an end whose answer is lost",
    async (on) => {
      await on.simulator.order({
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

async function requestsOf(frontEnd: FrontEnd): Promise<Record<string, string[]>> {
  const on = stages[frontEnd];
  const seen: Record<string, string[]> = {};
  for (const [name, act] of scenarios) {
    await on.simulator.requests();
    await act(on);
    seen[name] = await on.simulator.requests();
  }
  return seen;
}

/** Where the plugin looks otherwise: the engine refreshes its resources first, and diffs need no look. */
const otherLooks = ["testers no longer managed", "refresh", "destroy"];

test("both front ends ask Amazon for the same, in every scenario", async () => {
  const [dynamic, plugin] = await Promise.all([requestsOf("dynamic"), requestsOf("plugin")]);
  const changesOf = (requests: string[] = []) =>
    requests.filter((request) => !request.startsWith("GET"));
  for (const [name] of scenarios) {
    const relevant = (requests?: string[]) =>
      otherLooks.includes(name) ? changesOf(requests) : requests;
    expect({ [name]: relevant(plugin[name]) }).toEqual({ [name]: relevant(dynamic[name]) });
  }
  expect(Object.values(dynamic).flatMap(changesOf)).toHaveLength(15);
  expect(await stages.plugin.simulator.mails()).toEqual(await stages.dynamic.simulator.mails());
}, 240_000);
