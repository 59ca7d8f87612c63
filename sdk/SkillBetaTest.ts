/** The dynamic resource. */
import type * as pulumi from "@pulumi/pulumi";
import { announcedTest } from "./announce";
import { DynamicResource } from "./DynamicResource";
import { betaTestArguments, betaTestOutputs } from "./properties";
import { dynamicTypes, isOfType } from "./resourceTypes";
import type { SkillBetaTestArgs, SkillBetaTestOutputs } from "./types";

/**
 * Pulumi stores the source of these functions in the state and runs it from there when the resource is destroyed.
 * So they capture nothing and only forward to the package that is installed by then.
 */
const provider: pulumi.dynamic.ResourceProvider = {
  configure: async (req) => (await import("pulumi-alexa/provider")).skillBetaTest.configure(req),
  check: async (olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTest.check(olds, news),
  diff: async (id, olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTest.diff(id, olds, news),
  create: async (inputs) => (await import("pulumi-alexa/provider")).skillBetaTest.create(inputs),
  read: async (id, props) => (await import("pulumi-alexa/provider")).skillBetaTest.read(id, props),
  update: async (id, olds, news) =>
    (await import("pulumi-alexa/provider")).skillBetaTest.update(id, olds, news),
  delete: async (id, props) =>
    (await import("pulumi-alexa/provider")).skillBetaTest.delete(id, props),
};

/**
 * The beta test of an Alexa skill. `pulumi up` creates it, adds its testers and starts it; every preview compares
 * it with Amazon's current state; `pulumi destroy` ends it. A skill has one beta test at most, so the resource's
 * id is the skill's.
 *
 * A beta test expires after 90 days at most. The next preview says so, and the next `pulumi up` creates and starts
 * a new one, which invites the testers again.
 *
 * @example
 * ```ts
 * const betaTest = new alexa.SkillBetaTest("beta", {
 *   skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
 *   testers: ["ada@example.com"],
 * });
 * export const invitationUrl = betaTest.invitationUrl;
 * ```
 * @see https://developer.amazon.com/docs/alexa/smapi/beta-test-rest-api-reference.html
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the outputs, and both front ends have the same.
export class SkillBetaTest extends DynamicResource {
  /** Whether `obj` is a SkillBetaTest that uses the dynamic resource, from any copy of this package. */
  static override isInstance(obj: unknown): obj is SkillBetaTest {
    return isOfType(obj, dynamicTypes.SkillBetaTest);
  }

  constructor(name: string, args: SkillBetaTestArgs, opts?: pulumi.CustomResourceOptions) {
    const description = {
      type: "SkillBetaTest",
      name,
      args: { ...args },
      hasTesters: args?.testers !== undefined,
      outputs: betaTestOutputs,
      argumentNames: betaTestArguments,
      announced: announcedTest(args),
    };
    super(provider, description, opts);
  }
}

export interface SkillBetaTest extends SkillBetaTestOutputs {}
