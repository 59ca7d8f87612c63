/** The beta test of a skill as a resource: check, diff, create, read, update and delete. */

import { statusOf } from "../../betaTest/BetaTest";
import { InterruptedError, type Target } from "../../betaTest/converge";
import { wasRestarted } from "../../betaTest/observe";
import { assertSkillIsThere, plan, skillIsGone } from "../../betaTest/plan";
import { isOpen, listsTesters } from "../../betaTest/status";
import { awaitDeclarer } from "../awaitDeclarer";
import type { Declarer } from "../declarations";
import type { Lifecycle } from "../Lifecycle";
import type { Observations } from "../Observations";
import type { ApiCallOptions, ProviderSession } from "../ProviderSession";
import {
  type CallOptions,
  type Change,
  type Diff,
  type DiffKind,
  type PulumiFunction,
  type Read,
  type Resource,
  ResourceInitFailedError,
  type Stored,
} from "../Resource";
import { checkSkillId } from "../rules";
import { isUnknown, unknownIn } from "../unknown";
import { diffInputs } from "./diff";
import { checkInputs, type Inputs, withDefaults } from "./inputs";
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

type BetaTestChange = Change<Inputs, Outputs>;
type StoredBetaTest = Stored<Inputs, Outputs>;
type ReadBetaTest = Read<Inputs, Outputs>;

/** How long a read may take that a diff can do as well, in milliseconds. */
const maxDeferrableWaitMs = 20_000;

export class SkillBetaTest implements Resource<Inputs, Outputs> {
  /** In its other front end. */
  readonly aliases = ["pulumi-nodejs:dynamic/alexa:SkillBetaTest"];

  private readonly previews: Previews;
  /** The ids of resources that could not be read with the stored settings. */
  private readonly deferredReads = new Set<string>();
  /** The skills whose resource the program gives another one. */
  private readonly replacedSkills = new Set<string>();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
    private readonly lifecycle: Lifecycle,
  ) {
    this.previews = new Previews(session, observations);
  }

  idOf({ skillId }: Inputs): string {
    return skillId;
  }

  check(given: object, declaredBy?: Declarer) {
    const inputs = withDefaults(given);
    const { skillId, testers, desiredStatus } = inputs as unknown as Inputs;
    const declared = { owned: skillId, listsTesters: testers !== undefined, desiredStatus };
    const failures = this.session.checkAndDeclare(
      skillId,
      checkInputs(inputs),
      () => declaredBy && { ...declared, ...declaredBy },
    );
    return { inputs, failures };
  }

  async diff(change: BetaTestChange, call: CallOptions = {}): Promise<Diff> {
    const { id, olds, oldInputs, news, ignored = [] } = change;
    const state = { ...olds, ...oldInputs };
    const { commandRunsProgram } = this.session;
    const inputsAlone = () => diffInputs({ ...state, skillId: id }, news);
    if (!isUnknown(news.skillId) && news.skillId !== id) this.replacedSkills.add(id);
    if (news.skillId !== id || unknownIn(news).length > 0) return inputsAlone();
    // Observing would fail again.
    if (this.deferredReads.has(id) && !commandRunsProgram) return inputsAlone();
    const lastKnown = lastKnownOf(olds);
    const observed = await this.observations.getOrObserve(id, desiredOf(news), lastKnown, call);
    // `destroy` asks for a diff as well, and has to be able to continue.
    if (observed.skillIsDeleted && !commandRunsProgram) return inputsAlone();
    assertSkillIsThere(observed);
    const desired = desiredOf(withIgnored(news, olds, observed, ignored));
    // Compare the state, too: if Amazon already matches the program, the state still has to be updated.
    const diff = new Map<string, DiffKind>(
      [...diffInputs(olds, news), ...diffInputs(inputsFromObserved(state, observed), news)].filter(
        ([path]) => !isIgnored(path, ignored),
      ),
    );
    // Later, only the state tells whether a test expired or someone ended it.
    const hasEnded = isOpen(olds.status) && !isOpen(statusOf(observed));
    // A transition in progress, for example, differs in no input.
    const isUnsettled = olds.__stoppedHalfway || hasEnded || plan(observed, desired).length > 0;
    if (diff.size === 0 && isUnsettled) diff.set("status", "output");
    if (diff.size === 0 && wasRestarted(observed.betaTest, lastKnown)) {
      diff.set("expiryDate", "output");
    }
    if (diff.size === 0) await this.previews.warnOfExpiry(id, observed, olds, news, ignored, call);
    return diff;
  }

  async previewReplacement(
    { id, olds }: Pick<BetaTestChange, "id" | "olds">,
    { skillId }: Inputs,
    call: CallOptions = {},
  ): Promise<void> {
    await this.previews.explainReplacement(id, lastKnownOf(olds), skillId, call);
  }

  async previewCreate(news: Inputs, call: CallOptions = {}): Promise<object> {
    return previewOutputs(news, undefined, await this.previews.explainCreate(news, call));
  }

  async previewUpdate(change: BetaTestChange, call: CallOptions = {}): Promise<object> {
    const { id, olds } = change;
    const news = await this.withIgnoredChanges(change, call);
    const { ignored = [] } = change;
    const explained = await this.previews.explainUpdate(id, olds, news, change.news, ignored, call);
    return previewOutputs(news, olds, explained);
  }

  async create(inputs: Inputs, call: CallOptions = {}): Promise<Outputs> {
    const { skillId } = inputs;
    const adopt = inputs.adopt || call.replacesItself ? "always" : "ifEqual";
    return this.apply({ skillId, desired: desiredOf(inputs), adopt }, inputs, call);
  }

  async update(change: BetaTestChange, call: CallOptions = {}): Promise<Outputs> {
    const { id, olds } = change;
    const news = await this.withIgnoredChanges(change, call, { isFresh: true });
    const target = { skillId: id, desired: desiredOf(news), lastKnown: lastKnownOf(olds) };
    return this.apply(target, news, call);
  }

  /** The program's inputs, with the current values of those that it ignores. */
  private async withIgnoredChanges(
    { id, olds, news, ignored = [] }: BetaTestChange,
    call: CallOptions,
    { isFresh = false } = {},
  ): Promise<Inputs> {
    if (ignored.length === 0 || unknownIn(news).length > 0) return news;
    const lastKnown = lastKnownOf(olds);
    const { observations } = this;
    const observed = isFresh
      ? await observations.observe(id, desiredOf(news), lastKnown, call)
      : await observations.getOrObserve(id, desiredOf(news), lastKnown, call);
    return withIgnored(news, olds, observed, ignored);
  }

  async read(stored: StoredBetaTest, call: CallOptions = {}) {
    const { id, olds, oldInputs } = stored;
    const state = { ...olds, ...oldInputs } as Inputs;
    if (state.skillId === undefined) return this.readImported(id, call);
    if (!stored.mayDeferToDiff || !this.session.mayDeferReads) {
      const read = await this.session.withStoredSettings("refresh", () =>
        this.readState(id, state, olds, call),
      );
      // A dynamic resource is not told whether a diff follows.
      return stored.mayDeferToDiff ? read : withDateOf(olds, read);
    }
    // A diff can do as well.
    if (!this.session.isUnreachable) {
      try {
        const options = { ...call, maxWaitMs: maxDeferrableWaitMs };
        return withDateOf(olds, await this.readState(id, state, olds, options, true));
      } catch {
        // The diff says what is wrong.
      }
    }
    // Leave the state as it is: the diff will observe with the current settings.
    this.deferredReads.add(id);
    return { outputs: olds };
  }

  private async readState(
    id: string,
    inputs: Inputs,
    olds: Partial<Outputs>,
    call: ApiCallOptions,
    mayDeferToDiff = false,
  ): Promise<ReadBetaTest | undefined> {
    const lastKnown = lastKnownOf(olds);
    const observed = await this.observations.getOrObserve(id, desiredOf(inputs), lastKnown, call);
    if (observed.skillIsDeleted) {
      // Without the resource, a program that still declares it would create it.
      if (mayDeferToDiff) return { outputs: olds };
      await this.session.info(id, skillIsGone, call);
      return undefined;
    }
    if (!observed.betaTest && inputs.desiredStatus !== "ENDED") return undefined;
    const outputs = outputsFromObserved(inputs, observed, olds.__vendorIds);
    return olds.__stoppedHalfway
      ? { outputs: { ...outputs, __stoppedHalfway: true } }
      : { inputs: inputsFromObserved(inputs, observed), outputs };
  }

  private async readImported(id: string, call: CallOptions) {
    const [failure] = checkSkillId(id);
    if (failure) throw new Error(failure.reason);
    const observed = await this.observations.observe(id, { testers: [] }, {}, call);
    // Where Amazon forgets a test that has ended, it cannot be imported: where it does not, the same.
    if (!observed.betaTest || statusOf(observed) === "ENDED") return undefined;
    const inputs = importedInputs(id, observed);
    const vendorIds = await this.lifecycle.ownVendorIds(id, call);
    return { inputs, outputs: outputsFromObserved(inputs, observed, vendorIds) };
  }

  /** Ends the test, unless another resource of the program now declares it. */
  async delete(id: string, olds: Partial<Outputs>, call: CallOptions = {}): Promise<void> {
    const { declarer, isCreatedLater } = await awaitDeclarer(this.session, {
      owned: id,
      isKept: "the beta test is not ended",
      thing: "the beta test",
      isReplaced: this.replacedSkills.has(id),
    });
    if (declarer) {
      const until = isCreatedLater
        ? "; until `pulumi up` has created that resource, `pulumi destroy` does not end the test"
        : "";
      return this.session.info(
        id,
        `the beta test is left as it is, because ${declarer.title} in this program declares it${until}`,
        call,
      );
    }
    const desired = { status: "ENDED" } as const;
    const observed = await this.session.withStoredSettings("destroy", () =>
      this.lifecycle.converge({ skillId: id, desired, lastKnown: lastKnownOf(olds) }, call),
    );
    if (observed.skillIsDeleted) {
      await this.session.info(id, `${skillIsGone}; this account has no test to end`, call);
    }
    if (statusOf(observed) === "IN_DRAFT") {
      await this.session.info(
        id,
        "the beta test is a draft that nobody has access to; Amazon has no way to delete it, so it stays",
        call,
      );
    }
  }

  readonly getSkillBetaTest: PulumiFunction = {
    check: ({ skillId }: { skillId?: unknown }) =>
      checkSkillId(skillId).map(({ reason }) => reason),

    invoke: ({ skillId }: { skillId: string }) =>
      this.session.withApi(skillId, {}, async (api) => {
        const betaTest = await api.getBetaTest(skillId);
        if (!betaTest) throw new Error(`the skill ${skillId} has no beta test`);
        const isListed = listsTesters(betaTest.status);
        const testers = isListed && { testers: await api.listTesters(skillId) };
        return { skillId, ...betaTest, ...testers };
      }),
  };

  private async apply(target: Target, inputs: Inputs, call: CallOptions): Promise<Outputs> {
    const { skillId, lastKnown } = target;
    const vendorIds = lastKnown?.vendorIds ?? this.lifecycle.ownVendorIds(skillId, call);
    try {
      const observed = await this.lifecycle.converge(target, call);
      assertSkillIsThere(observed);
      return outputsOf(inputs, observed, await vendorIds);
    } catch (error) {
      if (!(error instanceof InterruptedError) || !error.changed) throw error;
      const outputs = outputsFromObserved(inputs, error.observed, await vendorIds);
      const properties = lastKnown ? { ...outputs, __stoppedHalfway: true } : outputs;
      throw new ResourceInitFailedError(error.message, skillId, properties);
    }
  }
}

/** The diff reports a restart elsewhere, and knows only what a read returns. */
function withDateOf(
  { expiryDate }: Partial<Outputs>,
  read: ReadBetaTest | undefined,
): ReadBetaTest | undefined {
  if (!read || !wasRestarted(read.outputs, { expiryDate })) return read;
  return { ...read, outputs: { ...read.outputs, expiryDate } };
}
