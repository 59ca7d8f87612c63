/** A stack that moves between the two front ends. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stage } from "../helpers/e2e";

const skillId = "amzn1.ask.skill.migration";
const on = stage();

test("a stack moves from the dynamic resource to the plugin, and no beta test is touched", async () => {
  const { simulator, project } = on;
  const args = JSON.stringify({
    skillId,
    testers: ["ada@example.com"],
    feedbackEmail: "f@example.com",
  });
  project.write(`new alexa.SkillBetaTest("beta", ${args});`);
  await project.up();
  await simulator.requests();

  writeFileSync(
    join(project.folder, "index.js"),
    `const { SkillBetaTest } = require("pulumi-alexa/plugin");\nnew SkillBetaTest("beta", ${args});`,
  );
  const preview = await project.preview();
  expect(preview.changes).not.toHaveProperty("delete");
  expect(preview.changes).not.toHaveProperty("replace");
  expect(preview.changes).not.toHaveProperty("create");
  await project.up();
  expect((await project.preview()).changes).toEqual({ same: 2 });
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([]);
  expect(await simulator.mails()).toEqual(["invitation ada@example.com"]);
  expect((await project.state()).resource.outputs).toMatchObject({ status: "RUNNING", skillId });

  await project.destroy();
  expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
}, 90_000);

test("a stack moves back by an alias, with nothing else changed, and can be refreshed and destroyed", async () => {
  const { simulator, project } = on;
  const betaTest = (from: string, options: string) =>
    `const { SkillBetaTest } = require("${from}");
     new SkillBetaTest("beta", { skillId: "${skillId}.back", testers: ["ada@example.com"] }, ${options});`;
  const program = join(project.folder, "index.js");
  writeFileSync(program, betaTest("pulumi-alexa/plugin", "{}"));
  await project.up();
  writeFileSync(
    program,
    betaTest("pulumi-alexa", '{ aliases: [{ type: "alexa:index:SkillBetaTest" }] }'),
  );
  await simulator.requests();
  await project.up();
  expect((await project.preview()).changes).toEqual({ same: 2 });
  await project.refresh();
  expect((await simulator.requests()).filter((request) => !request.startsWith("GET"))).toEqual([]);
  await project.destroy();
  expect(await simulator.skill(`${skillId}.back`)).toMatchObject({ status: "ENDED" });
}, 120_000);
