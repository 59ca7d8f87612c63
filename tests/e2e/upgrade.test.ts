/** States that the first version wrote, and states of engines that knew less. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { changesSeenBy, type Stage, stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const skillId = "amzn1.ask.skill.upgrade";
const testers = ["ada@example.com", "Grace@example.com"];

/** The state that an earlier version left behind, and the test that it is about. */
async function start({ simulator, project }: Stage, fixture: string) {
  const feedbackEmail = "f@example.com";
  await simulator.change(skillId, { status: "RUNNING", feedbackEmail, testers });
  const { expiryDate } = (await simulator.skill(skillId)) ?? {};
  const state = readFileSync(resolve(__dirname, `../fixtures/${fixture}.json`), "utf8");
  // The test of the state, and not a later one.
  const current = state.replace(/"expiryDate": "[^"]+"/g, `"expiryDate": "${expiryDate}"`);
  await project.stack.importStack(JSON.parse(current));
  await simulator.requests();
}

function declare({ project }: Stage, name: string, ...more: string[]) {
  const args = { skillId, feedbackEmail: "f@example.com", testers: [...testers, ...more] };
  project.write(`new alexa.SkillBetaTest("${name}", ${JSON.stringify(args)});`);
}

describe.each([
  // Written by the first commit that could run.
  ["dynamic", "state-of-first-version"],
  ["plugin", "state-of-0.1.0-plugin"],
] as const)("%s", (frontEnd, fixture) => {
  const on = stage(environmentFor, frontEnd);
  beforeEach(() => start(on, fixture));

  test("a state of the first version previews without a change, and refreshes", async () => {
    const { project } = on;
    declare(on, "beta");
    expect((await project.preview()).changes).toEqual({ same: 2 });
    await project.refresh();
    expect((await project.state()).resource.outputs).toMatchObject({ status: "RUNNING" });
    expect((await project.preview()).changes).toEqual({ same: 2 });
  }, 120_000);

  test("a state of the first version is updated: who is added is invited, and nobody else", async () => {
    const { simulator, project } = on;
    declare(on, "beta", "linus@example.com");
    expect((await project.up()).changes).toEqual({ same: 1, update: 1 });
    expect(await changesSeenBy(on)).toEqual(["POST /betaTest/testers/add 204"]);
    expect(await simulator.mails()).toEqual(["invitation linus@example.com"]);
  }, 60_000);

  test("a resource in a state of the first version gets a new name, and its test is left alone", async () => {
    const { project } = on;
    declare(on, "renamed");
    await project.up();
    expect(await changesSeenBy(on)).toEqual([]);
    expect((await project.preview()).changes).toEqual({ same: 2 });
  }, 60_000);

  test("a state of the first version is destroyed without an up before", async () => {
    const { simulator, project } = on;
    await project.destroy();
    expect(await changesSeenBy(on)).toEqual(["POST /betaTest/end 202"]);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
  }, 60_000);
});

describe("plugin", () => {
  const on = stage(environmentFor, "plugin");

  test("a state from an engine that knew no refresh before an update is looked at all the same", async () => {
    const { simulator, project } = on;
    await start(on, "state-of-0.1.0-plugin-unrefreshed");
    declare(on, "beta");
    expect((await project.preview()).changes).toEqual({ same: 2 });
    await simulator.change(skillId, { status: "ENDED" });
    expect((await project.preview()).changes).toEqual({ same: 1, update: 1 });
    await project.up();
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers });
  }, 120_000);
});
