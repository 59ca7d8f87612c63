/**
 * Pulumi's engine as its providers see it: what it asks them, in which order, and what it keeps.
 *
 * Source: `pkg/resource/deploy` of Pulumi 3.250.0: `deployment_executor.go`, `step_generator.go`, `step.go`.
 */
import {
  type Announcement,
  type Declarations,
  LocalDeclarations,
  testerId,
} from "../../provider/resource/declarations";
import type { ProviderRuntime } from "../../provider/resource/ProviderSession";
import {
  type Config,
  type FrontEnd,
  goalOf,
  InitError,
  type Kept,
  type Properties,
  type Provider,
  start,
  type TypeName,
  urnOf,
} from "./frontEnds";

/** A resource as the program declares it. */
export interface Resource {
  readonly type: TypeName;
  readonly name: string;
  readonly frontEnd: FrontEnd;
  readonly args: Properties & { readonly skillId: string };
  /** Names that it had; the plugin's SDK adds the dynamic resource of each, and of its own name. */
  readonly aliases?: readonly string[];
  readonly ignoreChanges?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
}

/** A resource as the state keeps it. */
export interface Entry extends Kept {
  readonly urn: string;
  readonly frontEnd: FrontEnd;
  readonly ignoreChanges: readonly string[];
  /** Whether it is read before every update. */
  readonly refreshBefore: boolean;
  /** Half-done: the next run updates it. */
  initErrors: boolean;
  taint: boolean;
  /** Replaced by another; its delete is owed. */
  isReplaced: boolean;
  /** Deleted already; what replaces it is owed. */
  isPendingReplacement: boolean;
}

export interface Options {
  readonly preview?: boolean;
  /** The stack's configuration of today. */
  readonly config: Config;
  /** `--target`: all, where left out. */
  readonly targets?: readonly string[];
  readonly continueOnError?: boolean;
}

export interface UpOptions extends Options {
  /** `--replace`. */
  readonly replace?: readonly string[];
  readonly refresh?: boolean;
  /** Replaced with a neighbour (`replaceWith`) that is deleted first, and so deleted before they are declared again. */
  readonly deletedFirst?: readonly string[];
  /** Default providers that the program uses for something else, such as a look at a test that it does not manage. */
  readonly uses?: readonly FrontEnd[];
  /** A step is carried out before the next resource is looked at; otherwise after all of them were. Both happen. */
  readonly eager?: boolean;
}

export interface Outcome {
  /** What was said to the user. */
  readonly lines: readonly string[];
  /** The steps that are not "same". */
  readonly steps: readonly string[];
  readonly error?: Error;
}

/** A check that failed: nothing is to be done about this resource. */
export class CheckError extends Error {}

type EngineRuntime = Pick<ProviderRuntime, "settings" | "connect" | "command">;

export class Engine {
  entries: Entry[] = [];
  /** The settings that the state keeps of each default provider. */
  private readonly settings: Partial<Record<FrontEnd, Config>> = {};

  /**
   * @param runtime what every process has of the machine that it runs on.
   * @param deleting surrounds every delete.
   */
  constructor(
    private readonly runtime: EngineRuntime,
    private readonly deleting: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
  ) {}

  up(program: readonly Resource[], options: UpOptions): Promise<Outcome> {
    return this.run(options, (run) => run.update(program, options));
  }

  refresh(program: readonly Resource[] | undefined, options: Options): Promise<Outcome> {
    const refresh = async (run: Run) => {
      if (program) await run.register(program);
      await run.refresh(() => true);
    };
    return this.run(options, refresh, "refresh");
  }

  destroy(program: readonly Resource[] | undefined, options: Options): Promise<Outcome> {
    return this.run(options, async (run) => {
      await run.refresh(({ refreshBefore }) => refreshBefore);
      if (program) await run.register(program);
      await run.deleteAll();
    });
  }

  private async run(
    options: Options,
    work: (run: Run) => Promise<void>,
    command = "up",
  ): Promise<Outcome> {
    const { deleting, settings } = this;
    const runtime = { ...this.runtime, command: () => command };
    const run = new Run(runtime, deleting, options, structuredClone(this.entries), { ...settings });
    const error = await work(run).then(
      () => run.firstError,
      (thrown: Error) => thrown,
    );
    if (!options.preview) {
      this.entries = run.entries;
      Object.assign(this.settings, run.settings);
    }
    const { lines, steps } = run;
    return { lines, steps, ...(error && { error }) };
  }
}

type Step = () => Promise<void>;

/** One command: its processes, and what it makes of the state. */
class Run {
  readonly lines: string[] = [];
  readonly steps: string[] = [];
  firstError: Error | undefined;
  private readonly declarations: Declarations = new LocalDeclarations();
  private readonly providers = new Map<FrontEnd, Provider>();
  private readonly registered = new Set<string>();
  private readonly aliased = new Set<string>();
  private readonly deletedFirst = new Set<string>();
  private readonly isPreview: boolean;

  constructor(
    private readonly runtime: EngineRuntime,
    private readonly deleting: <T>(work: () => Promise<T>) => Promise<T>,
    private readonly options: Options,
    public entries: Entry[],
    readonly settings: Partial<Record<FrontEnd, Config>>,
  ) {
    this.isPreview = options.preview ?? false;
  }

  async update(program: readonly Resource[], options: UpOptions): Promise<void> {
    await this.refresh(({ refreshBefore }) => options.refresh || refreshBefore);
    await this.register(program, options.uses);
    for (const [i, resource] of program.entries()) {
      const { name } = resource;
      const title = `"${name}"`;
      this.declarations.announce({ id: `announced ${i}`, name, title, ...announced(resource) });
    }
    for (const urn of options.deletedFirst ?? []) await this.deleteFirst(urn);
    const queue: Step[] = [];
    for (const [i, resource] of program.entries()) {
      const step = await this.generate(resource, program.slice(i + 1), options);
      if (!step) continue;
      if (options.eager) await this.carryOut([step]);
      else queue.push(step);
    }
    await this.carryOut(queue);
    await this.deleteAll();
  }

  private async deleteFirst(urn: string): Promise<void> {
    const entry = this.entries.find((each) => each.urn === urn && !each.isReplaced);
    if (!entry || entry.isPendingReplacement || !this.isTarget(urn)) return;
    if (!this.isPreview) {
      const provider = await this.provider(entry.frontEnd);
      await this.deleting(() => provider.delete(urn, entry));
    }
    entry.isPendingReplacement = true;
    this.deletedFirst.add(urn);
  }

  /** Every step has begun by the time that one fails; what comes after them has not. */
  private async carryOut(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await step().catch((error: Error) => {
        this.firstError ??= error;
      });
    }
    if (this.firstError && !this.options.continueOnError) throw this.firstError;
  }

  /** Reads, and asks what an update would do about what was read. */
  async refresh(isMeant: (entry: Entry) => boolean): Promise<void> {
    const meant = this.entries.filter((entry) => isMeant(entry) && this.isTarget(entry.urn));
    const errors: Error[] = [];
    for (const entry of meant) {
      if (entry.isPendingReplacement) continue;
      await this.refreshOne(entry).catch((error: Error) => errors.push(error));
    }
    if (errors[0]) throw errors[0];
  }

  private async refreshOne(entry: Entry): Promise<void> {
    const provider = await this.provider(entry.frontEnd);
    const read = await provider.read(entry.urn, entry);
    if (!read) {
      this.entries = this.entries.filter((each) => each !== entry);
      this.steps.push("gone");
      return;
    }
    const refreshed = { ...entry, ...read, initErrors: false };
    // The state's inputs stand for the program, which nobody has heard yet.
    await provider.diff(entry.urn, refreshed, entry.inputs, entry.ignoreChanges);
    this.entries = this.entries.map((each) => (each === entry ? refreshed : each));
  }

  /**
   * The default providers of what the program declares, with the settings of today: a new process is asked
   * about them, and takes the place of that of the state where they differ.
   */
  async register(program: readonly Resource[], uses: readonly FrontEnd[] = []): Promise<void> {
    const needed = program.map((resource) => resource.frontEnd);
    for (const frontEnd of new Set([...needed, ...uses])) {
      const kept = this.settings[frontEnd];
      const fresh = this.start(frontEnd);
      const config = await fresh.checkConfig(this.options.config);
      this.settings[frontEnd] = config;
      if (kept && !(await fresh.diffConfig(kept, config))) continue;
      await fresh.configure(config);
      this.providers.set(frontEnd, fresh);
    }
  }

  /** With the settings of the state, unless the program has others. */
  private async provider(frontEnd: FrontEnd): Promise<Provider> {
    const present = this.providers.get(frontEnd);
    if (present) return present;
    const provider = this.start(frontEnd);
    await provider.configure(this.settings[frontEnd] ?? {});
    this.providers.set(frontEnd, provider);
    return provider;
  }

  private start(frontEnd: FrontEnd): Provider {
    const hear = async (line: string) => void this.lines.push(line);
    const engine = { debug: async () => {}, info: hear, warn: hear, showProgress: async () => {} };
    const { declarations } = this;
    return start(frontEnd, { ...this.runtime, engine, declarations });
  }

  /** @returns what is to be done about a resource; undefined where it is the same. */
  private async generate(
    resource: Resource,
    rest: readonly Resource[],
    options: UpOptions,
  ): Promise<Step | undefined> {
    const { type, frontEnd, name, args, ignoreChanges = [] } = resource;
    const urn = urnOf(resource);
    const old = this.oldOf(urn, resource);
    if (!this.isTarget(urn)) return undefined;

    const provider = await this.provider(frontEnd);
    const upcoming = rest
      .filter((next) => next.frontEnd === "dynamic")
      .map(({ type, args }) => ({
        skillId: args.skillId,
        hasTesters: type === "SkillBetaTester" || args.testers !== undefined,
      }));
    const side = { name, preview: this.isPreview, ignoreChanges, upcoming };
    const goal = () => goalOf(frontEnd, type, args, side);
    const isDeletedFirst = old !== undefined && this.deletedFirst.has(old.urn);
    const isToBeReplaced = isDeletedFirst || old?.taint || options.replace?.includes(urn) || false;
    const asNew = () => this.check(provider, urn, {}, goal());
    const inputs =
      old && !isToBeReplaced
        ? await this.check(provider, urn, old.inputs, ignoring(goal(), old.inputs, ignoreChanges))
        : await asNew();
    const made = { urn, frontEnd, ignoreChanges };
    if (!old) return () => this.create(provider, made, inputs);

    const diff = isToBeReplaced
      ? { changes: true, replaces: true }
      : await provider.diff(urn, old, inputs, ignoreChanges);
    if (old.isPendingReplacement || (diff.changes && diff.replaces)) {
      const renewed = isToBeReplaced ? inputs : await asNew();
      return () => this.replace(provider, made, old, renewed, resource);
    }
    if (diff.changes || old.initErrors) return () => this.change(provider, made, old, inputs);
    this.put(old, { ...old, ...made, inputs });
    return undefined;
  }

  /** By its URN, or by the first of its aliases that the state has. */
  private oldOf(urn: string, { type, frontEnd, name, aliases = [] }: Resource): Entry | undefined {
    const own = aliases.map((alias) => urnOf({ type, frontEnd, name: alias }));
    const dynamic = [name, ...aliases].map((each) =>
      urnOf({ type, frontEnd: "dynamic", name: each }),
    );
    const urns = [urn, ...(frontEnd === "plugin" ? dynamic : []), ...own];
    const present = (each: string) =>
      this.entries.find((entry) => entry.urn === each && !entry.isReplaced);
    const old = urns.map(present).find(Boolean);
    const isTwice =
      this.registered.has(urn) ||
      this.aliased.has(urn) ||
      (old && old.urn !== urn && (this.registered.has(old.urn) || this.aliased.has(old.urn)));
    this.registered.add(urn);
    if (isTwice) throw new Error(`${urn} or its alias is there twice`);
    if (old && old.urn !== urn) this.aliased.add(old.urn);
    return old;
  }

  private async check(
    provider: Provider,
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<Properties> {
    const { inputs, failures } = await provider.check(urn, olds, news);
    if (failures.length > 0) throw new CheckError(failures.join("; "));
    return inputs;
  }

  private async create(provider: Provider, made: Made, inputs: Properties): Promise<void> {
    this.steps.push(`create ${made.urn}`);
    await this.keeping(made, { id: idOf(inputs), inputs }, undefined, () =>
      provider.create(made.urn, inputs, this.isPreview),
    );
  }

  private async change(
    provider: Provider,
    made: Made,
    old: Entry,
    inputs: Properties,
  ): Promise<void> {
    this.steps.push(`update ${made.urn}`);
    await this.keeping(made, { id: old.id, inputs }, old, () =>
      provider.update(made.urn, old, inputs, this.isPreview),
    );
  }

  private async replace(
    provider: Provider,
    made: Made,
    old: Entry,
    inputs: Properties,
    { deleteBeforeReplace = false }: Resource,
  ): Promise<void> {
    if (deleteBeforeReplace) {
      if (!old.isPendingReplacement && !this.isPreview) {
        await this.deleting(() => provider.delete(old.urn, old));
        old.isPendingReplacement = true;
      }
    }
    let error: unknown;
    await this.create(provider, made, inputs).catch((thrown) => {
      error = thrown;
    });
    if (!error || error instanceof InitError) {
      // What was deleted already is forgotten; the rest goes last.
      if (old.isPendingReplacement || deleteBeforeReplace)
        this.entries = this.entries.filter((entry) => entry !== old);
      old.isReplaced = true;
    }
    if (error) throw error;
  }

  /** A failure that comes with an id leaves the resource in the state. */
  private async keeping(
    made: Made,
    { id, inputs }: Pick<Kept, "id" | "inputs">,
    old: Entry | undefined,
    work: () => Promise<Kept>,
  ): Promise<void> {
    const fresh = { taint: false, isReplaced: false, isPendingReplacement: false };
    const entry = { ...made, ...fresh, inputs, refreshBefore: made.frontEnd === "plugin" };
    try {
      this.put(old, { ...entry, ...(await work()), initErrors: false });
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
      this.put(old, { ...entry, id, outputs: error.outputs, initErrors: true });
      throw error;
    }
  }

  private put(old: Entry | undefined, entry: Entry): void {
    this.entries = [...this.entries.filter((each) => each !== old), entry];
  }

  /** What the program does not declare any more, and what was replaced. */
  async deleteAll(): Promise<void> {
    const isOwed = ({ urn, isReplaced }: Entry) =>
      isReplaced || !(this.registered.has(urn) || this.aliased.has(urn));
    const owed = this.entries.filter((entry) => isOwed(entry) && this.isTarget(entry.urn));
    for (const entry of owed) {
      this.steps.push(`delete ${entry.urn}`);
      await this.deleteOne(entry).catch((error: Error) => {
        this.firstError ??= error;
      });
    }
  }

  private async deleteOne(entry: Entry): Promise<void> {
    if (this.isPreview) return;
    if (!entry.isPendingReplacement) {
      const provider = await this.provider(entry.frontEnd);
      await this.deleting(() => provider.delete(entry.urn, entry));
    }
    this.entries = this.entries.filter((each) => each !== entry);
  }

  private isTarget(urn: string): boolean {
    return this.options.targets?.includes(urn) ?? true;
  }
}

/** What the SDK tells the providers of the run. */
function announced({ type, args }: Resource): Partial<Announcement> {
  const { skillId, testers, desiredStatus } = args;
  if (type === "SkillBetaTester") return { owned: idOf(args), isTester: true };
  return {
    owned: skillId,
    listsTesters: testers !== undefined,
    ...(typeof desiredStatus === "string" && { desiredStatus }),
  };
}

function idOf({ skillId, email }: Properties): string {
  return email === undefined ? String(skillId) : testerId(String(skillId), String(email));
}

type Made = Pick<Entry, "urn" | "frontEnd" | "ignoreChanges">;

/** `ignoreChanges`: what the state's inputs have, or have not. */
function ignoring(goal: Properties, olds: Properties, ignored: readonly string[]): Properties {
  const isIgnored = ([name]: [string, unknown]) => ignored.includes(name) || ignored.includes("*");
  const stays = Object.entries(goal).filter((entry) => !isIgnored(entry));
  const kept = Object.entries(olds).filter(isIgnored);
  return Object.fromEntries([...stays, ...kept]);
}
