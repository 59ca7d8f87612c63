/** What programs expect of any SDK of a Pulumi plugin, as Pulumi's generator writes it. */
import * as pulumi from "@pulumi/pulumi";
import { SkillBetaTest as Dynamic } from "../../../sdk";
import { getSkillBetaTestOutput, Provider, SkillBetaTest } from "../../../sdk/plugin";

const registered: pulumi.runtime.MockResourceArgs[] = [];
const called: pulumi.runtime.MockCallArgs[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: args.name, state: { ...args.inputs, status: "RUNNING" } };
    },
    call: (args) => {
      called.push(args);
      return { ...args.inputs, status: "RUNNING" };
    },
  }),
);

const known = <T>(output: pulumi.Output<T>) =>
  new Promise<pulumi.Unwrap<T>>((resolve) => void pulumi.output(output).apply(resolve));

test("isInstance tells the resource and the provider from anything else, also from another copy of the package", async () => {
  const betaTest = new SkillBetaTest("beta", { skillId: "a" });
  const provider = new Provider("other");
  const copy = { __pulumiType: "alexa:index:SkillBetaTest" };
  const dynamic = new Dynamic("beta", { skillId: "a" });
  await known(dynamic.urn);
  const others = [provider, dynamic, {}, "a", null, undefined];
  const tellDynamic = [dynamic, ...others.filter((it) => it !== dynamic), betaTest];
  expect(tellDynamic.map(Dynamic.isInstance)).toEqual(tellDynamic.map((it) => it === dynamic));
  expect([betaTest, copy].map(SkillBetaTest.isInstance)).toEqual([true, true]);
  expect(others.map(SkillBetaTest.isInstance)).toEqual(others.map(() => false));
  expect([provider, betaTest, undefined].map(Provider.isInstance)).toEqual([true, false, false]);
});

test("no version is asked for as long as nobody could download it", () => {
  const merge = jest.spyOn(pulumi, "mergeOptions");
  new SkillBetaTest("unversioned", { skillId: "a" });
  expect(merge.mock.calls.at(-1)?.[0]).toEqual({ aliases: expect.anything() });
  merge.mockRestore();
});

test("each class has the type that Pulumi's policies look for", () => {
  expect(SkillBetaTest.__pulumiType).toBe("alexa:index:SkillBetaTest");
  expect(Provider.__pulumiType).toBe("alexa");
});

test("getSkillBetaTestOutput takes the outputs of another resource", async () => {
  const { skillId } = new SkillBetaTest("first", { skillId: "amzn1.ask.skill.first" });
  expect(await known(getSkillBetaTestOutput({ skillId }).status)).toBe("RUNNING");
  expect(called.at(-1)).toMatchObject({
    token: "alexa:index:getSkillBetaTest",
    inputs: { skillId: "amzn1.ask.skill.first" },
  });
});

test("a status is one of Amazon's, to the compiler, too", () => {
  const read = (status: pulumi.Unwrap<SkillBetaTest["status"]>) => status;
  expect(read("ENDED")).toBe("ENDED");
  // @ts-expect-error
  expect(read("OVER")).toBe("OVER");
});
