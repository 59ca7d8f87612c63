/** What a front end does for its engine, in the lifecycle's words: the dynamic resource and the plugin share it. */

import type { BetaTestApi } from "../betaTest/api";
import { check } from "../betaTest/check";
import { assertAdoptable, converge, InterruptedError, type Target } from "../betaTest/converge";
import { describeAdoption, describeExpiry, describeForecast, people } from "../betaTest/describe";
import { LifecycleError } from "../betaTest/errors";
import { type Desired, type Observed, statusOf } from "../betaTest/model";
import { type LastKnown, listTesters, observe } from "../betaTest/observe";
import { forecast, needsTesters, plan, type Step } from "../betaTest/plan";
import type { Clock, Operation } from "../clock";
import { categoryOf, type ErrorCategory } from "../errorCategory";
import type { Engine } from "../pulumi/engine";
import { type SettingName, type Settings, unknownSetting } from "../settings";
import type { Declaration, Declarations } from "./declarations";
import {
  desiredOf,
  type Inputs,
  importedInputs,
  inputsFromObserved,
  isUnknown,
  lastKnownOf,
  type Outputs,
  outputsFromObserved,
  outputsOf,
  unknownIn,
  withDefaults,
  withIgnored,
  withoutValues,
} from "./properties";
import { withDeadline } from "./withDeadline";

/** What the front ends need of the process that they run in. */
export interface ProviderRuntime {
  /** @throws for configuration that cannot work; the message says what to do. */
  settings(configured: (name: SettingName) => string | undefined): Settings;
  /** Loads what talks to Amazon, which previews of new resources do without. */
  connect(settings: Settings): Promise<Connected>;
  readonly engine: Pick<Engine, "info" | "warn" | "showProgress">;
  readonly declarations: Declarations;
  /** Whether this is `pulumi refresh`, where that can be known. */
  isRefresh?(): boolean;
}

export interface Connected {
  readonly clock: Clock;
  /** Amazon's API for one operation, and for no longer. */
  api(operation: Operation): BetaTestApi;
}

/** What the engine says of one call, where it says anything. */
export interface CallOptions {
  /** The resource that messages belong to. */
  readonly urn?: string;
  /** How long this operation may wait for Amazon, in place of the configuration's. */
  readonly timeoutMs?: number;
  /** How long it is worth waiting for, where that is less. */
  readonly patienceMs?: number;
}

/** The operation failed half-way: the state keeps the resource, with what is there and why. */
export class ResourceInitFailedError extends Error {
  override readonly name = "ResourceInitFailedError";

  constructor(
    message: string,
    readonly id: string,
    readonly properties: Outputs,
  ) {
    super(message);
  }

  get reasons(): string[] {
    return [this.message];
  }
}

const skillIsGone =
  "the skill is not the account's any more: it was deleted, and its beta test with it, or given to another account";

/** A preview does without Amazon where it does not answer by then. */
const previewPatienceMs = 30_000;
/** Who the account is can wait for the next update. */
const vendorsPatienceMs = 15_000;

export class Operations {
  private configured: (name: SettingName) => string | undefined = () => undefined;
  private connected: Promise<Connected & { timeoutMs: number }> | undefined;
  private vendorIds: Promise<readonly string[] | undefined> | undefined;
  private readonly cancellation = new AbortController();
  /** What this run has looked at and not changed since. A diff may use it; a change always looks anew. */
  private readonly seen = new Map<string, Observed>();
  /** What could not be read with the settings of the last up. */
  private readonly unread = new Set<string>();
  /** Whether today's program was heard in this process: in `destroy` and `refresh` it mostly is not. */
  private isProgramKnown = false;

  constructor(private readonly runtime: ProviderRuntime) {}

  configure(configured: (name: SettingName) => string | undefined): void {
    this.configured = configured;
    this.connected = undefined;
  }

  /** The settings are the program's of today, and not what Pulumi kept of the last up. */
  noteProgram(): void {
    this.isProgramKnown = true;
  }

  /** Breaks off what waits; what was done by then is kept. */
  cancel(): void {
    this.cancellation.abort(
      new Error("cancelled; what was done is kept, and the next run goes on from there"),
    );
  }

  /**
   * @param resource who asks: what the program calls it, and what tells it from every other.
   * @param settings the names that the stack's configuration has, where nobody else checks them.
   */
  check(
    given: Record<string, unknown>,
    resource?: Omit<Declaration, "skillId">,
    settings: readonly string[] = [],
  ) {
    this.noteProgram();
    const inputs = withDefaults(given);
    const failures = withoutValues(check(inputs, isUnknown));
    for (const reason of settings.flatMap(unknownSetting)) failures.push({ property: "", reason });
    try {
      this.runtime.settings(this.configured);
      if (failures.length === 0 && resource && !isUnknown(inputs.skillId)) {
        this.declare({ ...resource, skillId: String(inputs.skillId) });
      }
    } catch (error) {
      failures.push({ property: "", reason: (error as Error).message });
    }
    return { inputs, failures };
  }

  /** @throws where another resource of the program declares the same skill. */
  private declare(declaration: Declaration): void {
    const { declarations } = this.runtime;
    const { skillId, id, name } = declaration;
    declarations.declare(declaration);
    const other = declarations.of(skillId).find((each) => each.id !== id);
    if (!other) return;
    throw new Error(
      `the skill ${skillId} is declared twice, by ${other.name} and by ${name}: a skill has one beta test, and each would undo what the ` +
        "other does. Take one of them out; no beta test is ended by that.",
    );
  }

  /** What is there: as this very run has seen it, or else by a look. */
  async observe(
    id: string,
    desired: Desired,
    lastKnown: LastKnown,
    options: CallOptions = {},
  ): Promise<Observed> {
    const seen = this.seen.get(id);
    if (seen && !needsTesters(seen, desired)) return seen;
    return this.look(id, desired, lastKnown, options);
  }

  private async look(
    id: string,
    desired: Pick<Desired, "testers">,
    lastKnown: LastKnown,
    options: CallOptions,
  ): Promise<Observed> {
    const observed = await this.withApi(id, options, (api) => observe(api, id, desired, lastKnown));
    this.seen.set(id, observed);
    return observed;
  }

  /**
   * Tells the reviewer of a preview what a new resource will do, or that it may not.
   *
   * @returns what will be done; undefined where that cannot be known yet.
   * @throws where somebody's running test is in the way.
   */
  async previewCreate(
    inputs: Inputs,
    call: CallOptions = {},
  ): Promise<readonly Step[] | undefined> {
    const { engine } = this.runtime;
    const options = { ...call, patienceMs: previewPatienceMs };
    const { skillId } = inputs;
    if (await this.announceUnknown(inputs, options)) return undefined;
    const desired = desiredOf(inputs);
    let observed: Observed;
    try {
      observed = await this.observe(skillId, desired, {}, options);
    } catch (error) {
      if (categoryOf(error) !== "unreachable") throw error;
      const { message } = error as Error;
      await engine.warn(
        `${skillId}: this preview cannot say what is there and who will be invited. ${message}`,
        options.urn,
      );
      return undefined;
    }
    if (!observed.betaTest) await this.assertSkillIsThere(skillId, options);
    if (!inputs.adopt) assertAdoptable(observed, desired);
    const known = await this.withTesters(skillId, observed, desired, options);
    const line =
      statusOf(known) === "RUNNING"
        ? describeAdoption(known, desired)
        : describeForecast(known, desired);
    if (line) await engine.info(`${skillId}: ${line}`, options.urn);
    return plan(observed, desired);
  }

  /** Tells the reviewer of a preview what an update will do, as far as that can be known. */
  async previewUpdate(
    id: string,
    olds: Outputs,
    news: Inputs,
    options: CallOptions = {},
  ): Promise<readonly Step[] | undefined> {
    if (await this.announceUnknown(news, options)) return undefined;
    const desired = desiredOf(news);
    const observed = await this.observe(id, desired, lastKnownOf(olds), options);
    const known = await this.withTesters(id, observed, desired, options);
    const isLeft = (name: "testers" | "feedbackEmail") =>
      olds[name] !== undefined && news[name] === undefined && desired.status !== "ENDED";
    const lines = [
      describeForecast(known, desired),
      isLeft("testers") && "testers will no longer be managed; nobody is removed",
      isLeft("feedbackEmail") && "feedbackEmail will no longer be managed; it stays as it is",
    ].filter(Boolean);
    if (lines.length > 0) {
      await this.runtime.engine.info(`${id}: ${lines.join("; ")}`, options.urn);
    }
    return plan(observed, desired);
  }

  /** Tells the reviewer what another skillId means for the test of the one that the resource has. */
  async announceReplacement(id: string, skillId: string, options: CallOptions = {}): Promise<void> {
    const { declarations, engine } = this.runtime;
    const [owner] = declarations.of(id);
    const becomes = owner
      ? `this one is left to ${owner.name}, which declares its skill`
      : `this one ends${await this.forHowMany(id, options)}, unless another resource of the program declares its skill`;
    const then = `the new skill's beta test is set up, and ${becomes}`;
    await engine.info(
      isUnknown(skillId)
        ? `${id}: the skillId is not known yet; if it becomes another one, ${then}`
        : `${id}: will be replaced: ${then}`,
      options.urn,
    );
  }

  /** How many people have access to a test, in words; nothing where Amazon does not say. */
  private async forHowMany(id: string, options: CallOptions): Promise<string> {
    try {
      const { losing } = forecast(await this.look(id, { testers: [] }, {}, options), {
        status: "ENDED",
      });
      return losing === undefined ? "" : ` for ${people(losing)}`;
    } catch {
      return "";
    }
  }

  /** Warns of a test that is about to end by itself, in the runs that the program is heard in. */
  async announceExpiry(id: string, observed: Observed, { urn }: CallOptions = {}): Promise<void> {
    if (!this.isProgramKnown) return;
    const { clock } = await this.connect();
    const expiry = describeExpiry(observed, clock.now());
    if (expiry) await this.runtime.engine.warn(`${id}: ${expiry}`, urn);
  }

  private async announceUnknown(inputs: Inputs, { urn }: CallOptions): Promise<boolean> {
    const unknown = unknownIn(inputs);
    if (unknown.length === 0) return false;
    const who = isUnknown(inputs.skillId) ? "a beta test" : inputs.skillId;
    await this.runtime.engine.info(
      `${who}: this preview does not know ${unknown.join(" and ")} yet, so it cannot say who will be invited or removed`,
      urn,
    );
    return true;
  }

  /** @throws where a beta test could not be created, since these credentials see no such skill. */
  private async assertSkillIsThere(skillId: string, options: CallOptions): Promise<void> {
    const isThere = this.withApi(skillId, options, (api) => api.skillIsVisible(skillId));
    // Where Amazon does not say, the update will.
    if (await isThere.catch(() => true)) return;
    throw new LifecycleError(
      `Amazon has no skill ${skillId} for these credentials: check the skillId, and that the skill is the account's own.`,
    );
  }

  /** A preview tells how many people will be mailed: where that takes a list of the testers, it asks for one. */
  private async withTesters(
    id: string,
    observed: Observed,
    desired: Desired,
    options: CallOptions,
  ): Promise<Observed> {
    const { invited, losing } = forecast(observed, desired);
    if (invited !== undefined && losing !== undefined) return observed;
    try {
      return {
        ...observed,
        testers: await this.withApi(id, options, (api) => listTesters(api, id)),
      };
    } catch {
      return observed;
    }
  }

  async create(inputs: Inputs, options: CallOptions = {}): Promise<Outputs> {
    const adopt = inputs.adopt ? "always" : "ifEqual";
    const target = { skillId: inputs.skillId, desired: desiredOf(inputs), adopt } as const;
    return this.runOrKeep(target, inputs, options);
  }

  /** @param ignored what `ignoreChanges` names, where the engine cannot see to it. */
  async update(
    id: string,
    olds: Outputs,
    news: Inputs,
    options: CallOptions = {},
    ignored: readonly string[] = [],
  ): Promise<Outputs> {
    const known = lastKnownOf(olds);
    const inputs =
      ignored.length === 0
        ? news
        : withIgnored(news, await this.look(id, desiredOf(news), known, options), ignored);
    return this.runOrKeep(
      { skillId: id, desired: desiredOf(inputs), lastKnown: known },
      inputs,
      options,
    );
  }

  /** @returns undefined where the resource is gone. */
  async read(
    id: string,
    inputs: Inputs,
    olds: Partial<Outputs>,
    options: CallOptions = {},
  ): Promise<{ inputs: Inputs; outputs: Outputs } | undefined> {
    const observed = await this.explaining("refresh", () =>
      this.look(id, desiredOf(inputs), lastKnownOf(olds), options),
    );
    if (observed.skillIsDeleted) {
      await this.runtime.engine.info(`${id}: ${skillIsGone}`, options.urn);
      return undefined;
    }
    if (!observed.betaTest && inputs.desiredStatus !== "ENDED") return undefined;
    return {
      inputs: inputsFromObserved(inputs, observed),
      outputs: outputsFromObserved(inputs, observed, olds.__vendorIds),
    };
  }

  /**
   * As {@link read}, for an engine that reads before every update, with the settings of the last up, and has
   * today's only after that. Where the kept credentials are not taken any more, the state stays as it is: the
   * diff looks with today's.
   */
  async readBeforeUpdate(
    id: string,
    inputs: Inputs,
    olds: Outputs,
    options: CallOptions = {},
  ): Promise<{ inputs: Inputs; outputs: Outputs } | undefined> {
    try {
      return await this.read(id, inputs, olds, options);
    } catch (error) {
      if (categoryOf(error) !== "settings" || !this.isOfKeptSettings("settings")) throw error;
      // Nothing comes after the reads of a refresh: it would have succeeded without one.
      if (this.runtime.isRefresh?.()) throw error;
      this.unread.add(id);
      await this.runtime.engine.warn(
        `${id} was not read. ${(error as Error).message}`,
        options.urn,
      );
      return { inputs, outputs: olds };
    }
  }

  /** Whether nothing can be said of a test until today's settings are known. */
  isUnread(id: string): boolean {
    return this.unread.has(id) && !this.isProgramKnown;
  }

  /** The test of a skill that no program has declared yet; undefined where there is none. */
  async readNew(id: string): Promise<{ inputs: Inputs; outputs: Outputs } | undefined> {
    const [failure] = check({ skillId: id }, () => false);
    if (failure) throw new Error(failure.reason);
    const observed = await this.look(id, { testers: [] }, {}, {});
    if (!observed.betaTest) return undefined;
    const inputs = importedInputs(id, observed);
    return { inputs, outputs: outputsFromObserved(inputs, observed, undefined) };
  }

  /** A beta test that no program has to manage, with its testers and whether they have accepted. */
  async describe(skillId: string): Promise<object> {
    return this.withApi(skillId, {}, async (api) => {
      const betaTest = await api.getBetaTest(skillId);
      if (!betaTest) throw new Error(`the skill ${skillId} has no beta test`);
      // What Amazon lists while a test starts or stops, and after its end, is settled nowhere.
      const isListed = betaTest.status === "IN_DRAFT" || betaTest.status === "RUNNING";
      const testers = isListed && { testers: await api.listTesters(skillId) };
      return { skillId, ...betaTest, ...testers };
    });
  }

  /** Ends the test, unless another resource of the program stands for it now. */
  async delete(id: string, olds: Partial<Outputs>, options: CallOptions = {}): Promise<void> {
    const { declarations, engine } = this.runtime;
    const [owner] = declarations.of(id);
    if (owner) {
      return engine.info(
        `${id}: the beta test is left as it is, since ${owner.name} of this program declares it`,
        options.urn,
      );
    }
    const target: Target = {
      skillId: id,
      desired: { status: "ENDED" },
      lastKnown: lastKnownOf(olds),
    };
    const observed = await this.explaining("destroy", () => this.run(target, options));
    if (observed.skillIsDeleted) {
      await engine.info(`${id}: ${skillIsGone}; there is nothing to end`, options.urn);
    }
    if (statusOf(observed) === "IN_DRAFT") {
      await engine.info(
        `${id}: the beta test is a draft, which nobody has access to; Amazon has no way to delete one, so it stays`,
        options.urn,
      );
    }
  }

  /** Where Pulumi runs a command with the settings of the last up, the error says so. */
  private async explaining<T>(command: "refresh" | "destroy", work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const category = categoryOf(error);
      if (!category || !this.isOfKeptSettings(category)) throw error;
      (error as Error).message +=
        ` By itself, \`pulumi ${command}\` uses the settings that Pulumi kept of the last up; ` +
        `\`pulumi ${command} --run-program\` uses today's, as long as the program declares the resource.`;
      throw error;
    }
  }

  /** Whether it may be about what Pulumi kept in the state, and not about what the program has today. */
  private isOfKeptSettings(category: ErrorCategory): boolean {
    if (this.isProgramKnown) return false;
    if (category === "unreachable") {
      return [this.configured("endpoint"), this.configured("authEndpoint")].some(Boolean);
    }
    try {
      return this.runtime.settings(this.configured).credentials.from === "configuration";
    } catch {
      return true;
    }
  }

  private async runOrKeep(target: Target, inputs: Inputs, options: CallOptions): Promise<Outputs> {
    const { skillId, lastKnown: known } = target;
    const vendorIds = known?.vendorIds ?? this.ownVendorIds(skillId, options);
    try {
      return outputsOf(inputs, await this.run(target, options), await vendorIds);
    } catch (error) {
      if (!(error instanceof InterruptedError) || !error.changed) throw error;
      const properties = outputsFromObserved(inputs, error.observed, await vendorIds);
      throw new ResourceInitFailedError(error.message, skillId, properties);
    }
  }

  /** Asked once for all resources; undefined where Amazon does not say. */
  private async ownVendorIds(
    skillId: string,
    options: CallOptions,
  ): Promise<readonly string[] | undefined> {
    this.vendorIds ??= this.withApi(skillId, { ...options, patienceMs: vendorsPatienceMs }, (api) =>
      api.listVendorIds(),
    ).catch(() => undefined);
    return this.vendorIds;
  }

  private async run(target: Target, options: CallOptions): Promise<Observed> {
    const { skillId } = target;
    const { clock } = await this.connect();
    const onProgress = this.progressOf(skillId, options);
    const onAdopt = () =>
      this.runtime.engine.info(
        `${skillId}: takes over the beta test that is RUNNING already`,
        options.urn,
      );
    this.seen.delete(skillId);
    return this.withApi(
      skillId,
      options,
      (api, { signal }, timeoutMs) =>
        converge(target, { api, clock, onProgress, onAdopt, timeoutMs, signal }),
      onProgress,
    );
  }

  /** Runs one operation, whose waits all end at its time, or where the user breaks it off. */
  private async withApi<T>(
    id: string,
    options: CallOptions,
    work: (api: BetaTestApi, operation: Operation, timeoutMs: number) => Promise<T>,
    onWait = this.progressOf(id, options),
  ): Promise<T> {
    const { patienceMs = Number.POSITIVE_INFINITY } = options;
    const { api, clock, ...settings } = await this.connect();
    const timeoutMs = Math.min(options.timeoutMs ?? settings.timeoutMs, patienceMs);
    const cancelled = this.cancellation.signal;
    return withDeadline({ timeoutMs, clock, cancelled, onWait }, (operation) =>
      work(api(operation), operation, timeoutMs),
    );
  }

  private progressOf(id: string, { urn }: CallOptions): (line: string) => Promise<void> {
    let shown = "";
    return async (line) => {
      // Where there is no screen to replace it on, every line stays: one is enough for many polls.
      if (line !== shown) await this.runtime.engine.showProgress(`${id}: ${line}`, urn);
      shown = line;
    };
  }

  private connect(): Promise<Connected & { timeoutMs: number }> {
    this.connected ??= (async () => {
      const settings = this.runtime.settings(this.configured);
      return {
        ...(await this.runtime.connect(settings)),
        timeoutMs: settings.timeoutMs,
      };
    })();
    return this.connected;
  }
}
