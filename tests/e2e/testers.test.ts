/** One person without owning the list: SkillBetaTester beside a SkillBetaTest, and alone. */
import { stage } from "../helpers/e2e";
import type { FrontEnd } from "../helpers/project";
import { environmentFor } from "../helpers/simulator";

jest.setTimeout(120_000);

const frontEnds: FrontEnd[] = ["dynamic", "plugin"];
let skills = 0;

describe.each(frontEnds)("through the %s front end", (frontEnd) => {
  const on = stage(environmentFor, frontEnd, { transitionDelayMs: 0 });
  let skillId: string;
  beforeEach(async () => {
    skillId = `amzn1.ask.skill.testers${skills++}`;
    on.project.write("");
    await on.project.up();
    mailed = await on.simulator.mails();
    await on.simulator.requests();
  });
  let mailed: string[] = [];

  /** Who was invited since this was last asked. */
  async function mails(): Promise<string[]> {
    const all = await on.simulator.mails();
    const news = all.slice(mailed.length);
    mailed = all;
    return news.filter((mail) => mail.startsWith("invitation")).sort();
  }
  const testers = async () => (await on.simulator.skill(skillId))?.testers.sort();
  const changes = async () =>
    (await on.simulator.requests()).filter((request) => !request.startsWith("GET"));

  /** @param people by the names of their resources. */
  function write(people: Record<string, string>, test: object | null = {}): void {
    const beta = test
      ? `const { skillId } = new alexa.SkillBetaTest("beta", ${JSON.stringify({ skillId, ...test })});`
      : `const skillId = ${JSON.stringify(skillId)};`;
    const resources = Object.entries(people).map(
      ([name, email]) =>
        `exports[${JSON.stringify(name)}] = new alexa.SkillBetaTester(${JSON.stringify(name)}, { skillId, email: ${JSON.stringify(email)} }).invitationStatus;`,
    );
    on.project.write([beta, ...resources].join("\n"));
  }

  const ada = "ada@example.com";
  const grace = "grace@example.com";
  const colin = "colin@example.com";
  const running = () => on.simulator.change(skillId, { status: "RUNNING" });

  test("each is invited once, in a request for all of them, once the program's test is running", async () => {
    write({ ada, grace });
    const preview = await on.project.preview();
    expect(preview.output.match(/1 tester will be invited once the new beta test/g)).toHaveLength(
      2,
    );
    await on.simulator.requests();
    const up = await on.project.up();
    expect(up.outputs).toEqual({ ada: "NOT_ACCEPTED", grace: "NOT_ACCEPTED" });
    expect(await mails()).toEqual([`invitation ${ada}`, `invitation ${grace}`]);
    // A slow machine may create them one after the other; that those at the same time are one request has a test of its own.
    expect([...new Set(await changes())]).toEqual([
      "POST /betaTest 201",
      "POST /betaTest/start 202",
      "POST /betaTest/testers/add 204",
    ]);

    const again = await on.project.up();
    expect(again.changes).toEqual({ same: 4 });
    const lists = (await on.simulator.requests()).filter((each) => each.includes("testers"));
    expect(lists).toEqual(["GET /betaTest/testers 200"]);
    expect(await mails()).toEqual([]);

    await on.project.destroy();
    expect(await testers()).toEqual([]);
  });

  test("a hundred cost one list of testers in each command, and few additions", async () => {
    const people = Array.from({ length: 100 }, (_, i) => [`t${i}`, `t${i}@example.com`]);
    write(Object.fromEntries(people));
    await on.project.preview();
    await on.simulator.requests();
    await on.project.up({ parallel: 20 });
    const up = await on.simulator.requests();
    const count = (pattern: RegExp) => up.filter((request) => pattern.test(request)).length;
    // The preview of an up looks for itself, and finds no test.
    expect(count(/^GET .*testers/)).toBe(1);
    expect(count(/testers\/add/)).toBeLessThan(60);
    expect(await mails()).toEqual(people.map(([, email]) => `invitation ${email}`).sort());

    expect((await on.project.preview()).changes).toEqual({ same: 102 });
    const lists = (await on.simulator.requests()).filter((request) => request.includes("testers"));
    expect(lists).toEqual(["GET /betaTest/testers 200"]);
    await on.project.destroy({ parallel: 20 });
    expect(await testers()).toEqual([]);
  });

  test("who is in the test already stays, and is not mailed", async () => {
    await running();
    await on.simulator.change(skillId, { testers: [ada, colin] });
    await mails();
    write({ ada, grace }, null);
    expect((await on.project.preview()).output).toContain(
      "the tester is already in the beta test: nobody is mailed",
    );
    await on.project.up();
    expect(await mails()).toEqual([`invitation ${grace}`]);
    await on.project.destroy();
    expect(await testers()).toEqual([colin]);
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "RUNNING" });
  });

  test("who was removed elsewhere is invited again, once", async () => {
    await running();
    write({ ada, grace }, null);
    await on.project.up();
    await on.simulator.change(skillId, { testers: [grace] });
    await mails();
    const preview = await on.project.preview();
    expect(preview.changes).toMatchObject({ update: 1 });
    expect(preview.output).toContain("1 tester will be invited");
    await on.project.up();
    expect(await mails()).toEqual([`invitation ${ada}`]);
    expect((await on.project.up()).changes).toEqual({ same: 3 });
    await on.project.destroy();
  });

  test("after the renewal of the test, each is invited exactly once", async () => {
    write({ ada, grace });
    await on.project.up();
    await on.simulator.change(skillId, { status: "ENDED" });
    await mails();
    const preview = await on.project.preview();
    expect(preview.changes).toMatchObject({ update: 3 });
    expect(preview.output.match(/1 tester will be invited once the new beta test/g)).toHaveLength(
      2,
    );
    await on.project.up();
    expect(await mails()).toEqual([`invitation ${ada}`, `invitation ${grace}`]);
    expect((await on.project.up()).changes).toEqual({ same: 4 });
    await on.project.destroy();
  });

  test("a test that the program ends needs nobody", async () => {
    write({ ada });
    await on.project.up();
    write({ ada }, { desiredStatus: "ENDED" });
    await on.project.up();
    expect(await on.simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    await mails();
    const { output, changes } = await on.project.up();
    expect(output).not.toContain("invited");
    expect(changes).toEqual({ same: 3 });
    await on.project.destroy();
    expect(await mails()).toEqual([]);
  });

  test("a new name, and two resources that swap their addresses, mail and remove nobody", async () => {
    await running();
    write({ one: ada, two: grace }, null);
    await on.project.up();
    await mails();
    await on.simulator.requests();
    write({ one: grace, two: ada }, null);
    await on.project.up();
    write({ three: ada, four: grace }, null);
    await on.project.up();
    expect(await changes()).toEqual([]);
    expect(await mails()).toEqual([]);
    await on.project.destroy();
  });

  test("another address is invited first, then the old one removed", async () => {
    await running();
    write({ one: ada }, null);
    await on.project.up();
    await mails();
    await on.simulator.requests();
    write({ one: grace }, null);
    expect((await on.project.preview()).output).toContain("then the old one is removed");
    await on.project.up();
    expect(await changes()).toEqual([
      "POST /betaTest/testers/add 204",
      "POST /betaTest/testers/remove 204",
    ]);
    expect(await mails()).toEqual([`invitation ${grace}`]);
    expect(await testers()).toEqual([grace]);
    await on.project.destroy();
  });

  test("a list of all testers beside one of them is an error that names both", async () => {
    write({ ada }, { testers: [grace] });
    const output = await on.project.failing(on.project.preview);
    expect(output).toMatch(
      /"beta".* lists all testers of the skill .*"ada".* declares one of them/,
    );
    await running();
    await changes();
    write({ ada, again: " ADA@example.com" }, null);
    expect(await on.project.failing(on.project.preview)).toMatch(
      /is declared twice, by "(ada|again)".* and by "(ada|again)"/,
    );
    expect(await changes()).toEqual([]);
  });

  test("a list beside testers that --target leaves out is an error, too, and removes nobody", async () => {
    write({ ada });
    await on.project.up();
    await on.simulator.requests();
    write({ ada }, { testers: [grace] });
    const type = frontEnd === "plugin" ? "alexa:index:" : "pulumi-nodejs:dynamic/alexa:";
    const target = [`urn:pulumi:test::test::${type}SkillBetaTest::beta`];
    const output = await on.project.failing(() => on.project.up({ target }));
    expect(output).toMatch(/lists all testers of the skill .*"ada".* declares one of them/);
    expect(await changes()).toEqual([]);
    write({ ada });
    await on.project.destroy();
  });

  test("the people of a list become resources, and those a list, without a mail", async () => {
    write({}, { testers: [ada, grace] });
    await on.project.up();
    await mails();
    write({ ada, grace });
    await on.project.up();
    expect(await testers()).toEqual([ada, grace]);
    write({}, { testers: [ada, grace] });
    await on.project.up();
    expect(await testers()).toEqual([ada, grace]);
    expect(await mails()).toEqual([]);
    await on.project.destroy();
  });

  test("without a test, the preview says what to do, and so does the up", async () => {
    write({ ada }, null);
    const advice = "the skill has no beta test that a tester could join";
    expect(await on.project.failing(on.project.preview)).toContain(advice);
    expect(await on.project.failing(on.project.up)).toContain(advice);
    expect(await changes()).toEqual([]);
  });

  test("who is gone, or a test that has ended, is no error when a resource is deleted", async () => {
    await running();
    write({ ada, grace }, null);
    await on.project.up();
    await on.simulator.change(skillId, { testers: [grace] });
    write({ grace }, null);
    await on.project.up();
    expect(await testers()).toEqual([grace]);
    await on.simulator.change(skillId, { status: "ENDED" });
    await on.simulator.requests();
    write({}, null);
    await on.project.up();
    expect(await changes()).toEqual([]);
  });

  test("an address that Amazon rejects is the error of its own resource", async () => {
    await running();
    const answer = { kind: "status", status: 400, message: "No." } as const;
    await on.simulator.injectFault({ path: "/testers/add", answer });
    write({ ada }, null);
    expect(await on.project.failing(on.project.up)).toContain(
      "Amazon rejected this tester. Correct the address, or remove the resource. ",
    );
    expect(await mails()).toEqual([]);
    await on.project.up();
    expect(await mails()).toEqual([`invitation ${ada}`]);
    await on.project.destroy();
  });

  test("a secret address is in no id, preview, log or state", async () => {
    await running();
    on.project.write(
      `new alexa.SkillBetaTester("one", { skillId: ${JSON.stringify(skillId)}, email: pulumi.secret("secret.ada@example.com") });`,
    );
    const before = on.project.transcript().length;
    await on.project.preview();
    await on.project.up();
    await on.simulator.change(skillId, { testers: [] });
    await on.project.up();
    expect(await mails()).toEqual(Array(2).fill("invitation secret.ada@example.com"));
    expect(on.project.transcript().slice(before)).not.toContain("secret.ada");
    expect(on.project.backendText()).not.toContain("secret.ada");
    await on.project.destroy();
  });
});

describe("through the plugin alone", () => {
  const on = stage(environmentFor, "plugin", { transitionDelayMs: 0 });
  const skillId = "amzn1.ask.skill.lookups";

  test("a tester is looked up, and imported by the address, in whatever case", async () => {
    await on.simulator.change(skillId, { status: "RUNNING", testers: ["Ada@example.com"] });
    on.project.write(
      `exports.status = alexa.SkillBetaTester.get("ada", "${skillId}/ada@example.com").invitationStatus;`,
    );
    expect((await on.project.up()).outputs).toEqual({ status: "NOT_ACCEPTED" });
    await on.project.pulumi(
      ...["import", "alexa:index:SkillBetaTester", "one", `${skillId}/ada@example.com`],
      ...["--protect=false", "--generate-code=false", "--yes"],
    );
    on.project.write(
      `new alexa.SkillBetaTester("one", { skillId: "${skillId}", email: "ada@example.com" });`,
    );
    expect((await on.project.up()).changes).toEqual({ same: 2, discard: 1 });
    expect(await on.simulator.mails()).toEqual([]);
    await on.project.destroy();
    expect((await on.simulator.skill(skillId))?.testers).toEqual([]);
  });

  test.each(["undefined", "5", "pulumi.secret(undefined)"])(
    "an address that is %s is one error, and no stack trace",
    async (email) => {
      on.project.write(
        `new alexa.SkillBetaTester("one", { skillId: "${skillId}", email: ${email} });`,
      );
      const output = await on.project.failing(on.project.preview);
      expect(output).toMatch(/email (is missing: it )?must be an e-mail address/);
      expect(output).not.toContain("    at ");
    },
  );
});
