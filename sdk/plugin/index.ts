/**
 * The package's entry `pulumi-alexa/plugin`: the same resources through the plugin `pulumi-resource-alexa`, with
 * import, previews by property, timeouts and cancellation. `npx pulumi-alexa install` installs the plugin.
 *
 * @module pulumi-alexa/plugin
 */
import * as pulumi from "@pulumi/pulumi";
import { pulumi as release, version } from "../../package.json";
import { type Announced, announce, announcedTest, announcedTester } from "../announce";
import { betaTestOutputs, testerOutputs } from "../properties";
import { dynamicTypes, isOfType, pluginTypes } from "../resourceTypes";
import { StackTraces } from "../StackTraces";
import type {
  SkillBetaTestArgs,
  SkillBetaTesterArgs,
  SkillBetaTesterOutputs,
  SkillBetaTestOutputs,
} from "../types";
import type {
  GetSkillBetaTestArgs,
  GetSkillBetaTestOutputArgs,
  GetSkillBetaTestResult,
  ProviderArgs,
} from "./types";

export type {
  BetaTestStatus,
  DesiredStatus,
  InvitationStatus,
  SkillBetaTestArgs,
  SkillBetaTesterArgs,
  SkillBetaTesterOutputs,
  SkillBetaTestOutputs,
} from "../types";
export type {
  GetSkillBetaTestArgs,
  GetSkillBetaTestOutputArgs,
  GetSkillBetaTestResult,
  ProviderArgs,
  Tester,
} from "./types";

/**
 * Where Pulumi downloads a missing plugin. A version that nobody can download would be required again by every state
 * that names it, so it is only named along with the address.
 */
const plugin =
  "server" in release ? { version, pluginDownloadURL: release.server as string } : undefined;

interface Description {
  readonly type: keyof typeof pluginTypes;
  readonly name: string;
  /** Undefined if the resource is only read. */
  readonly args: object | undefined;
  readonly outputs: Readonly<Record<string, undefined>>;
  readonly announced: Announced;
}

/** @internal */
class PluginResource extends pulumi.CustomResource {
  constructor(description: Description, opts: pulumi.CustomResourceOptions = {}) {
    const { type, name, args, outputs, announced } = description;
    const aliases = dynamicAliases(dynamicTypes[type], opts.aliases);
    const options = pulumi.mergeOptions({ ...plugin, aliases }, opts);
    const stackTraces = new StackTraces();
    try {
      super(pluginTypes[type], name, { ...outputs, ...args }, options);
      // With an id, it is only read.
      if (args && opts.id === undefined) announce(name, announced, this);
    } catch (error) {
      throw stackTraces.addTo(error);
    } finally {
      stackTraces.restore();
    }
  }
}

/**
 * The beta test of an Alexa skill, with the arguments and outputs of the dynamic resource. A stack that changes its
 * import from `pulumi-alexa` to this one keeps its beta tests as they are.
 *
 * @example
 * ```ts
 * import { SkillBetaTest } from "pulumi-alexa/plugin";
 * new SkillBetaTest("beta", { skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012" });
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the outputs, and both front ends have the same.
export class SkillBetaTest extends PluginResource {
  /** @internal For policies. */
  static readonly __pulumiType = pluginTypes.SkillBetaTest;

  /** Whether `obj` is a SkillBetaTest that uses the plugin, from any copy of this package. */
  static override isInstance(obj: unknown): obj is SkillBetaTest {
    return isOfType(obj, SkillBetaTest.__pulumiType);
  }

  constructor(name: string, args: SkillBetaTestArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal For `get`. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    args: SkillBetaTestArgs | undefined,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const [outputs, announced] = [betaTestOutputs, announcedTest(args)];
    super({ type: "SkillBetaTest", name, args, outputs, announced }, opts);
  }

  /**
   * Reads the outputs of an existing beta test without managing it.
   *
   * @param id The id of the skill. It is an error if the skill has no beta test.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SkillBetaTest {
    return new SkillBetaTest(name, undefined, { ...opts, id });
  }
}

export interface SkillBetaTest extends SkillBetaTestOutputs {}

/**
 * One tester of a beta test, with the arguments and outputs of the dynamic resource. Its id for `import` is the skill's id, a
 * slash and the address.
 *
 * @example
 * ```ts
 * import { SkillBetaTester } from "pulumi-alexa/plugin";
 * new SkillBetaTester("ada", {
 *   skillId: "amzn1.ask.skill.12345678-1234-1234-1234-123456789012",
 *   email: "ada@example.com",
 * });
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets the outputs, and both front ends have the same.
export class SkillBetaTester extends PluginResource {
  /** @internal For policies. */
  static readonly __pulumiType = pluginTypes.SkillBetaTester;

  /** Whether `obj` is a SkillBetaTester that uses the plugin, from any copy of this package. */
  static override isInstance(obj: unknown): obj is SkillBetaTester {
    return isOfType(obj, SkillBetaTester.__pulumiType);
  }

  constructor(name: string, args: SkillBetaTesterArgs, opts?: pulumi.CustomResourceOptions);
  /** @internal For `get`. */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    args: SkillBetaTesterArgs | undefined,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const [outputs, announced] = [testerOutputs, announcedTester(args)];
    super({ type: "SkillBetaTester", name, args, outputs, announced }, opts);
  }

  /**
   * Reads the outputs of a tester without managing it.
   *
   * @param id The skill's id, a slash and the address. It is an error if the tester is not in the beta test.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SkillBetaTester {
    return new SkillBetaTester(name, undefined, { ...opts, id });
  }
}

export interface SkillBetaTester extends SkillBetaTesterOutputs {}

/** The dynamic resource under its name and every alias, since the engine does not combine types with aliases. */
function dynamicAliases(
  type: string,
  aliases: pulumi.CustomResourceOptions["aliases"] = [],
): pulumi.Alias[] {
  const isAlias = (alias: unknown): alias is pulumi.Alias =>
    typeof alias === "object" && !pulumi.Output.isInstance(alias) && !(alias instanceof Promise);
  return [{ type }, ...aliases.filter(isAlias).map((alias) => ({ ...alias, type }))];
}

const secretSettings: readonly string[] = ["accessToken", "clientSecret", "refreshToken"];
const credentialSettings: readonly string[] = [...secretSettings, "clientId", "profile"];
const otherSettings: readonly string[] = ["endpoint", "authEndpoint", "timeoutSeconds"];

/**
 * An explicit provider, for several accounts in one program: each resource uses the one in its `provider` option.
 *
 * Omitted settings fall back to the stack's `alexa:` configuration: `endpoint`, `authEndpoint` and
 * `timeoutSeconds` individually, the credentials (including `profile`) only if none is given here.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  static readonly __pulumiType = "alexa";

  /** Whether `obj` is a Provider from any copy of this package. */
  static override isInstance(obj: unknown): obj is Provider {
    return isOfType(obj, `pulumi:providers:${Provider.__pulumiType}`);
  }

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const config = new pulumi.Config("alexa");
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    const hasCredentials = given.some(([setting]) => credentialSettings.includes(setting));
    const fallbacks = [...otherSettings, ...(hasCredentials ? [] : credentialSettings)];
    const inputs = {
      ...Object.fromEntries(fallbacks.map((setting) => [setting, config.getSecret(setting)])),
      ...Object.fromEntries(given.map(([setting, value]) => [setting, toInput(setting, value)])),
    };
    super(Provider.__pulumiType, name, inputs, pulumi.mergeOptions({ ...plugin }, opts));
  }
}

/** A value that turns out to be missing becomes empty, which the plugin rejects, rather than falling back. */
function toInput(setting: string, value: pulumi.Input<string | number>): pulumi.Output<unknown> {
  const present = pulumi.output(value).apply((it) => it ?? "");
  return secretSettings.includes(setting) ? pulumi.secret(present) : present;
}

/**
 * A skill's current beta test and its testers, whether or not a program manages it. It is an error if the skill
 * has none.
 */
export function getSkillBetaTest(
  args: GetSkillBetaTestArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetSkillBetaTestResult> {
  return pulumi.runtime.invoke("alexa:index:getSkillBetaTest", args, { ...plugin, ...opts });
}

/** As {@link getSkillBetaTest}, for a skill that is an output of another resource. */
export function getSkillBetaTestOutput(
  args: GetSkillBetaTestOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetSkillBetaTestResult> {
  return pulumi.runtime.invokeOutput("alexa:index:getSkillBetaTest", args, { ...plugin, ...opts });
}
