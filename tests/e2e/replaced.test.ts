/** A program whose other resources are replaced in every way that the engine knows: no beta test ends, nobody is mailed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stack } from "@pulumi/pulumi/automation";
import { changesSeenBy, stage } from "../helpers/e2e";
import { environmentFor } from "../helpers/simulator";

const ada = "ada@example.com";
/** What Amazon is asked to change where a resource gets another skill. */
const newTestFirst = [
  "POST /betaTest 201",
  "POST /betaTest/testers/add 204",
  "POST /betaTest/start 202",
  "POST /betaTest/end 202",
];

/** What programs have beside their beta tests: replaced when its trigger changes, and deleted `first` or `last`. */
const neighbour = (trigger: number) => `
  const providerOf = (deleteBeforeReplace) => ({
    create: async (args) => ({ id: "other", outs: { ...args, out: args.value } }),
    diff: async (id, olds, news) => ({
      changes: olds.trigger !== news.trigger || olds.value !== news.value,
      replaces: ["trigger"],
      deleteBeforeReplace,
    }),
  });
  const providers = { first: providerOf(true), last: providerOf(false) };
  class Other extends pulumi.dynamic.Resource {
    constructor(name, value, order, options) {
      super(providers[order], name, { out: undefined, trigger: ${trigger}, value }, options);
    }
  }
`;

describe.each(["dynamic", "plugin"] as const)("through the %s, a beta test", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);

  /** Each beta test has a skill of its own. */
  const program = (trigger: number) =>
    on.project.write(`
      ${neighbour(trigger)}
      const test = (name, args, options) =>
        new alexa.SkillBetaTest(name, { skillId: "skill-" + name, testers: ["${ada}"], ...args }, options);

      class Component extends pulumi.ComponentResource {
        constructor(order) {
          super("test:Component", "component-" + order);
          const inner = new Other("other-component-" + order, "skill-component-" + order, order, { parent: this });
          test("component-" + order, { skillId: inner.out }, { parent: this });
        }
      }

      for (const order of ["first", "last"]) {
        const other = (name, value = "skill-" + name) => new Other("other-" + name, value, order);
        const between = (name, linkOrder) => new Other("link-" + name, other(name).out, linkOrder);

        test("output-" + order, { skillId: other("output-" + order).out });
        test("chain-" + order, { skillId: between("chain-" + order, "last").out });
        test("firstInChain-" + order, { skillId: between("firstInChain-" + order, "first").out });
        test("testers-" + order, { testers: [other("testers-" + order, "${ada}").out] });
        test("onChanges-" + order, { testers: [other("onChanges-" + order, "${ada}").out] }, { replaceOnChanges: ["testers"] });
        test("status-" + order, { desiredStatus: other("status-" + order, "RUNNING").out });
        test("parent-" + order, {}, { parent: other("parent-" + order) });
        test("dependsOn-" + order, {}, { dependsOn: other("dependsOn-" + order) });
        test("deletedWith-" + order, {}, { deletedWith: other("deletedWith-" + order) });
        test("replaceWith-" + order, {}, { replaceWith: [other("replaceWith-" + order)] });
        test("replaceWithChain-" + order, {}, { replaceWith: [between("replaceWithChain-" + order, "first")] });
        test("trigger-" + order, {}, { replacementTrigger: ${trigger}, deleteBeforeReplace: order === "first" });
        new Component(order);
        if (alexa.Provider) {
          const timeoutSeconds = other("provider-" + order, "77").out;
          test("provider-" + order, {}, { provider: new alexa.Provider("set-" + order, { timeoutSeconds }) });
        }
      }
      if (alexa.Provider) {
        // With one that is deleted first, the engine itself writes a state that it cannot read.
        const replaceWith = [new Other("other-replacedProvider", "", "last")];
        test("replacedProvider", {}, { provider: new alexa.Provider("replaced", {}, { replaceWith }) });
      }
    `);

  test("stays whatever is replaced beside it, and in whatever order", async () => {
    const { simulator, project } = on;
    program(1);
    await project.up();
    const mails = await simulator.mails();
    await simulator.requests();
    for (const [trigger, continueOnError] of [
      [2, false],
      [3, true],
    ] as const) {
      program(trigger);
      const { output } = await project.preview();
      expect(output).not.toMatch(/the beta test ends|testers? will/);
      await project.up({ continueOnError });
      expect(await changesSeenBy(on)).toEqual([]);
    }
    const stack = await project.pulumi("stack", "--show-urns");
    const urnsOf = (pattern: RegExp) => [...stack.matchAll(pattern)].flatMap(([urn]) => urn);
    const neighbours = urnsOf(/urn:\S+Resource::other-\S+/g);
    expect(neighbours.length).toBeGreaterThan(20);
    await project.up({ replace: neighbours });
    const targets = neighbours.flatMap((urn) => ["--target-replace", urn]);
    const flags = ["--yes", "--skip-preview", "--target-dependents"];
    const targeted = project.pulumi("up", ...flags, ...targets);
    // The engine does not load the provider of a target's dependents, which it would read first.
    if (frontEnd === "plugin") await expect(targeted).rejects.toThrow("unknown provider");
    else await targeted;
    expect(await changesSeenBy(on)).toEqual([]);
    expect(await simulator.mails()).toEqual(mails);
    expect((await project.preview()).changes).toEqual({ same: expect.any(Number) });
  }, 300_000);
});

describe.each(["dynamic", "plugin"] as const)("through the %s, a beta test", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const skillId = `amzn1.ask.skill.${frontEnd}`;
  const program = (trigger: number, skill: string) =>
    on.project.write(`
      ${neighbour(trigger)}
      const other = new Other("other", "${skill}", "first");
      new alexa.SkillBetaTest("beta", { skillId: other.out, testers: ["${ada}"] });
    `);

  test("whose skill is a neighbour's output stays where the neighbour is deleted first", async () => {
    const { simulator, project } = on;
    program(1, skillId);
    await project.up();
    const mails = await simulator.mails();
    await simulator.requests();

    program(2, skillId);
    const { output, changes: planned } = await project.preview();
    expect(output).toContain("skillId is not known yet: if it stays the same, so does the test");
    expect(planned).toEqual({ same: 1, replace: 1, update: 1 });
    await project.up();
    expect(await changesSeenBy(on)).toEqual([]);
    expect(await simulator.mails()).toEqual(mails);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "RUNNING", testers: [ada] });
    expect((await project.preview()).changes).toEqual({ same: 3 });
  }, 90_000);

  test("whose skill really changes is replaced, the new test first", async () => {
    const { simulator, project } = on;
    program(3, `${skillId}-2`);
    await project.up();
    expect(await changesSeenBy(on)).toEqual(newTestFirst);
    expect(await simulator.skill(skillId)).toMatchObject({ status: "ENDED" });
    expect(await simulator.skill(`${skillId}-2`)).toMatchObject({ status: "RUNNING" });
    await project.destroy();
  }, 90_000);
});

describe.each(["dynamic", "plugin"] as const)("through the %s, a beta test", (frontEnd) => {
  const on = stage(environmentFor, frontEnd);
  const skillId = `amzn1.ask.skill.${frontEnd}`;

  test("stays where its skill's stack reference becomes one to another stack", async () => {
    const { simulator, project } = on;
    const program = (source: string) =>
      project.write(`
        if (pulumi.getStack() === "test") {
          const reference = new pulumi.StackReference("reference", { name: "organization/test/${source}" });
          const args = { skillId: reference.requireOutput("skillId"), testers: ["${ada}"] };
          new alexa.SkillBetaTest("beta", args, { parent: reference, replaceWith: [reference] });
        } else {
          exports.skillId = "${skillId}";
        }
      `);
    for (const source of ["one", "other"]) {
      program(source);
      await (await Stack.create(source, project.stack.workspace)).up();
    }
    program("one");
    await project.up();
    await simulator.requests();
    program("other");
    expect((await project.preview()).output).not.toMatch(/will be (replaced|ended)/);
    await project.up();
    expect(await changesSeenBy(on)).toEqual([]);
    expect(await simulator.mails()).toEqual([`invitation ${ada}`]);
    await project.destroy();
  }, 90_000);

  describe("that is declared late", () => {
    const late = (trigger: number, declare: string) =>
      on.project.write(`
        ${neighbour(trigger)}
        const other = new Other("other", "", "first");
        const declare = () => {
          const args = { skillId: "${skillId}-late", testers: ["${ada}"] };
          new alexa.SkillBetaTest("late", args, { replaceWith: [other] });
        };
        ${declare}
      `);
    const afterAWhile =
      "module.exports = new Promise((done) => setTimeout(done, 1500)).then(declare);";
    const onceKnown = "other.id.apply(declare);";
    beforeEach(async () => {
      late(1, afterAWhile);
      await on.project.up();
      await on.simulator.requests();
    });
    afterEach(() => on.project.destroy());

    test("stays where the program comes to it while its neighbour is replaced", async () => {
      late(2, afterAWhile);
      await on.project.up();
      expect(await changesSeenBy(on)).toEqual([]);
    }, 60_000);

    test("is not ended where the program can only declare it after that: that is an error", async () => {
      late(2, onceKnown);
      expect(await on.project.failing(on.project.up)).toContain(
        "the beta test is not ended, because the program, which is still running, may declare it again",
      );
      expect(await changesSeenBy(on)).toEqual([]);
    }, 60_000);
  });

  test("stays where only its old resource is selected, and a full up then takes it over", async () => {
    const { simulator, project } = on;
    const program = (name: string) => {
      const args = `{ skillId: "${skillId}-selected", testers: ["${ada}"] }`;
      project.write(`new alexa.SkillBetaTest("${name}", ${args});`);
    };
    program("first");
    await project.up();
    await simulator.requests();
    const type = {
      dynamic: "pulumi-nodejs:dynamic/alexa:SkillBetaTest",
      plugin: "alexa:index:SkillBetaTest",
    };
    const urnOf = (name: string) => `urn:pulumi:test::test::${type[frontEnd]}::${name}`;
    program("second");
    expect((await project.up({ target: [urnOf("first")] })).output).toContain(
      'left as it is, because "second" in this program declares it',
    );
    await project.up();
    program("third");
    await project.up({ exclude: ["**third"] });
    await project.up();
    expect(await changesSeenBy(on)).toEqual([]);
    await project.destroy();
  }, 90_000);

  test("whose skill changes while a neighbour in its replaceWith is deleted first goes before it", async () => {
    const { simulator, project } = on;
    const program = (trigger: number) =>
      project.write(`
        ${neighbour(trigger)}
        const replaceWith = [new Other("other", "", "first")];
        const args = { skillId: "${skillId}-${trigger}", testers: ["${ada}"] };
        new alexa.SkillBetaTest("beta", args, { replaceWith });
      `);
    program(1);
    await project.up();
    await simulator.requests();
    program(2);
    expect(await project.failing(project.up)).toContain(
      "run `pulumi up --target` on this resource first",
    );
    expect(await changesSeenBy(on)).toEqual([]);
    const [beta = ""] = (await project.pulumi("stack", "--show-urns")).match(/urn:\S+::beta/) ?? [];
    await project.up({ target: [beta] });
    await project.up();
    expect(await changesSeenBy(on)).toEqual(newTestFirst);
    await project.destroy();
  }, 90_000);
});

const on = stage(environmentFor, "plugin");

test("in a language whose SDK announces nothing, the preview says that such a replacement ends the test", async () => {
  const { simulator, project } = on;
  // As a program in Python, Go, Java or YAML registers it: nothing of this package is loaded.
  const program = (trigger: number) => {
    const text = `
      const pulumi = require("@pulumi/pulumi");
      ${neighbour(trigger)}
      const replaceWith = [new Other("other", "", "first")];
      const args = { skillId: "amzn1.ask.skill.unannounced", testers: ["${ada}"] };
      new pulumi.CustomResource("alexa:index:SkillBetaTest", "beta", args, { replaceWith });
    `;
    writeFileSync(join(project.folder, "index.js"), text);
  };
  program(1);
  await project.up();
  program(2);
  expect((await project.preview()).output).toContain(
    "warning: the beta test ends, and all its testers are invited again, if another resource that is deleted first caused " +
      "this replacement; to keep the test, remove that resource from `replaceWith`",
  );
  await project.up();
  expect(await simulator.mails()).toEqual([
    `invitation ${ada}`,
    `access end ${ada}`,
    `invitation ${ada}`,
  ]);
}, 90_000);
