import { stage } from "../helpers/e2e";

const skillId = "amzn1.ask.skill.expiry";
const on = stage();

test("a test that is about to end is warned of, and one that has ended by itself is started again", async () => {
  const { simulator, project } = on;
  project.write(
    `new alexa.SkillBetaTest("beta", { skillId: "${skillId}", testers: ["ada@example.com"] });`,
  );
  await project.up();
  expect((await project.preview()).output).not.toContain("expires in");

  // The provider's clock is the machine's, so the test's life is shortened instead.
  await simulator.set({ lifetimeDays: 10 });
  const warned = await project.preview();
  expect(warned.output).toMatch(/warning: .*beta test expires in 9 days, on \d{4}-\d\d-\d\d/);
  expect(warned.changes).toEqual({ same: 2 });

  await simulator.advanceDays(11);
  const expired = await project.preview();
  expect(expired.output).toContain(
    "beta test is ENDED: a new one will be created and started; 1 tester will be invited",
  );
  await project.up();
  expect(await simulator.skill(skillId)).toMatchObject({
    status: "RUNNING",
    testers: ["ada@example.com"],
  });
  expect(await simulator.mails()).toEqual([
    "invitation ada@example.com",
    "invitation ada@example.com",
  ]);
  await project.destroy();
}, 90_000);

test("testers who were added or removed by hand are told by their number, not by their address", async () => {
  const { simulator, project } = on;
  project.write(`new alexa.SkillBetaTest("beta", {
    skillId: "${skillId}", testers: pulumi.secret(["canary-a@example.com", "canary-b@example.com"]),
  });`);
  await project.up();
  await simulator.change(skillId, {
    testers: ["canary-a@example.com", "canary-x@example.com", "canary-y@example.com"],
  });
  const preview = await project.preview();
  expect(preview.output).toContain(
    "beta test is RUNNING; 2 testers will be removed; 1 tester will be invited",
  );
  expect(preview.output).not.toContain("canary");
  await project.up();
  expect((await simulator.mails()).filter((mail) => mail.includes("canary-a"))).toHaveLength(1);
  await project.destroy();
}, 60_000);
