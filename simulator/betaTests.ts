/**
 * Amazon's beta tests: one per skill, with their status machine, testers and mails.
 *
 * A status is never stored: it follows from when the test was started and ended, so that moving the
 * clock is all it takes to let a test become RUNNING or expire.
 *
 * Sources: Amazon's page "Beta Test Management REST API Reference", and `spec.json` of `ask-smapi-model`.
 */
import { dayMs } from "./clock";
import type { ApiVariants, SimulatorSettings } from "./settings";

export type Status = "IN_DRAFT" | "STARTING" | "RUNNING" | "STOPPING" | "ENDED";

export interface Tester {
  emailId: string;
  associationDate: string;
  isReminderAllowed: boolean;
  invitationStatus: "ACCEPTED" | "NOT_ACCEPTED";
}

export interface BetaTest {
  feedbackEmail?: string | undefined;
  startedAtMs?: number | undefined;
  runningAtMs?: number | undefined;
  endRequestedAtMs?: number | undefined;
  endedAtMs?: number | undefined;
  testers: Tester[];
}

export interface Mail {
  at: string;
  skillId: string;
  emailId: string;
  kind: "invitation" | "access end" | "reminder" | "feedback request";
}

/** Everything that outlives the process. */
export interface World {
  /** By skill id. */
  betaTests: Record<string, BetaTest>;
  mails: Mail[];
}

/** An operation that the test's state or the request does not allow, as Amazon answers it. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

export const maxTesters = 500;

export class BetaTests {
  constructor(
    readonly world: World,
    private readonly now: () => number,
    /** May change at any time. */
    private readonly settings: ApiVariants &
      Pick<SimulatorSettings, "transitionDelayMs" | "lifetimeDays">,
  ) {}

  /** @throws {ApiRefusal} 404 where the skill has no beta test. */
  find(skillId: string): BetaTest {
    const betaTest = this.world.betaTests[skillId];
    const isHidden = this.settings.afterEnd === "absent" && betaTest;
    if (!betaTest || (isHidden && this.statusOf(betaTest) === "ENDED"))
      throw new ApiRefusal(404, `There is no beta test for the skill ${skillId}.`);
    return betaTest;
  }

  statusOf({ startedAtMs, runningAtMs = 0, endRequestedAtMs, endedAtMs = 0 }: BetaTest): Status {
    const now = this.now();
    if (endRequestedAtMs !== undefined) return now >= endedAtMs ? "ENDED" : "STOPPING";
    if (startedAtMs === undefined) return "IN_DRAFT";
    if (now < runningAtMs) return "STARTING";
    return now < startedAtMs + this.lifetimeMs() ? "RUNNING" : "ENDED";
  }

  expiryOf({ startedAtMs }: BetaTest): string | undefined {
    if (startedAtMs === undefined) return undefined;
    return new Date(startedAtMs + this.lifetimeMs()).toISOString();
  }

  private lifetimeMs(): number {
    return this.settings.lifetimeDays * dayMs;
  }

  create(skillId: string, feedbackEmail?: string): void {
    const present = this.world.betaTests[skillId];
    const status = present && this.statusOf(present);
    if (present && status === "IN_DRAFT" && this.settings.draftCreate === "accepted") {
      present.feedbackEmail = feedbackEmail ?? present.feedbackEmail;
      return;
    }
    if (present && status !== "ENDED") {
      throw new ApiRefusal(409, `The skill ${skillId} has a beta test already: it is ${status}.`);
    }
    this.world.betaTests[skillId] = { feedbackEmail, testers: [] };
  }

  update(skillId: string, feedbackEmail?: string): void {
    this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "changed").feedbackEmail =
      feedbackEmail;
  }

  start(skillId: string): void {
    const again = this.settings.startAfterEnd === "accepted";
    const betaTest = this.findIn(skillId, again ? ["IN_DRAFT", "ENDED"] : ["IN_DRAFT"], "started");
    betaTest.startedAtMs = this.now();
    betaTest.runningAtMs = this.now() + this.settings.transitionDelayMs;
    betaTest.endRequestedAtMs = undefined;
    betaTest.endedAtMs = undefined;
    this.mail(skillId, addressesOf(betaTest.testers), "invitation");
  }

  end(skillId: string): void {
    const betaTest = this.findIn(skillId, ["STARTING", "RUNNING"], "ended");
    betaTest.endRequestedAtMs = this.now();
    betaTest.endedAtMs = this.now() + this.settings.transitionDelayMs;
    this.mail(skillId, addressesOf(betaTest.testers), "access end");
  }

  addTesters(skillId: string, emails: readonly string[]): void {
    const present = this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "given testers");
    this.limitCall(emails);
    // Carried out on a copy, which counts in full, or as far as it came where additions are not atomic.
    const draft: BetaTest = { ...present, testers: [...present.testers] };
    const mailed: string[] = [];
    const settle = () => {
      present.testers = draft.testers;
      if (this.statusOf(present) !== "IN_DRAFT") this.mail(skillId, mailed, "invitation");
    };
    try {
      for (const emailId of emails) if (this.addTester(draft, emailId)) mailed.push(emailId);
    } catch (error) {
      if (!this.settings.addIsAtomic) settle();
      throw error;
    }
    settle();
  }

  /** @returns whether the tester is to be mailed. */
  private addTester(betaTest: BetaTest, emailId: string): boolean {
    const { knownTester } = this.settings;
    if (betaTest.testers.some((tester) => this.fold(tester.emailId) === this.fold(emailId))) {
      if (knownTester === "refused") {
        throw new ApiRefusal(400, "A tester of the list is in the beta test already.");
      }
      return knownTester === "mailed";
    }
    if (betaTest.testers.length >= maxTesters) {
      throw new ApiRefusal(400, `A beta test has at most ${maxTesters} testers.`);
    }
    betaTest.testers.push({
      emailId,
      associationDate: new Date(this.now()).toISOString(),
      isReminderAllowed: true,
      invitationStatus: "NOT_ACCEPTED",
    });
    return true;
  }

  removeTesters(skillId: string, emails: readonly string[]): void {
    const betaTest = this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "rid of testers");
    this.limitCall(emails);
    const { kept, named } = this.partition(betaTest, emails);
    betaTest.testers = kept;
    if (this.statusOf(betaTest) === "IN_DRAFT") return;
    this.mail(skillId, addressesOf(named), "access end");
  }

  private limitCall(emails: readonly string[]): void {
    const { testersPerCall } = this.settings;
    if (emails.length <= testersPerCall) return;
    throw new ApiRefusal(400, `A call takes at most ${testersPerCall} testers.`);
  }

  /** Reminds testers of their invitation, or asks them for feedback. */
  writeTo(skillId: string, emails: readonly string[], kind: "reminder" | "feedback request"): void {
    const betaTest = this.findIn(skillId, ["RUNNING"], "written about");
    const { named } = this.partition(betaTest, emails);
    this.mail(skillId, addressesOf(named), kind);
  }

  private partition({ testers }: BetaTest, emails: readonly string[]) {
    const wanted = new Set(emails.map((email) => this.fold(email)));
    return {
      named: testers.filter(({ emailId }) => wanted.has(this.fold(emailId))),
      kept: testers.filter(({ emailId }) => !wanted.has(this.fold(emailId))),
    };
  }

  private findIn(skillId: string, allowed: readonly Status[], done: string): BetaTest {
    const betaTest = this.find(skillId);
    const status = this.statusOf(betaTest);
    if (allowed.includes(status)) return betaTest;
    throw new ApiRefusal(409, `The beta test is ${status} and cannot be ${done}.`);
  }

  private fold(emailId: string): string {
    return this.settings.emailsAreCaseSensitive ? emailId : emailId.toLowerCase();
  }

  private mail(skillId: string, emails: readonly string[], kind: Mail["kind"]): void {
    const at = new Date(this.now()).toISOString();
    for (const emailId of emails) this.world.mails.push({ at, skillId, emailId, kind });
  }
}

function addressesOf(testers: readonly Tester[]): string[] {
  return testers.map(({ emailId }) => emailId);
}
