import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { SkillBetaTestArgs, SkillBetaTestOutputs } from "./args";
import { argumentNames, declaredOutputs } from "./properties";

/**
 * Pulumi keeps the source of these functions in the state and runs it from there, at the latest when the
 * resource is destroyed. So they hold nothing and only forward to the package that is installed then.
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
 * The beta test of an Alexa skill: created, given its testers and started by `pulumi up`, compared with
 * what Amazon says in every preview, and ended when it is destroyed. A skill has one beta test at most,
 * so the resource's id is the skill's.
 *
 * A beta test ends by itself after 90 days at most; the next preview then says so, and the next
 * `pulumi up` creates and starts it again, which invites its testers again.
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
export class SkillBetaTest extends pulumi.dynamic.Resource {
  constructor(name: string, args: SkillBetaTestArgs, opts?: pulumi.CustomResourceOptions) {
    assertProviderIsFound();
    const options = withIgnoredByName(opts);
    const inputs = { ...declaredOutputs, ...args, __program: programSide(name, options) };
    super(provider, name, inputs, options, "alexa", "SkillBetaTest");
  }
}

export interface SkillBetaTest extends SkillBetaTestOutputs {}

/**
 * Pulumi runs the provider from the project's folder, and that is where it imports this package: a copy that
 * only a component package can see, as pnpm installs it, is not found there.
 *
 * @throws before anything is registered, instead of in the engine's own words later.
 */
function assertProviderIsFound(): void {
  const folder = process.cwd();
  // Unit tests and inline programs have none, and their folder says nothing of the project's.
  const isRunByEngine = pulumi.runtime.getRootDirectory() !== "";
  if (!isRunByEngine || isFoundFrom(folder)) return;
  throw new Error(
    `pulumi-alexa is not installed in the project folder ${folder}, where Pulumi runs its provider: ` +
      "run `npm install pulumi-alexa` there (or pnpm add, yarn add), even if only a component package uses it; or use the plugin, " +
      "`pulumi-alexa/plugin`, which does not need it.",
  );
}

function isFoundFrom(folder: string): boolean {
  try {
    createRequire(join(folder, "index.js")).resolve("pulumi-alexa/provider");
    return true;
  } catch {
    return false;
  }
}

/** The names of the `alexa:` settings; none in a project of that name, which has its own among them. */
function settingsOfStack(): string[] {
  if (pulumi.getProject() === "alexa") return [];
  return Object.keys(pulumi.runtime.allConfig()).flatMap((key) =>
    key.startsWith("alexa:") ? [key.slice("alexa:".length)] : [],
  );
}

/** `*` would have the engine ignore what the program says beside the arguments, too. */
function withIgnoredByName(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
  return opts.ignoreChanges?.includes("*") ? { ...opts, ignoreChanges: argumentNames } : opts;
}

const timesNamed = new Map<string, number>();

/**
 * What Pulumi's engine tells a plugin and not a dynamic provider: `check` takes it out of the inputs, so no
 * state holds it. The number tells resources of one name apart, which have different parents.
 */
function programSide(name: string, opts: pulumi.CustomResourceOptions) {
  const times = (timesNamed.get(name) ?? 0) + 1;
  timesNamed.set(name, times);
  return {
    name,
    id: `${name} ${times}`,
    preview: pulumi.runtime.isDryRun(),
    ignoreChanges: opts.ignoreChanges ?? [],
    settings: settingsOfStack(),
  };
}
