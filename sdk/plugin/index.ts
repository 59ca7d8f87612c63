/**
 * The same resource through the plugin `pulumi-resource-alexa`: with import, previews by property, time-outs
 * and cancellation, from every Pulumi language. Pulumi.yaml says where the plugin is:
 *
 * ```yaml
 * plugins:
 *   providers: [{ name: alexa, path: node_modules/.bin }]
 * ```
 */
import * as pulumi from "@pulumi/pulumi";
import type { SkillBetaTestArgs, SkillBetaTestOutputs } from "../args";
import { declaredOutputs } from "../properties";
import type { GetSkillBetaTestArgs, GetSkillBetaTestResult, ProviderArgs } from "./args";

export type { DesiredStatus, SkillBetaTestArgs, SkillBetaTestOutputs } from "../args";
export type { GetSkillBetaTestArgs, GetSkillBetaTestResult, ProviderArgs, Tester } from "./args";

/**
 * The beta test of an Alexa skill, as the dynamic resource of the same name, which it takes over from: a
 * stack that changes the import keeps its beta tests as they are.
 *
 * @example
 * ```ts
 * import { SkillBetaTest } from "pulumi-alexa/plugin";
 * new SkillBetaTest("beta", { skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012" });
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the outputs, and both front ends have the same.
export class SkillBetaTest extends pulumi.CustomResource {
  constructor(name: string, args: SkillBetaTestArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal Of a resource that is only read. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    args: SkillBetaTestArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const options = pulumi.mergeOptions({ aliases: dynamicAliases(opts.aliases) }, opts);
    const inputs = { ...declaredOutputs, ...args };
    super("alexa:index:SkillBetaTest", name, inputs, options);
  }

  /** The beta test that a skill has already, to read its outputs; it is not managed. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SkillBetaTest {
    return new SkillBetaTest(name, undefined, { ...opts, id });
  }
}

export interface SkillBetaTest extends SkillBetaTestOutputs {}

/** The dynamic resource of the same name, and of every other that it had: the engine combines none of them itself. */
function dynamicAliases(aliases: pulumi.CustomResourceOptions["aliases"] = []): pulumi.Alias[] {
  const type = "pulumi-nodejs:dynamic/alexa:SkillBetaTest";
  const isAlias = (alias: unknown): alias is pulumi.Alias =>
    typeof alias === "object" && !pulumi.Output.isInstance(alias) && !(alias instanceof Promise);
  return [{ type }, ...aliases.filter(isAlias).map((alias) => ({ ...alias, type }))];
}

const secretSettings: readonly string[] = ["accessToken", "clientSecret", "refreshToken"];
const accountSettings: readonly string[] = [...secretSettings, "clientId", "profile"];
const otherSettings: readonly string[] = ["endpoint", "authEndpoint", "timeoutSeconds"];

/**
 * An account: several in one program, each for the resources that name it as their `provider`.
 *
 * What is left out falls back to the stack's `alexa:` configuration, `endpoint`, `authEndpoint` and
 * `timeoutSeconds` each by itself. The credentials do so as a whole: where one of them or a `profile` is
 * given here, only those that are given here are used.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const config = new pulumi.Config("alexa");
    const ofStack = (settings: readonly string[]) =>
      Object.fromEntries(settings.map((setting) => [setting, config.getSecret(setting)]));
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    const hasAccount = given.some(([setting]) => accountSettings.includes(setting));
    const inputs = {
      ...(!hasAccount && ofStack(accountSettings)),
      ...ofStack(otherSettings),
      ...Object.fromEntries(given.map(([setting, value]) => [setting, said(setting, value)])),
    };
    super("alexa", name, inputs, opts);
  }
}

/** What turns out to be missing is an error of the plugin, and brings in no other account or address. */
function said(setting: string, value: pulumi.Input<string | number>): pulumi.Output<unknown> {
  const known = pulumi.output(value).apply((it) => it ?? "");
  return secretSettings.includes(setting) ? pulumi.secret(known) : known;
}

/**
 * What Amazon says of a skill's beta test and its testers, whoever manages it.
 *
 * @throws where the skill has none.
 */
export function getSkillBetaTest(
  args: GetSkillBetaTestArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetSkillBetaTestResult> {
  return pulumi.runtime.invoke("alexa:index:getSkillBetaTest", args, opts);
}
