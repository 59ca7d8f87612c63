/**
 * One tester of a beta test as a resource, next to others that this program does not know: check, diff, create, read, update
 * and delete.
 */
import { type Observed, statusOf } from "../../betaTest/BetaTest";
import { InterruptedError } from "../../betaTest/converge";
import { sameEmail } from "../../betaTest/emails";
import { ImpossibleError } from "../../betaTest/errors";
import type { LastKnown } from "../../betaTest/observe";
import { assertSkillIsThere, skillIsGone } from "../../betaTest/plan";
import { isOpen } from "../../betaTest/status";
import { awaitDeclarer } from "../awaitDeclarer";
import { type Declarer, testerId } from "../declarations";
import type { Lifecycle } from "../Lifecycle";
import type { Observations } from "../Observations";
import type { ProviderSession } from "../ProviderSession";
import {
  type CallOptions,
  type Change,
  type Diff,
  type Read,
  type Resource,
  ResourceInitFailedError,
  type Stored,
} from "../Resource";
import { checkSkillId, givenInputs } from "../rules";
import { isUnknown, unknownIn } from "../unknown";
import { advice, claimOf, enderIn, keeperIn, Previews } from "./Previews";
import {
  checkInputs,
  diffInputs,
  type Inputs,
  inputNames,
  type Outputs,
  outputsOf,
  previewOutputs,
} from "./properties";
import { TesterBatches } from "./TesterBatches";

type TesterChange = Change<Inputs, Outputs>;

export class SkillBetaTester implements Resource<Inputs, Outputs> {
  /** In its other front end. */
  readonly aliases = ["pulumi-nodejs:dynamic/alexa:SkillBetaTester"];

  private readonly batches: TesterBatches;
  /** For testers who are not in the state. */
  private readonly ofNew: Observations;
  private readonly previews: Previews;
  /** The ids of testers whose resource the program gives to another one. */
  private readonly replaced = new Set<string>();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
    private readonly lifecycle: Lifecycle,
  ) {
    this.batches = new TesterBatches(session, observations, lifecycle);
    this.ofNew = observations.forAnotherKind();
    this.previews = new Previews(session, observations, this.ofNew);
  }

  idOf({ skillId, email }: Inputs): string {
    return testerId(skillId, email);
  }

  check(given: object, declaredBy?: Declarer) {
    const inputs = givenInputs(given);
    const { skillId, email } = inputs as unknown as Inputs;
    const failures = this.session.checkAndDeclare(skillId, checkInputs(inputs), () => {
      if (!declaredBy) return undefined;
      // Who is not known yet is somebody else than all others.
      const owned = testerId(skillId, isUnknown(email) ? declaredBy.id : email);
      return { owned, ...declaredBy };
    });
    return { inputs, failures };
  }

  async diff(change: TesterChange, call: CallOptions = {}): Promise<Diff> {
    const news = withIgnored(change);
    const { id, olds } = change;
    const diff = diffInputs(olds, news);
    if ([...diff.values()].includes("replace")) this.replaced.add(id);
    // A destroy asks for a diff as well, and has to be able to continue.
    if (diff.size > 0 || unknownIn(news).length > 0 || !this.session.commandRunsProgram)
      return diff;
    const observed = await this.observe(news, lastKnownOf(olds), call);
    assertSkillIsThere(observed);
    if (await this.isMissing(observed, news, call)) diff.set("invitationStatus", "output");
    return diff;
  }

  /** Whether there is a test to invite the tester to again, now or once the program has renewed it. */
  private async isMissing(observed: Observed, news: Inputs, call: CallOptions): Promise<boolean> {
    const { testers } = observed;
    // Nobody is invited to a test that this run ends.
    if (enderIn(this.session, news.skillId)) return false;
    if (testers) {
      await this.previews.warnOfExpiry(news, observed, call);
      return !testers.some((each) => sameEmail(each, news.email));
    }
    // Amazon lists nobody as long as a test starts.
    if (isOpen(statusOf(observed))) return false;
    if (keeperIn(this.session, news.skillId)) return true;
    await this.previews.warnOfEnd(news, observed, call);
    return false;
  }

  async previewReplacement(
    { id, olds }: Pick<TesterChange, "id" | "olds">,
    _news: Inputs,
    call: CallOptions = {},
  ): Promise<void> {
    await this.previews.explainReplacement(id, olds, call);
  }

  async previewCreate(news: Inputs, call: CallOptions = {}): Promise<object> {
    return previewOutputs(news, await this.previews.explainJoin(news, {}, call));
  }

  async previewUpdate(change: TesterChange, call: CallOptions = {}): Promise<object> {
    const news = withIgnored(change);
    const lastKnown = lastKnownOf(change.olds);
    return previewOutputs(news, await this.previews.explainJoin(news, lastKnown, call));
  }

  async create(inputs: Inputs, call: CallOptions = {}): Promise<Outputs> {
    return this.join(inputs, {}, call);
  }

  async update(change: TesterChange, call: CallOptions = {}): Promise<Outputs> {
    return this.join(withIgnored(change), lastKnownOf(change.olds), call);
  }

  private async join(inputs: Inputs, lastKnown: LastKnown, call: CallOptions): Promise<Outputs> {
    const { skillId, email } = inputs;
    const vendorIds = lastKnown.vendorIds ?? this.lifecycle.ownVendorIds(skillId, call);
    try {
      const tester = await this.batches.join(skillId, email, lastKnown, call);
      return outputsOf(inputs, tester, await vendorIds);
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      if (error.cause instanceof ImpossibleError)
        throw new ImpossibleError(`${error.message} ${advice}`);
      // The state keeps a new tester who may have been invited.
      const mayBeIn = error.changed && !error.observed.testers;
      if (lastKnown.wasThere || !mayBeIn) throw error;
      const outputs = outputsOf(inputs, {}, await vendorIds);
      throw new ResourceInitFailedError(error.message, this.idOf(inputs), outputs);
    }
  }

  async read(stored: Stored<Inputs, Outputs>, call: CallOptions = {}) {
    const { id, olds, mayDeferToDiff } = stored;
    const { skillId, email } = olds;
    if (skillId === undefined || email === undefined) return this.readImported(id, call);
    const inputs = { skillId, email };
    if (!mayDeferToDiff || !this.session.mayDeferReads) {
      return this.session.withStoredSettings("refresh", () => this.readState(inputs, olds, call));
    }
    try {
      // If the tester is gone, the diff says so, and what follows.
      return (await this.readState(inputs, olds, call)) ?? { outputs: olds };
    } catch {
      // The diff says what is wrong, with the current settings.
      return { outputs: olds };
    }
  }

  /** @returns undefined if the tester was removed elsewhere. */
  private async readState(
    inputs: Inputs,
    olds: Partial<Outputs>,
    call: CallOptions,
  ): Promise<Read<Inputs, Outputs> | undefined> {
    const { skillId, email } = inputs;
    const observed = await this.observe(inputs, lastKnownOf(olds), call);
    if (observed.skillIsDeleted) {
      await this.session.info(skillId, skillIsGone, call);
      return undefined;
    }
    // Where Amazon lists nobody, nothing is known of one.
    if (!observed.testers) return { inputs, outputs: olds };
    const tester = await this.observations.findTester(skillId, email);
    return tester && { inputs, outputs: outputsOf(inputs, tester, olds.__vendorIds) };
  }

  /** @param id `SKILL/ADDRESS`, or an id as the state has it. */
  private async readImported(id: string, call: CallOptions) {
    const [skillId = "", who = ""] = id.split(/\/(.*)/s);
    const [failure] = checkSkillId(skillId);
    if (failure || who === "") {
      throw new Error(
        "the id of a tester to import must be the skill's id, a slash and the e-mail address, such as " +
          '"amzn1.ask.skill.12345678-1234-1234-1234-123456789012/ada@example.com"',
      );
    }
    const observed = await this.ofNew.getOrObserve(skillId, { testers: [] }, {}, call);
    if (statusOf(observed) === "STARTING") {
      throw new Error(
        "the beta test is STARTING, and Amazon lists its testers once it is RUNNING: run again",
      );
    }
    const testers = (await this.observations.lastFetched(skillId))?.testers ?? [];
    const tester = testers.find(
      ({ emailId }) => sameEmail(emailId, who) || testerId(skillId, emailId) === id,
    );
    if (!tester) return undefined;
    const inputs = { skillId, email: tester.emailId };
    const vendorIds = await this.lifecycle.ownVendorIds(skillId, call);
    return { id: this.idOf(inputs), inputs, outputs: outputsOf(inputs, tester, vendorIds) };
  }

  /** Removes the tester, unless another resource of the program now declares the same, or the list of all testers. */
  async delete(id: string, olds: Partial<Outputs>, call: CallOptions = {}) {
    const { skillId, email } = olds;
    if (skillId === undefined || email === undefined) return;
    const { declarer } = await awaitDeclarer(this.session, {
      owned: id,
      isKept: "the tester is not removed",
      thing: "the tester",
      isReplaced: this.replaced.has(id),
    });
    if (declarer) {
      const line = `the tester is left as it is, because ${declarer.title} in this program ${claimOf(declarer)}`;
      return this.session.info(skillId, line, call);
    }
    await this.session.withStoredSettings("destroy", () =>
      this.batches.leave(skillId, email, lastKnownOf(olds), call),
    );
  }

  private observe({ skillId }: Inputs, lastKnown: LastKnown, call: CallOptions): Promise<Observed> {
    return this.observations.getOrObserve(skillId, { testers: [] }, lastKnown, call);
  }
}

/** Whoever is in the state was in a test. */
function lastKnownOf({ __vendorIds }: Partial<Outputs>): LastKnown {
  return { wasThere: true, vendorIds: __vendorIds };
}

/** The program's inputs, with the state's values of those that it ignores. */
function withIgnored({ olds, news, ignored = [] }: TesterChange): Inputs {
  const isIgnored = (name: string) => ignored.includes("*") || ignored.includes(name);
  const kept = inputNames.filter(isIgnored).map((name) => [name, olds[name]]);
  return { ...news, ...Object.fromEntries(kept) };
}
