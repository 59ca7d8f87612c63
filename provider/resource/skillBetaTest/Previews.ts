/** Tells the reader of a preview what will happen, and to how many people, as far as that is known. */

import { type Desired, type Observed, statusOf } from "../../betaTest/BetaTest";
import { assertAdoptable } from "../../betaTest/converge";
import {
  describeAdoption,
  describeExpiry,
  describeForecast,
  describeRestart,
  people,
} from "../../betaTest/describe";
import { forecast } from "../../betaTest/forecast";
import { type LastKnown, listTesters, wasRestarted } from "../../betaTest/observe";
import { needsTesters } from "../../betaTest/plan";
import { isOpen } from "../../betaTest/status";
import { type DeletedFirst, observeNew, warnIfDeletedFirst } from "../lookAhead";
import type { Observations } from "../Observations";
import type { ProviderSession } from "../ProviderSession";
import type { CallOptions } from "../Resource";
import { isUnknown, unknownIn } from "../unknown";
import type { Inputs } from "./inputs";
import { desiredOf, type Explained, isIgnored, lastKnownOf, type Outputs } from "./properties";

const nothingToDo = "nothing will change at Amazon";

const deletedFirst: DeletedFirst = {
  byNeighbour:
    "the beta test ends, and all its testers are invited again, if another resource that is deleted first caused this replacement; " +
    "to keep the test, remove that resource from `replaceWith`, or the property that depends on it from `replaceOnChanges`",
  withProvider:
    "if this resource is in the state already, and its Provider is replaced with deleteBeforeReplace, the beta test ends first and all its " +
    "testers are invited again; to keep the test, remove deleteBeforeReplace from the Provider",
};

/** What happens to a property that the program no longer sets. */
const whenOmitted: { readonly [Name in Exclude<keyof Desired, "status">]-?: string } = {
  testers: "nobody is removed",
  feedbackEmail: "it stays as it is",
};

export class Previews {
  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
  ) {}

  /**
   * @returns undefined if it is not known yet what will be done.
   * @throws if a running test exists that must not be adopted.
   */
  async explainCreate(inputs: Inputs, call: CallOptions): Promise<Explained | undefined> {
    const { skillId } = inputs;
    if (await this.explainUnknownInputs(inputs, call)) return undefined;
    const desired = desiredOf(inputs);
    const observed = await observeNew(this.session, this.observations, skillId, desired, call);
    if (!observed) return undefined;
    const known = await this.withTesters(skillId, observed, desired, call);
    const running = onceStarted(known);
    // What Amazon does not list while a test starts cannot be said to differ.
    const mayAdopt = inputs.adopt || call.replacesItself;
    if (!mayAdopt && !needsTesters(running, desired)) assertAdoptable(running, desired);
    const line =
      statusOf(known) === "RUNNING"
        ? describeAdoption(known, desired)
        : describeForecast(known, desired);
    await this.session.info(skillId, line ?? nothingToDo, call);
    if (desired.status === "RUNNING") await this.warnOfExpiry(skillId, known, {}, inputs, [], call);
    if (isOpen(statusOf(known)))
      await warnIfDeletedFirst(this.session, skillId, skillId, deletedFirst, call);
    return { observed: known, steps: forecast(known, desired).steps };
  }

  /**
   * @param news with the current values of what the program ignores.
   * @param program without them.
   * @returns undefined if it is not known yet what will be done.
   */
  async explainUpdate(
    id: string,
    olds: Outputs,
    news: Inputs,
    program: Pick<Inputs, "testers">,
    ignored: readonly string[],
    call: CallOptions,
  ): Promise<Explained | undefined> {
    if (isUnknown(news.skillId)) {
      await this.explainReplacement(id, lastKnownOf(olds), news.skillId, call);
      return undefined;
    }
    if (await this.explainUnknownInputs(news, call)) return undefined;
    const desired = desiredOf(news);
    const lastKnown = lastKnownOf(olds);
    const observed = await this.observations.getOrObserve(id, desired, lastKnown, call);
    const known = await this.withTesters(id, observed, desired, call);
    const { steps } = forecast(known, desired);
    const isNew = steps.some(({ kind }) => kind === "createBetaTest");
    const stays = desired.status === "RUNNING" && !isNew;
    const names = Object.keys(whenOmitted) as (keyof typeof whenOmitted)[];
    const omitted = names.filter((name) => olds[name] !== undefined && news[name] === undefined);
    const lines = [
      describeForecast(known, desired),
      ...(desired.status === "ENDED" ? [] : omitted).map(
        (name) =>
          `${name} will no longer be managed; ${isNew ? "the new test has none" : whenOmitted[name]}`,
      ),
      stays && wasRestarted(known.betaTest, lastKnown) && describeRestart(known),
    ].filter(Boolean);
    await this.session.info(id, lines.join("; ") || nothingToDo, call);
    if (stays) await this.warnOfExpiry(id, known, olds, program, ignored, call);
    return { observed: known, steps };
  }

  async explainReplacement(
    id: string,
    lastKnown: LastKnown,
    skillId: string,
    call: CallOptions,
  ): Promise<void> {
    const [owner] = this.session.declarations.declarersOf(id);
    const becomes = owner
      ? `the old skill's test is left as it is, because ${owner.title} declares that skill`
      : await this.describeEnd(id, lastKnown, call);
    const then = `the new skill's beta test is set up first, unless deleteBeforeReplace applies; then ${becomes}`;
    await this.session.info(
      id,
      isUnknown(skillId)
        ? `skillId is not known yet: if it stays the same, so does the test; if it changes, ${then}`
        : `will be replaced: ${then}`,
      call,
    );
  }

  async warnOfExpiry(
    id: string,
    observed: Observed,
    olds: Pick<Inputs, "testers">,
    program: Pick<Inputs, "testers">,
    ignored: readonly string[],
    call: CallOptions,
  ): Promise<void> {
    if (!this.session.commandRunsProgram) return;
    const nowMs = await this.session.withApi(id, call, async (api) => api.now());
    const isRenewed = !isIgnored("desiredStatus", ignored);
    const areIgnored = isIgnored("testers", ignored);
    const { testers: listed } = areIgnored ? olds : program;
    const listedBy = listed && (areIgnored ? "state" : "program");
    const rosterFile = `${this.session.ids.shorten(id).replace("…", "")}.csv`;
    const expiry = describeExpiry(observed, {
      skillId: id,
      nowMs,
      listed,
      listedBy,
      isRenewed,
      rosterFile,
    });
    if (expiry) await this.session.warn(id, expiry, call);
  }

  private async explainUnknownInputs(inputs: Inputs, call: CallOptions): Promise<boolean> {
    const unknown = unknownIn(inputs);
    if (unknown.length === 0) return false;
    await this.session.info(
      isUnknown(inputs.skillId) ? "" : inputs.skillId,
      `this preview does not know ${unknown.join(" and ")} yet, so it cannot say who will be invited or removed`,
      call,
    );
    return true;
  }

  /** What becomes of the old skill's test, and of how many people, as far as that is known. */
  private async describeEnd(id: string, lastKnown: LastKnown, call: CallOptions): Promise<string> {
    const describe = (people: string) =>
      `the old skill's test ends${people}, unless another resource in the program declares that skill or retainOnDelete is set`;
    try {
      const observed = await this.observations.observe(id, { testers: [] }, lastKnown, call);
      const { steps, losingAccess } = forecast(observed, { status: "ENDED" });
      if (steps.length === 0) return "the old skill has no test to end";
      return describe(losingAccess === undefined ? "" : ` for ${people(losingAccess)}`);
    } catch {
      return describe("");
    }
  }

  /** Lists the testers if only the preview needs them, to say how many people will be mailed. */
  private async withTesters(
    id: string,
    observed: Observed,
    desired: Desired,
    call: CallOptions,
  ): Promise<Observed> {
    const { invited, losingAccess } = forecast(observed, desired);
    if (invited !== undefined && losingAccess !== undefined) return observed;
    try {
      const testers = await this.session.withApi(id, call, (api) => listTesters(api, id));
      return { ...observed, testers };
    } catch {
      return observed;
    }
  }
}

/** A test that is starting will be somebody's running one by the time that it could be adopted. */
function onceStarted(observed: Observed): Observed {
  const { betaTest } = observed;
  return betaTest?.status === "STARTING"
    ? { ...observed, betaTest: { ...betaTest, status: "RUNNING" } }
    : observed;
}
