import * as pulumi from "@pulumi/pulumi";
import { SkillBetaTest as Dynamic } from "../../sdk";
import { SkillBetaTest as Plugin } from "../../sdk/plugin";

const registered = new Map<string, { __program: { upcoming: object[] } }>();

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered.set(name, inputs);
      return { id: name, state: inputs };
    },
    call: () => ({}),
  }),
);

async function urnsOf(resources: readonly pulumi.Resource[]): Promise<void> {
  await Promise.all(
    resources.map(({ urn }) => new Promise<void>((resolve) => void urn.apply(() => resolve()))),
  );
}

test("a dynamic resource names the next ten that the program declares, and none whose skill is not known yet", async () => {
  const later = pulumi.output("amzn1.ask.skill.later");
  const resources = Array.from({ length: 15 }, (_, i) => {
    const testers = i % 2 ? ["ada@example.com"] : undefined;
    return new Dynamic(`beta${i}`, { skillId: i === 3 ? later : `amzn1.ask.skill.${i}`, testers });
  });
  await urnsOf(resources);
  const upcomingOf = (name: string) => registered.get(name)?.__program.upcoming ?? [];
  expect(upcomingOf("beta0")).toHaveLength(10);
  expect(upcomingOf("beta0").slice(0, 3)).toEqual([
    { skillId: "amzn1.ask.skill.1", hasTesters: true },
    { skillId: "amzn1.ask.skill.2", hasTesters: false },
    { skillId: "amzn1.ask.skill.4", hasTesters: false },
  ]);
  expect(upcomingOf("beta13")).toEqual([{ skillId: "amzn1.ask.skill.14", hasTesters: false }]);
  expect(upcomingOf("beta14")).toEqual([]);
});

test("a resource that waits for others is not named: what they do may change its beta test", async () => {
  const of = (name: string) => ({ skillId: `amzn1.ask.skill.${name}` });
  const first = new Dynamic("first", of("first"));
  const waiting = new Dynamic("waiting", of("waiting"), { dependsOn: first });
  const given = new Dynamic("given", { ...of("given"), testers: [first.skillId] });
  await urnsOf([first, waiting, given, new Dynamic("free", of("free"))]);
  expect(registered.get("first")?.__program.upcoming).toEqual([
    { ...of("free"), hasTesters: false },
  ]);
});

test("a dynamic resource refuses an import, and says what to do instead", () => {
  const args = { skillId: "amzn1.ask.skill.imported" };
  expect(() => new Dynamic("imported", args, { import: args.skillId })).toThrow(
    /cannot import a dynamic resource: remove `import`.*pulumi-alexa\/plugin/,
  );
});

test("a dynamic resource warns of customTimeouts, which have no effect on it", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const args = { skillId: "amzn1.ask.skill.impatient" };
  await urnsOf([new Dynamic("impatient", args, { customTimeouts: { create: "1s" } })]);
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/no effect.*alexa:timeoutSeconds/),
    expect.anything(),
  );
});

describe.each([
  ["dynamic resource", Dynamic],
  ["plugin's resource", Plugin],
])("the stack traces that Pulumi takes for a %s", (_, SkillBetaTest) => {
  test("cost nothing, and the program has its own back afterwards", () => {
    let taken = 0;
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.prepareStackTrace = (_error, sites) => {
      taken += sites.length;
      return "";
    };
    new SkillBetaTest("traced", { skillId: "amzn1.ask.skill.1" });
    Error.prepareStackTrace = prepareStackTrace;
    expect(taken).toBeLessThan(50);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });

  test("stay as they are in an error of a transformation, frozen or not", () => {
    const theirs = Object.freeze(new Error("theirs"));
    const transformations = [
      () => {
        throw theirs;
      },
    ];
    const { stack } = theirs;
    const wrong = () =>
      new SkillBetaTest("x", { skillId: "amzn1.ask.skill.1" }, { transformations });
    expect(wrong).toThrow(theirs);
    expect(theirs.stack).toBe(stack);
  });

  test("do not lack in an error of the program's own", () => {
    const wrong = () => new SkillBetaTest("", { skillId: "amzn1.ask.skill.1" });
    let stack = "";
    try {
      wrong();
    } catch (error) {
      stack = (error as Error).stack ?? "";
    }
    expect(stack).toMatch(/Missing resource name/);
    expect(stack).toMatch(/at wrong /);
    expect(Error.stackTraceLimit).toBeGreaterThan(0);
  });
});
