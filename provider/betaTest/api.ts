/** Amazon's API as the lifecycle needs it, and how its operations fail. */

import type { BetaTest, Tester } from "./BetaTest";
import type { Details } from "./details";

/** One function per operation of the API; each rejects with an {@link ApiError} if it fails. */
export interface BetaTestApi {
  /** Amazon's time, in milliseconds since the epoch; this machine's before the first response. */
  now(): number;
  /**
   * @param strict whether to reject a "not found" that may come from something in between, such as a proxy.
   * @returns undefined if the skill has no beta test.
   */
  getBetaTest(skillId: string, options?: { strict?: boolean }): Promise<BetaTest | undefined>;
  createBetaTest(skillId: string, details: Details): Promise<void>;
  updateBetaTest(skillId: string, details: Details): Promise<void>;
  startBetaTest(skillId: string): Promise<void>;
  endBetaTest(skillId: string): Promise<void>;
  listTesters(skillId: string): Promise<Tester[]>;
  addTesters(skillId: string, emails: readonly string[]): Promise<void>;
  removeTesters(skillId: string, emails: readonly string[]): Promise<void>;
  /** Whether the skill exists and these credentials have access to it. */
  skillIsVisible(skillId: string): Promise<boolean>;
  /** The vendors of these credentials, which identify the account. */
  listVendorIds(): Promise<string[]>;
}

/** What the lifecycle never does by itself. Each mails the testers once more when it is repeated. */
export interface TesterMailApi {
  /** Mails them their invitation again. */
  sendReminder(skillId: string, emails: readonly string[]): Promise<void>;
  /** Mails them a request for feedback. */
  requestFeedback(skillId: string, emails: readonly string[]): Promise<void>;
}

/**
 * - `refused`: the API rejected the request; nothing has changed.
 * - `unacceptable`: the API rejected the content of the request; it may have applied a part of it, or accept
 *   a smaller one.
 * - `uncertain`: the request may have been applied (timeout, reset, 5xx), or the state is not the expected one
 *   (409). Only observing again can tell; repeating it blindly could mail people twice.
 */
export type Outcome = "refused" | "unacceptable" | "uncertain";

/** An operation of the API that did not succeed. */
export abstract class ApiError extends Error {
  abstract readonly outcome: Outcome;
}
