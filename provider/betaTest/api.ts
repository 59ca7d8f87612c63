/** Amazon's API as the lifecycle needs it, and how its operations fail. */
import type { Details } from "./details";
import type { BetaTest, Tester } from "./model";

/**
 * What the lifecycle needs of Amazon's API, one function per operation.
 * Each rejects with an {@link ApiError} when it did not succeed.
 */
export interface BetaTestApi {
  /**
   * Undefined where the skill has no beta test.
   *
   * @param doubted whether an answer that is not certainly Amazon's own rejects.
   */
  getBetaTest(skillId: string, doubted?: boolean): Promise<BetaTest | undefined>;
  createBetaTest(skillId: string, details: Details): Promise<void>;
  updateBetaTest(skillId: string, details: Details): Promise<void>;
  startBetaTest(skillId: string): Promise<void>;
  endBetaTest(skillId: string): Promise<void>;
  listTesters(skillId: string): Promise<Tester[]>;
  addTesters(skillId: string, emails: readonly string[]): Promise<void>;
  removeTesters(skillId: string, emails: readonly string[]): Promise<void>;
  /** Whether there is such a skill, and these credentials may see it. */
  skillIsVisible(skillId: string): Promise<boolean>;
  /** The vendors that these credentials act for: who the account is. Rejects where whoever answers is not Amazon's API. */
  listVendorIds(): Promise<string[]>;
}

/**
 * - `refused`: the API said no; nothing has changed.
 * - `unacceptable`: the API said no to what the request holds; less of it may pass, or a part may have been
 *   taken already.
 * - `uncertain`: it may have been applied (time-out, reset, 5xx), or the state is not what we took it
 *   for (409). Only a look can tell; asking again blindly could mail people twice.
 */
export type Outcome = "refused" | "unacceptable" | "uncertain";

/** An operation of the API that did not succeed. */
export abstract class ApiError extends Error {
  abstract readonly outcome: Outcome;
}
