/** Tests that end without the program, at the Amazon that people met and at that of its spec. */
import { stage } from "../helpers/e2e";
import type { FrontEnd } from "../helpers/project";
import { environmentFor } from "../helpers/simulator";

const ada = "ada@example.com";

const cases = (["dynamic", "plugin"] as const).flatMap((frontEnd) =>
  (["absent", "ended"] as const).map((afterEnd) => [frontEnd, afterEnd] as const),
);

function stageOf(frontEnd: FrontEnd, afterEnd: "absent" | "ended") {
  const skillId = `amzn1.ask.skill.${frontEnd}-${afterEnd}`;
  const on = stage(environmentFor, frontEnd, { afterEnd });
  const declare = (args: object) =>
    on.project.write(`new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...args })});`);
  return { on, skillId, declare };
}

describe.each(cases)("through the %s, where a test that has ended is %s,", (frontEnd, afterEnd) => {
  const { on, skillId, declare } = stageOf(frontEnd, afterEnd);
  const day = async () =>
    String((await on.project.state()).resource.outputs.expiryDate).slice(0, 10);

  test("one about to expire causes a warning; one that expired is an update, even after a refresh, and is started again", async () => {
    const { simulator, project } = on;
    declare({ testers: [ada] });
    await project.up();
    expect((await project.preview()).output).not.toContain("expires in");

    await simulator.advanceDays(81);
    const warned = await project.preview();
    expect(warned.output).toContain(`warning: beta test expires in 9 days, on ${await day()}`);
    expect(warned.changes).toEqual({ same: 2 });

    await simulator.advanceDays(10);
    const says = `beta test expired on ${await day()} (90 days): a new one will be created and started; 1 tester will be invited`;
    await simulator.requests();
    const expired = await project.preview();
    expect(expired.output).toContain(says);
    expect(expired.changes).toEqual({ same: 1, update: 1 });
    // Certainty costs two requests more than what Amazon says of a test that it has.
    expect((await simulator.requests()).filter((request) => !request.includes("vendors"))).toEqual(
      afterEnd === "absent"
        ? ["GET /betaTest 404", "GET /status 200", "GET /betaTest 404"]
        : ["GET /betaTest 200"],
    );

    await project.refresh();
    expect((await project.state()).resource.outputs).toMatchObject({ status: "ENDED" });
    expect((await project.preview()).output).toContain(says);

    await project.up();
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers: [ada] });
    expect(await simulator.mails()).toEqual([
      `invitation ${ada}`,
      `access end ${ada}`,
      `invitation ${ada}`,
    ]);
    expect((await project.preview()).changes).toEqual({ same: 2 });
  }, 120_000);

  test("one that was ended elsewhere is told apart, and stays so where the program wants it ended", async () => {
    const { simulator, project } = on;
    declare({ testers: [ada] });
    await project.up();
    await simulator.change(skillId, { status: "ENDED" });
    const { output, changes } = await project.preview();
    expect(output).toContain(
      "beta test was ended elsewhere: a new one will be created and started",
    );
    expect(changes).toEqual({ same: 1, update: 1 });

    const mails = await simulator.mails();
    declare({ testers: [ada], desiredStatus: "ENDED" });
    await project.up();
    expect((await project.preview()).changes).toEqual({ same: 2 });
    await project.destroy();
    expect(await simulator.mails()).toEqual(mails);
    expect((await project.state()).resource).toBeUndefined();
  }, 120_000);

  test("one that was restarted elsewhere gets its new date; one that runs again is not dropped because of one 404", async () => {
    const { simulator, project } = on;
    const restart = async (days: number) => {
      await simulator.change(skillId, { status: "ENDED" });
      await simulator.advanceDays(days);
      await simulator.change(skillId, { status: "RUNNING", testers: [ada] });
    };
    declare({ testers: [ada] });
    await project.up();
    const before = await day();
    await restart(30);
    const preview = await project.preview();
    expect(preview.output).toContain(
      "which is not the date in the state, so it may have been restarted since",
    );
    expect(preview.changes).toEqual({ same: 1, update: 1 });
    const mails = await simulator.mails();
    await project.up();
    expect(await day()).not.toBe(before);
    expect(preview.output).toContain(
      `beta test expires on ${await day()}, which is not the date in the state`,
    );
    expect((await project.preview()).changes).toEqual({ same: 2 });
    // The first date is over: without the new one, this would pass for an expiry.
    await simulator.change(skillId, { status: "ENDED" });
    await simulator.advanceDays(61);
    expect((await project.preview()).output).toContain("beta test was ended elsewhere");

    await project.refresh();
    await simulator.change(skillId, { status: "RUNNING", testers: [ada] });
    const answer = { kind: "status", status: 404, message: "no such route" } as const;
    await simulator.injectFault({ method: "GET", path: "/betaTest", gateway: true, answer });
    await project.destroy();
    expect((await simulator.skill(skillId))?.status).not.toBe("RUNNING");
    const mailed = (await simulator.mails()).slice(mails.length);
    expect(mailed.filter((mail) => mail.startsWith("access end"))).toHaveLength(2);
  }, 120_000);

  test("testers that the program does not list are counted before they are lost, and when they are", async () => {
    const { simulator, project } = on;
    await simulator.change(skillId, { status: "RUNNING", testers: ["a@x.io", "b@x.io", "c@x.io"] });
    declare({});
    await project.up();
    await simulator.advanceDays(85);
    expect((await project.preview()).output).toContain(
      `without the testers that this resource does not list (up to 3), unless a SkillBetaTester invites them: \`npx pulumi-alexa import ${skillId} --roster ${skillId.replace("amzn1.ask.skill.", "")}.csv\``,
    );
    await simulator.advanceDays(6);
    expect((await project.preview()).output).toContain(
      "this resource lists no testers, so it invites no one (that test had up to 3 when last seen)",
    );
    await project.destroy();
  }, 90_000);
});

describe.each(["dynamic", "plugin"] as const)(
  "through the %s, where invitations run out,",
  (frontEnd) => {
    const { on, skillId, declare } = stageOf(frontEnd, "absent");
    const people = (count: number, from = 0) =>
      Array.from({ length: count }, (_, index) => `t${from + index}@example.com`);

    test("the preview says so, and up stops at Amazon's refusal", async () => {
      const { simulator, project } = on;
      declare({ testers: people(480) });
      await project.up();
      await simulator.requests();

      declare({ testers: people(40, 480) });
      expect((await project.preview()).output).toContain(
        "480 testers will be removed; 40 testers will be invited; only 20 invitations are left, but 40 are needed, so Amazon may refuse",
      );
      await simulator.requests();
      const error = await project.failing(project.up);
      expect(error).toContain("only 0 invitations are left, but 20 are needed, and Amazon refused");
      expect(error).toContain(
        "20 testers were added, 1 tester was removed, and 479 testers that the program does not list are still in the test.",
      );
      expect(error).not.toMatch(/testers\[\d+\]/);
      expect((await simulator.requests()).filter((request) => request.startsWith("POST"))).toEqual([
        "POST /betaTest/testers/add 204",
        "POST /betaTest/testers/remove 204",
        "POST /betaTest/testers/add 400",
      ]);
      // One removal has shown that others would not help.
      expect((await simulator.skill(skillId))?.testers).toEqual(people(499, 1));

      declare({ testers: people(20, 480) });
      await project.up();
      expect((await simulator.skill(skillId))?.testers).toEqual(people(20, 480));
    }, 90_000);
  },
);

const byHand = stageOf("dynamic", "absent");

test("previews count testers who were added or removed by hand, and print no address", async () => {
  const { on, skillId } = byHand;
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
