/** The beta test of a skill as a resource: what check, diff, create, read, update and delete do. */
import { converge, InterruptedError, type Target } from "../../betaTest/converge";
import { type Desired, type Observed, statusOf } from "../../betaTest/model";
import type { LastKnown } from "../../betaTest/observe";
import { plan, skillIsGone } from "../../betaTest/plan";
import type { Declaration } from "../declarations";
import type { ProviderContext } from "../ProviderContext";
import {
  type Call,
  type Change,
  type Diff,
  type DiffKind,
  type PulumiFunction,
  type Resource,
  ResourceInitFailedError,
  type Stored,
} from "../Resource";
import { isUnknown, unknownIn } from "../unknown";
import { diffInputs } from "./diff";
import { checkInputs, type Inputs, withDefaults } from "./inputs";
import { Observations } from "./Observations";
import { Previews } from "./Previews";
import {
  desiredOf,
  importedInputs,
  inputsFromObserved,
  isIgnored,
  lastKnownOf,
  type Outputs,
  outputsFromObserved,
  outputsOf,
  previewOutputs,
  withIgnored,
} from "./properties";

interface BetaTestChange extends Change {
  readonly olds: Outputs;
  readonly news: Inputs;
}

interface StoredBetaTest extends Stored {
  readonly olds: Partial<Outputs>;
}

/** Who the account is can wait for the next update. */
const vendorsPatienceMs = 15_000;

export class SkillBetaTest implements Resource {
  private readonly observations: Observations;
  private readonly previews: Previews;
  private vendorIds: Promise<readonly string[] | undefined> | undefined;
  /** What could not be read with the settings of the last up. */
  private readonly unread = new Set<string>();

  constructor(private readonly context: ProviderContext) {
    this.observations = new Observations(context);
    this.previews = new Previews(context, this.observations);
  }

  idOf({ skillId }: Inputs): string {
    return skillId;
  }

  check(given: object, declared?: Omit<Declaration, "skillId">) {
    this.context.noteProgram();
    const inputs = withDefaults(given);
    // The engine prints the value of a property that is named, even of a secret one: the reason names it alone.
    const failures = checkInputs(inputs).map(({ reason }) => ({ property: "", reason }));
    try {
      this.context.settings();
      if (failures.length === 0 && declared && !isUnknown(inputs.skillId)) {
        this.declare({ ...declared, skillId: String(inputs.skillId) });
      }
    } catch (error) {
      failures.push({ property: "", reason: (error as Error).message });
    }
    return { inputs, failures };
  }

  /** @throws where another resource of the program declares the same skill. */
  private declare(declaration: Declaration): void {
    const { declarations } = this.context;
    const { skillId, id, name } = declaration;
    declarations.declare(declaration);
    const other = declarations.of(skillId).find((each) => each.id !== id);
    if (!other) return;
    throw new Error(
      `the skill ${skillId} is declared twice, by ${other.name} and by ${name}: a skill has one beta test, and each would undo what the ` +
        "other does. Remove one of them; that ends no beta test.",
    );
  }

  async diff(change: BetaTestChange, call: Call = {}): Promise<Diff> {
    const { id, olds, oldInputs, news, ignored = [] } = change;
    const state = { ...olds, ...oldInputs };
    // The engine can ask about what was read as well, before it knows today's settings.
    const isUnread = this.unread.has(id) && !this.context.isProgramKnown;
    if (news.skillId !== id || unknownIn(news).length > 0 || isUnread) {
      return diffInputs({ ...state, skillId: id }, news);
    }
    const observed = await this.observations.recall(id, desiredOf(news), lastKnownOf(olds), call);
    const wanted = withIgnored(news, observed, ignored);
    // What the state says is compared as well: where Amazon is ahead of it, it has to catch up.
    const diff = new Map<string, DiffKind>(
      [...diffInputs(olds, news), ...diffInputs(inputsFromObserved(state, observed), news)].filter(
        ([path]) => !isIgnored(path, ignored),
      ),
    );
    // A test that is on its way, or went another one by itself, differs by its status alone.
    if (diff.size === 0 && plan(observed, desiredOf(wanted)).length > 0)
      diff.set("status", "output");
    if (diff.size === 0) await this.previews.ofExpiry(id, observed, call);
    return diff;
  }

  async previewReplacement(id: string, { skillId }: Inputs, call: Call = {}): Promise<void> {
    await this.previews.ofReplacement(id, skillId, call);
  }

  async previewCreate(news: Inputs, call: Call = {}): Promise<object> {
    return previewOutputs(news, undefined, await this.previews.ofCreate(news, call));
  }

  async previewUpdate(change: BetaTestChange, call: Call = {}): Promise<object> {
    const { id, olds } = change;
    const news = await this.wanted(change, (...of) => this.observations.recall(...of, call));
    return previewOutputs(news, olds, await this.previews.ofUpdate(id, olds, news, call));
  }

  async create(inputs: Inputs, call: Call = {}): Promise<Outputs> {
    const { skillId } = inputs;
    const adopt = inputs.adopt ? "always" : "ifEqual";
    return this.apply({ skillId, desired: desiredOf(inputs), adopt }, inputs, call);
  }

  async update(change: BetaTestChange, call: Call = {}): Promise<Outputs> {
    const { id, olds } = change;
    const news = await this.wanted(change, (...of) => this.observations.observe(...of, call));
    const target = { skillId: id, desired: desiredOf(news), lastKnown: lastKnownOf(olds) };
    return this.apply(target, news, call);
  }

  /** What the program asks for, with what it ignores as it is now. */
  private async wanted(
    { id, olds, news, ignored = [] }: BetaTestChange,
    observe: (id: string, desired: Desired, lastKnown: LastKnown) => Promise<Observed>,
  ): Promise<Inputs> {
    if (ignored.length === 0 || unknownIn(news).length > 0) return news;
    return withIgnored(news, await observe(id, desiredOf(news), lastKnownOf(olds)), ignored);
  }

  async read(stored: StoredBetaTest, call: Call = {}) {
    const { id, olds, oldInputs } = stored;
    const state = { ...olds, ...oldInputs } as Inputs;
    if (state.skillId === undefined) return this.readImported(id, call);
    try {
      return await this.context.withStoredSettings("refresh", () =>
        this.readState(id, state, olds, call),
      );
    } catch (error) {
      // The state stays as it is: the diff observes with today's settings.
      if (!stored.diffFollows || !this.context.canDefer(error)) throw error;
      this.unread.add(id);
      await this.context.warn(id, `could not be read. ${(error as Error).message}`, call);
      return { inputs: state, outputs: olds };
    }
  }

  /** @returns undefined where the resource is gone. */
  private async readState(id: string, inputs: Inputs, olds: Partial<Outputs>, call: Call) {
    const observed = await this.observations.observe(
      id,
      desiredOf(inputs),
      lastKnownOf(olds),
      call,
    );
    if (observed.skillIsDeleted) {
      await this.context.info(id, skillIsGone, call);
      return undefined;
    }
    if (!observed.betaTest && inputs.desiredStatus !== "ENDED") return undefined;
    return {
      inputs: inputsFromObserved(inputs, observed),
      outputs: outputsFromObserved(inputs, observed, olds.__vendorIds),
    };
  }

  /** The test of a skill that no program has declared yet; undefined where there is none. */
  private async readImported(id: string, call: Call) {
    const [failure] = checkInputs({ skillId: id });
    if (failure) throw new Error(failure.reason);
    const observed = await this.observations.observe(id, { testers: [] }, {}, call);
    if (!observed.betaTest) return undefined;
    const inputs = importedInputs(id, observed);
    return { inputs, outputs: outputsFromObserved(inputs, observed) };
  }

  /** Ends the test, unless another resource of the program stands for it now. */
  async delete(id: string, olds: Partial<Outputs>, call: Call = {}): Promise<void> {
    const [owner] = this.context.declarations.of(id);
    if (owner) {
      return this.context.info(
        id,
        `the beta test is left as it is, because ${owner.name} in this program declares it`,
        call,
      );
    }
    const desired = { status: "ENDED" } as const;
    const observed = await this.context.withStoredSettings("destroy", () =>
      this.converge({ skillId: id, desired, lastKnown: lastKnownOf(olds) }, call),
    );
    if (observed.skillIsDeleted) {
      await this.context.info(id, `${skillIsGone}; there is nothing to end`, call);
    }
    if (statusOf(observed) === "IN_DRAFT") {
      await this.context.info(
        id,
        "the beta test is a draft that nobody has access to; Amazon has no way to delete it, so it stays",
        call,
      );
    }
  }

  /** The function getSkillBetaTest: a test that no program has to manage, and whether its testers have accepted. */
  readonly get: PulumiFunction = {
    check: ({ skillId }: { skillId?: unknown }) =>
      checkInputs({ skillId }).map(({ reason }) => reason),

    invoke: ({ skillId }: { skillId: string }) =>
      this.context.withApi(skillId, {}, async (api) => {
        const betaTest = await api.getBetaTest(skillId);
        if (!betaTest) throw new Error(`the skill ${skillId} has no beta test`);
        // What Amazon lists while a test starts or stops, and after its end, is settled nowhere.
        const isListed = betaTest.status === "IN_DRAFT" || betaTest.status === "RUNNING";
        const testers = isListed && { testers: await api.listTesters(skillId) };
        return { skillId, ...betaTest, ...testers };
      }),
  };

  /** @throws {ResourceInitFailedError} with what is there, where it stopped half-way. */
  private async apply(target: Target, inputs: Inputs, call: Call): Promise<Outputs> {
    const { skillId, lastKnown } = target;
    const vendorIds = lastKnown?.vendorIds ?? this.ownVendorIds(skillId, call);
    try {
      return outputsOf(inputs, await this.converge(target, call), await vendorIds);
    } catch (error) {
      if (!(error instanceof InterruptedError) || !error.changed) throw error;
      const properties = outputsFromObserved(inputs, error.observed, await vendorIds);
      throw new ResourceInitFailedError(error.message, skillId, properties);
    }
  }

  /** Asked once for all resources; undefined where Amazon does not say. */
  private async ownVendorIds(skillId: string, call: Call): Promise<readonly string[] | undefined> {
    const options = { ...call, patienceMs: vendorsPatienceMs };
    this.vendorIds ??= this.context
      .withApi(skillId, options, (api) => api.listVendorIds())
      .catch(() => undefined);
    return this.vendorIds;
  }

  private async converge(target: Target, call: Call): Promise<Observed> {
    const { skillId } = target;
    const clock = await this.context.clock();
    const onProgress = this.context.progressOf(skillId, call);
    const onAdopt = () =>
      this.context.info(skillId, "adopts the beta test that is already RUNNING", call);
    this.observations.forget(skillId);
    return this.context.withApi(skillId, { ...call, onProgress }, (api, { signal }, timeoutMs) =>
      converge(target, { api, clock, onProgress, onAdopt, timeoutMs, signal }),
    );
  }
}
