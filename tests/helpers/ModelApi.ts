/**
 * A model of Amazon's API for exploring every path: the simulator's beta tests without HTTP, in every variant
 * of what is undocumented, with a fault at any call.
 */
import type { BetaTestApi } from "../../provider/betaTest/api";
import type { BetaTest, Tester } from "../../provider/betaTest/BetaTest";
import type { Details } from "../../provider/betaTest/details";
import { defaultApiVariants } from "../../simulator/apiVariants";
import { ApiRefusal, BetaTests } from "../../simulator/betaTests";
import type { ApiVariants } from "../../simulator/types";
import { valuesOf } from "./apiVariants";
import { FakeError } from "./FakeApi";

/** What can go wrong at a call that changes something; a look can only be lost, or be the last. */
export const mutationFaults = [
  "refused",
  "lostBefore",
  "lostAfter",
  "killedBefore",
  "killedAfter",
] as const;
export const lookFaults = ["lostBefore", "killedBefore"] as const;
export type ModelFault = (typeof mutationFaults)[number];

/** The process is gone: nothing that it knew is left. */
export class Killed extends Error {}

export const skillId = "amzn1.ask.skill.model";

export interface Counts {
  creates: number;
  starts: number;
  ends: number;
}

/** What a fault can leave behind, and so where the next run begins. */
export interface Situation {
  world: BetaTests["state"];
  counts: Counts;
}

export class ModelApi implements BetaTestApi {
  /** The calls of this run: whether each changed something. */
  readonly calls: ("look" | "mutation")[] = [];
  protected readonly betaTests: BetaTests;

  constructor(
    readonly situation: Situation,
    readonly now: () => number,
    variants: ApiVariants,
    private readonly faults: ReadonlyMap<number, ModelFault>,
  ) {
    const settings = Object.create(variants, {
      transitionDelayMs: { value: 100 },
      lifetimeDays: { value: 90 },
    });
    this.betaTests = new BetaTests(situation.world, now, settings);
  }

  status(): string {
    const betaTest = this.situation.world.betaTests[skillId];
    return betaTest ? this.betaTests.statusOf(betaTest) : "ABSENT";
  }

  async getBetaTest(): Promise<BetaTest | undefined> {
    return this.call("look", () => {
      try {
        const betaTest = this.betaTests.find(skillId);
        const { feedbackEmail } = betaTest;
        return { status: this.betaTests.statusOf(betaTest), feedbackEmail };
      } catch (error) {
        if (error instanceof ApiRefusal) return undefined;
        throw error;
      }
    });
  }

  async listTesters(): Promise<Tester[]> {
    return this.call("look", () => this.betaTests.find(skillId).testers);
  }

  async createBetaTest(_skillId: string, details: Details): Promise<void> {
    this.call("mutation", () => this.betaTests.create(skillId, details), "creates");
  }

  async updateBetaTest(_skillId: string, details: Details): Promise<void> {
    this.call("mutation", () => this.betaTests.update(skillId, details));
  }

  async startBetaTest(): Promise<void> {
    this.call("mutation", () => this.betaTests.start(skillId), "starts");
  }

  async endBetaTest(): Promise<void> {
    this.call("mutation", () => this.betaTests.end(skillId), "ends");
  }

  async addTesters(_skillId: string, emails: readonly string[]): Promise<void> {
    this.call("mutation", () => this.betaTests.addTesters(skillId, emails));
  }

  async removeTesters(_skillId: string, emails: readonly string[]): Promise<void> {
    this.call("mutation", () => this.betaTests.removeTesters(skillId, emails));
  }

  async skillIsVisible(): Promise<boolean> {
    return this.call("look", () => true);
  }

  async listVendorIds(): Promise<string[]> {
    return this.call("look", () => ["M1"]);
  }

  private call<T>(kind: "look" | "mutation", work: () => T, counted?: keyof Counts): T {
    const fault = this.faults.get(this.calls.length);
    this.calls.push(kind);
    if (fault === "refused") throw new FakeError("refused");
    if (fault === "lostBefore") throw new FakeError("uncertain");
    if (fault === "killedBefore") throw new Killed();
    const result = this.carryOut(work);
    if (counted) this.situation.counts[counted]++;
    if (fault === "lostAfter") throw new FakeError("uncertain");
    if (fault === "killedAfter") throw new Killed();
    return result;
  }

  private carryOut<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      const outcomes = { 400: "unacceptable", 404: "refused", 409: "uncertain" } as const;
      throw new FakeError(outcomes[error.status], error.message);
    }
  }
}

/** A path asked for a variant that is not decided yet. */
export class Undecided extends Error {
  constructor(readonly variant: keyof ApiVariants) {
    super(variant);
  }
}

/**
 * Calls `explore` once for every combination of the variants that its paths ask for: one that none asks for
 * makes no difference, and is not multiplied out.
 *
 * @param explore lets {@link Undecided} through; what it counted until then does not count.
 * @returns the results, one for each combination.
 */
export async function inEveryVariant<T>(
  explore: (variants: ApiVariants) => Promise<T>,
  chosen: Partial<ApiVariants> = {},
): Promise<T[]> {
  const variants = new Proxy(
    { ...defaultApiVariants, ...chosen },
    {
      get(target, name: keyof ApiVariants) {
        if (name in target && !(name in chosen)) throw new Undecided(name);
        return target[name];
      },
    },
  );
  try {
    return [await explore(variants)];
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    const { variant } = error;
    const results: T[] = [];
    for (const value of valuesOf(variant)) {
      results.push(...(await inEveryVariant(explore, { ...chosen, [variant]: value })));
    }
    return results;
  }
}
