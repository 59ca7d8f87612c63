/** One tester as a dynamic resource. */
import type * as pulumi from "@pulumi/pulumi";
import { announcedTester } from "./announce";
import { DynamicResource } from "./DynamicResource";
import { testerArguments, testerOutputs } from "./properties";
import { dynamicTypes, isOfType } from "./resourceTypes";
import type { SkillBetaTesterArgs, SkillBetaTesterOutputs } from "./types";

/** As that of SkillBetaTest: it captures nothing, and forwards to the package that is installed by then. */
const provider: pulumi.dynamic.ResourceProvider = {
  configure: async (req) => (await import("pulumi-alexa/provider")).skillBetaTester.configure(req),
  check: async (olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTester.check(olds, news),
  diff: async (id, olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTester.diff(id, olds, news),
  create: async (inputs) => (await import("pulumi-alexa/provider")).skillBetaTester.create(inputs),
  read: async (id, props) =>
    (await import("pulumi-alexa/provider")).skillBetaTester.read(id, props),
  update: async (id, olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTester.update(id, olds, news),
  delete: async (id, props) =>
    (await import("pulumi-alexa/provider")).skillBetaTester.delete(id, props),
};

/**
 * One tester of a beta test, whoever manages the test and its other testers. Creating it invites this address alone; a person
 * who is in the test already is adopted, and not mailed again. Deleting it removes this person alone. If the person was
 * removed elsewhere, or the test was renewed, the next preview says so, and the next `pulumi up` invites them again.
 *
 * A SkillBetaTest of the same skill must not list `testers`: its list would remove everybody else. The resource's id is the
 * skill's id and a hash of the address.
 *
 * @example
 * ```ts
 * const betaTest = new alexa.SkillBetaTest("beta", {
 *   skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
 * });
 * new alexa.SkillBetaTester("ada", { skillId: betaTest.skillId, email: "ada@example.com" });
 * ```
 * @see https://developer.amazon.com/docs/alexa/smapi/beta-test-rest-api-reference.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the outputs, and both front ends have the same.
export class SkillBetaTester extends DynamicResource {
  /** Whether `obj` is a SkillBetaTester that uses the dynamic resource, from any copy of this package. */
  static override isInstance(obj: unknown): obj is SkillBetaTester {
    return isOfType(obj, dynamicTypes.SkillBetaTester);
  }

  constructor(name: string, args: SkillBetaTesterArgs, opts?: pulumi.CustomResourceOptions) {
    const description = {
      type: "SkillBetaTester",
      name,
      args: { ...args },
      hasTesters: true,
      outputs: testerOutputs,
      argumentNames: testerArguments,
      announced: announcedTester(args),
    };
    super(provider, description, opts);
  }
}

export interface SkillBetaTester extends SkillBetaTesterOutputs {}
