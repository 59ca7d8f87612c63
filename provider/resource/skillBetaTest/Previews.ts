/** Tells the reviewer of a preview what will happen to whom, as far as that can be known. */
import { assertAdoptable } from "../../betaTest/converge";
import {
  describeAdoption,
  describeExpiry,
  describeForecast,
  people,
} from "../../betaTest/describe";
import { LifecycleError } from "../../betaTest/errors";
import { forecast } from "../../betaTest/forecast";
import { type Desired, type Observed, statusOf } from "../../betaTest/model";
import { listTesters } from "../../betaTest/observe";
import { plan, type Step } from "../../betaTest/plan";
import { categoryOf } from "../../errorCategory";
import type { ProviderContext } from "../ProviderContext";
import type { Call } from "../Resource";
import { isUnknown, unknownIn } from "../unknown";
import type { Inputs } from "./inputs";
import type { Observations } from "./Observations";
import { desiredOf, lastKnownOf, type Outputs } from "./properties";

/** A preview does without Amazon where it does not answer by then. */
const patienceMs = 30_000;

/** What it means that a program leaves out what it had before. */
const whenLeftOut: { readonly [Name in Exclude<keyof Desired, "status">]-?: string } = {
  testers: "nobody is removed",
  feedbackEmail: "it stays as it is",
};

export class Previews {
  constructor(
    private readonly context: ProviderContext,
    private readonly observations: Observations,
  ) {}

  /**
   * @returns what will be done; undefined where that cannot be known yet.
   * @throws where somebody's running test is in the way.
   */
  async ofCreate(inputs: Inputs, call: Call): Promise<readonly Step[] | undefined> {
    const { skillId } = inputs;
    if (await this.announceUnknown(inputs, call)) return undefined;
    const desired = desiredOf(inputs);
    const options = { ...call, patienceMs };
    let observed: Observed;
    try {
      observed = await this.observations.recall(skillId, desired, {}, options);
    } catch (error) {
      if (categoryOf(error) !== "unreachable") throw error;
      const { message } = error as Error;
      await this.context.warn(
        skillId,
        `this preview cannot say what exists and who will be invited. ${message}`,
        call,
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
    if (line) await this.context.info(skillId, line, call);
    return plan(observed, desired);
  }

  /** @returns what will be done; undefined where that cannot be known yet. */
  async ofUpdate(
    id: string,
    olds: Outputs,
    news: Inputs,
    call: Call,
  ): Promise<readonly Step[] | undefined> {
    if (await this.announceUnknown(news, call)) return undefined;
    const desired = desiredOf(news);
    const observed = await this.observations.recall(id, desired, lastKnownOf(olds), call);
    const known = await this.withTesters(id, observed, desired, call);
    const leftOut = Object.entries(whenLeftOut).filter(([name]) => {
      const key = name as keyof typeof whenLeftOut;
      return olds[key] !== undefined && news[key] === undefined && desired.status !== "ENDED";
    });
    const lines = [
      describeForecast(known, desired),
      ...leftOut.map(([name, meaning]) => `${name} will no longer be managed; ${meaning}`),
    ].filter(Boolean);
    if (lines.length > 0) await this.context.info(id, lines.join("; "), call);
    return plan(observed, desired);
  }

  /** What another skillId means for the test of the one that the resource has. */
  async ofReplacement(id: string, skillId: string, call: Call): Promise<void> {
    const [owner] = this.context.declarations.of(id);
    const becomes = owner
      ? `this one is left to ${owner.name}, which declares its skill`
      : `this one ends${await this.forHowMany(id, call)}, unless another resource in the program declares its skill`;
    const then = `the new skill's beta test is set up first, then ${becomes}`;
    await this.context.info(
      id,
      isUnknown(skillId)
        ? `skillId is not known yet; if it changes, ${then}`
        : `will be replaced: ${then}`,
      call,
    );
  }

  /** Warns of a test that is about to end by itself, in the runs that the program is heard in. */
  async ofExpiry(id: string, observed: Observed, call: Call): Promise<void> {
    if (!this.context.isProgramKnown) return;
    const clock = await this.context.clock();
    const expiry = describeExpiry(observed, clock.now());
    if (expiry) await this.context.warn(id, expiry, call);
  }

  private async announceUnknown(inputs: Inputs, call: Call): Promise<boolean> {
    const unknown = unknownIn(inputs);
    if (unknown.length === 0) return false;
    await this.context.info(
      isUnknown(inputs.skillId) ? "a beta test" : inputs.skillId,
      `this preview does not know ${unknown.join(" and ")} yet, so it cannot say who will be invited or removed`,
      call,
    );
    return true;
  }

  /** @throws where a beta test could not be created, since these credentials see no such skill. */
  private async assertSkillIsThere(skillId: string, call: Call): Promise<void> {
    const isThere = this.context.withApi(skillId, call, (api) => api.skillIsVisible(skillId));
    // Where Amazon does not say, the update will.
    if (await isThere.catch(() => true)) return;
    throw new LifecycleError(
      `Amazon knows no skill ${skillId} for these credentials: check the skillId and that the skill belongs to this account.`,
    );
  }

  /** How many people have access to a test, in words; nothing where Amazon does not say. */
  private async forHowMany(id: string, call: Call): Promise<string> {
    try {
      const observed = await this.observations.observe(id, { testers: [] }, {}, call);
      const { losing } = forecast(observed, { status: "ENDED" });
      return losing === undefined ? "" : ` for ${people(losing)}`;
    } catch {
      return "";
    }
  }

  /** To say how many people will be mailed can take a list of the testers that nothing else needs. */
  private async withTesters(
    id: string,
    observed: Observed,
    desired: Desired,
    call: Call,
  ): Promise<Observed> {
    const { invited, losing } = forecast(observed, desired);
    if (invited !== undefined && losing !== undefined) return observed;
    try {
      const testers = await this.context.withApi(id, call, (api) => listTesters(api, id));
      return { ...observed, testers };
    } catch {
      return observed;
    }
  }
}
