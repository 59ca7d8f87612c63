import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stage } from "../helpers/e2e";

/** Written by the first commit that could run. */
const fixture = resolve(__dirname, "../fixtures/state-of-first-version.json");
const skillId = "amzn1.ask.skill.upgrade";
const on = stage();

beforeEach(async () => {
  const testers = ["ada@example.com", "Grace@example.com"];
  await on.simulator.change(skillId, {
    status: "RUNNING",
    feedbackEmail: "f@example.com",
    testers,
  });
  await on.project.stack.importStack(JSON.parse(readFileSync(fixture, "utf8")));
  await on.simulator.requests();
});

test("a state of the first version previews without a change, and refreshes", async () => {
  const { project } = on;
  project.write(`new alexa.SkillBetaTest("beta", {
    skillId: "${skillId}", feedbackEmail: "f@example.com", testers: ["ada@example.com", "Grace@example.com"],
  });`);
  expect((await project.preview()).changes).toEqual({ same: 2 });
  await project.refresh();
  expect((await project.state()).resource.outputs).toMatchObject({ status: "RUNNING" });
  expect((await project.preview()).changes).toEqual({ same: 2 });
}, 60_000);

test("a state of the first version is destroyed without an up before", async () => {
  const { simulator, project } = on;
  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 60_000);
