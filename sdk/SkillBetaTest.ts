/** The dynamic resource. */
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { announce } from "./announce";
import { argumentNames, declaredOutputs } from "./properties";
import { dynamicType, isOfType } from "./resourceTypes";
import { StackTraces } from "./StackTraces";
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
export class SkillBetaTest extends pulumi.dynamic.Resource {
  /** Whether `obj` is a SkillBetaTest that uses the dynamic resource, from any copy of this package. */
  static override isInstance(obj: unknown): obj is SkillBetaTest {
    return isOfType(obj, dynamicType);
  }

  constructor(name: string, args: SkillBetaTestArgs, opts?: pulumi.CustomResourceOptions) {
    assertProviderIsFound();
    assertNotImported(opts);
    const options = withNamedIgnores(opts);
    const inputs = { ...declaredOutputs, ...args, __program: programHints(name, args, options) };
    const stackTraces = new StackTraces();
    try {
      super(provider, name, inputs, options, "alexa", "SkillBetaTest");
      // With an id, it is only read.
      if (options.id === undefined) announce(name, args?.skillId);
    } catch (error) {
      throw stackTraces.addTo(error);
    } finally {
      stackTraces.restore();
    }
    if (options.customTimeouts) {
      const message =
        "customTimeouts has no effect on a dynamic resource: set alexa:timeoutSeconds";
      void pulumi.log.warn(`${message}, or use the plugin, \`pulumi-alexa/plugin\`.`, this);
    }
  }
}

export interface SkillBetaTest extends SkillBetaTestOutputs {}

/**
 * Pulumi runs the provider in the project's folder and imports this package from there: a copy that only a
 * component package can see, as pnpm installs it, is not found.
 *
 * @throws before the engine would, with a message that says what to do.
 */
function assertProviderIsFound(): void {
  const folder = process.cwd();
  // Unit tests have none, and may run in any folder; older versions do not tell it.
  if (!pulumi.runtime.getRootDirectory?.()) return;
  try {
    createRequire(join(folder, "index.js")).resolve("pulumi-alexa/provider");
  } catch {
    // An inline program has no folder of its own, and cannot see its `workDir`.
    throw new Error(
      `pulumi-alexa is not installed in the project folder ${folder}, where Pulumi runs its provider: ` +
        "run `npm install pulumi-alexa` there (or pnpm add, yarn add), even if only a component package uses it; " +
        "before you run an inline program of the Automation API, call process.chdir(...) with a folder where pulumi-alexa is installed " +
        "(the program's `workDir`, if it has one); or use the plugin, `pulumi-alexa/plugin`, which does not need it.",
    );
  }
}

/** @throws before the engine would, with a message that says what to do. */
function assertNotImported(opts: pulumi.CustomResourceOptions = {}): void {
  if (opts.import === undefined) return;
  throw new Error(
    "Pulumi cannot import a dynamic resource: remove `import` (`pulumi up` adopts a running beta test that matches the program " +
      "and, with `adopt: true`, one that differs), or use the plugin, `pulumi-alexa/plugin`.",
  );
}

/** The names of the `alexa:` settings. A project of that name has others among them, so there it is empty. */
function stackSettings(): string[] {
  if (pulumi.getProject() === "alexa") return [];
  return Object.keys(pulumi.runtime.allConfig()).flatMap((key) =>
    key.startsWith("alexa:") ? [key.slice("alexa:".length)] : [],
  );
}

/** With `*`, the engine would ignore `__program`, too. */
function withNamedIgnores(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
  return opts.ignoreChanges?.includes("*") ? { ...opts, ignoreChanges: argumentNames } : opts;
}

const timesNamed = new Map<string, number>();

/** What the program has declared since it last waited for something, in its order. */
let declared: { skillId: string; hasTesters: boolean }[] = [];
/** How many a resource names. Those are read in vain if the command is about that resource alone. */
const maxUpcoming = 10;

/**
 * The resources that the program declares after this one. What one of them depends on may change its beta test, so
 * it must not be read before: those that wait for anything are left out.
 */
async function upcomingAfter(args: Partial<SkillBetaTestArgs>, opts: pulumi.CustomResourceOptions) {
  const batch = declared;
  const { skillId, testers } = args;
  const waits = opts.dependsOn !== undefined || Object.values(args).some(isLater);
  if (typeof skillId === "string" && !waits) {
    batch.push({ skillId, hasTesters: testers !== undefined });
  }
  const next = batch.length;
  await undefined;
  if (declared === batch) declared = [];
  return batch.slice(next, next + maxUpcoming);
}

function isLater(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isLater);
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/**
 * What Pulumi's engine tells a plugin but not a dynamic provider; `check` removes it from the inputs, so that no
 * state has it. The number distinguishes resources of the same name with different parents.
 */
function programHints(name: string, args: SkillBetaTestArgs, opts: pulumi.CustomResourceOptions) {
  const times = (timesNamed.get(name) ?? 0) + 1;
  timesNamed.set(name, times);
  return {
    name,
    // A program can load several copies of this package, each with numbers of its own.
    id: `${name} ${times} of ${__filename}`,
    preview: pulumi.runtime.isDryRun(),
    ignoreChanges: opts.ignoreChanges ?? [],
    settings: stackSettings(),
    upcoming: upcomingAfter(args ?? {}, opts),
  };
}
