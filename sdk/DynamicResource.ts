/** What the dynamic resources of this package have in common. */
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Announced, announce } from "./announce";
import { StackTraces } from "./StackTraces";

type Args = Readonly<Record<string, unknown>>;

/** What a program knows of the resources that it declares after another one. */
interface Upcoming {
  readonly skillId: string;
  readonly hasTesters: boolean;
}

interface Declared {
  /** The name of the resource's class. */
  readonly type: string;
  readonly name: string;
  readonly args: Args;
  /** Whether its diff needs the skill's testers. */
  readonly hasTesters: boolean;
}

/** @internal */
export interface Description extends Declared {
  /** Pulumi only sets the outputs that the constructor lists among the inputs. */
  readonly outputs: Readonly<Record<string, undefined>>;
  readonly argumentNames: string[];
  /** What providers of this run are told. */
  readonly announced: Announced;
}

/** @internal */
export class DynamicResource extends pulumi.dynamic.Resource {
  constructor(
    provider: pulumi.dynamic.ResourceProvider,
    description: Description,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { type, name, args, outputs, argumentNames, announced } = description;
    assertProviderIsFound();
    assertNotImported(opts);
    const options = withNamedIgnores(opts, argumentNames);
    const inputs = { ...outputs, ...args, __program: programHints(description, options) };
    const stackTraces = new StackTraces();
    try {
      super(provider, name, inputs, options, "alexa", type);
      // With an id, it is only read.
      if (options.id === undefined) announce(name, announced, this);
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
function withNamedIgnores(
  opts: pulumi.CustomResourceOptions = {},
  argumentNames: string[],
): pulumi.CustomResourceOptions {
  return opts.ignoreChanges?.includes("*") ? { ...opts, ignoreChanges: argumentNames } : opts;
}

const timesNamed = new Map<string, number>();

/** What the program has declared since it last waited for something, in its order. */
let declared: Upcoming[] = [];
/** How many a resource names. Those are read in vain if the command is about that resource alone. */
const maxUpcoming = 10;

/**
 * The resources that the program declares after this one. What one of them depends on may change its beta test, so
 * it must not be read before: those that wait for anything are left out.
 */
async function upcomingAfter(args: Args, hasTesters: boolean, opts: pulumi.CustomResourceOptions) {
  const batch = declared;
  const { skillId } = args;
  const waits = opts.dependsOn !== undefined || Object.values(args).some(isLater);
  if (typeof skillId === "string" && !waits) batch.push({ skillId, hasTesters });
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
function programHints(
  { name, args, hasTesters, type }: Declared,
  opts: pulumi.CustomResourceOptions,
) {
  const title = `${type} ${name}`;
  const times = (timesNamed.get(title) ?? 0) + 1;
  timesNamed.set(title, times);
  return {
    name,
    // A program can load several copies of this package, each with numbers of its own.
    id: `${title} ${times} of ${__filename}`,
    preview: pulumi.runtime.isDryRun(),
    ignoreChanges: opts.ignoreChanges ?? [],
    settings: stackSettings(),
    upcoming: upcomingAfter(args, hasTesters, opts),
  };
}
