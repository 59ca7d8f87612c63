/**
 * Amazon's beta tests: one per skill, with their status machine, testers and mails.
 *
 * A status is never stored: it follows from when the test was started and ended, so that moving the
 * clock is all it takes to let a test become RUNNING or expire.
 *
 * Sources: Amazon's page "Beta Test Management REST API Reference", and `spec.json` of `ask-smapi-model`.
 */
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
  betaTests: Record<string, BetaTest>;
  mails: Mail[];
}

/** An operation that the test's state or the request does not allow, as Amazon answers it. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

export const maxTesters = 500;
const dayMs = 24 * 60 * 60 * 1000;
const lifetimeMs = 90 * dayMs;

export class BetaTests {
  constructor(
    readonly world: World,
    private readonly now: () => number,
    /** How long STARTING and STOPPING last, in milliseconds. */
    public transitionDelayMs: number,
  ) {}

  /** @throws {Refusal} 404 where the skill has no beta test. */
  find(skillId: string): BetaTest {
    const betaTest = this.world.betaTests[skillId];
    if (!betaTest) throw new Refusal(404, `There is no beta test for the skill ${skillId}.`);
    return betaTest;
  }

  statusOf({ startedAtMs, runningAtMs = 0, endRequestedAtMs, endedAtMs = 0 }: BetaTest): Status {
    const now = this.now();
    if (endRequestedAtMs !== undefined) return now >= endedAtMs ? "ENDED" : "STOPPING";
    if (startedAtMs === undefined) return "IN_DRAFT";
    if (now < runningAtMs) return "STARTING";
    return now < startedAtMs + lifetimeMs ? "RUNNING" : "ENDED";
  }

  expiryOf({ startedAtMs }: BetaTest): string | undefined {
    return startedAtMs === undefined ? undefined : new Date(startedAtMs + lifetimeMs).toISOString();
  }

  create(skillId: string, feedbackEmail?: string): void {
    const present = this.world.betaTests[skillId];
    if (present && this.statusOf(present) !== "ENDED") {
      throw new Refusal(
        409,
        `The skill ${skillId} has a beta test already: it is ${this.statusOf(present)}.`,
      );
    }
    this.world.betaTests[skillId] = { feedbackEmail, testers: [] };
  }

  update(skillId: string, feedbackEmail?: string): void {
    this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "changed").feedbackEmail =
      feedbackEmail;
  }

  start(skillId: string): void {
    const betaTest = this.findIn(skillId, ["IN_DRAFT"], "started");
    betaTest.startedAtMs = this.now();
    betaTest.runningAtMs = this.now() + this.transitionDelayMs;
    this.mail(
      skillId,
      betaTest.testers.map(({ emailId }) => emailId),
      "invitation",
    );
  }

  end(skillId: string): void {
    const betaTest = this.findIn(skillId, ["STARTING", "RUNNING"], "ended");
    betaTest.endRequestedAtMs = this.now();
    betaTest.endedAtMs = this.now() + this.transitionDelayMs;
    this.mail(
      skillId,
      betaTest.testers.map(({ emailId }) => emailId),
      "access end",
    );
  }

  addTesters(skillId: string, emails: readonly string[]): void {
    const betaTest = this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "given testers");
    const known = new Set(betaTest.testers.map(({ emailId }) => fold(emailId)));
    const added = emails.filter((emailId) => !known.has(fold(emailId)) && known.add(fold(emailId)));
    if (known.size > maxTesters) {
      throw new Refusal(
        400,
        `A beta test has at most ${maxTesters} testers; these would be ${known.size}.`,
      );
    }
    const associationDate = new Date(this.now()).toISOString();
    for (const emailId of added) {
      betaTest.testers.push({
        emailId,
        associationDate,
        isReminderAllowed: true,
        invitationStatus: "NOT_ACCEPTED",
      });
    }
    if (this.statusOf(betaTest) !== "IN_DRAFT") this.mail(skillId, added, "invitation");
  }

  removeTesters(skillId: string, emails: readonly string[]): void {
    const betaTest = this.findIn(skillId, ["IN_DRAFT", "STARTING", "RUNNING"], "rid of testers");
    const { kept, named } = this.partition(betaTest, emails);
    betaTest.testers = kept;
    if (this.statusOf(betaTest) === "IN_DRAFT") return;
    this.mail(
      skillId,
      named.map(({ emailId }) => emailId),
      "access end",
    );
  }

  /** Reminds testers of their invitation, or asks them for feedback. */
  writeTo(skillId: string, emails: readonly string[], kind: "reminder" | "feedback request"): void {
    const betaTest = this.findIn(skillId, ["RUNNING"], "written about");
    const { named } = this.partition(betaTest, emails);
    this.mail(
      skillId,
      named.map(({ emailId }) => emailId),
      kind,
    );
  }

  private partition({ testers }: BetaTest, emails: readonly string[]) {
    const wanted = new Set(emails.map(fold));
    return {
      named: testers.filter(({ emailId }) => wanted.has(fold(emailId))),
      kept: testers.filter(({ emailId }) => !wanted.has(fold(emailId))),
    };
  }

  private findIn(skillId: string, allowed: readonly Status[], done: string): BetaTest {
    const betaTest = this.find(skillId);
    const status = this.statusOf(betaTest);
    if (allowed.includes(status)) return betaTest;
    throw new Refusal(409, `The beta test is ${status} and cannot be ${done}.`);
  }

  private mail(skillId: string, emails: readonly string[], kind: Mail["kind"]): void {
    const at = new Date(this.now()).toISOString();
    for (const emailId of emails) this.world.mails.push({ at, skillId, emailId, kind });
  }
}

function fold(emailId: string): string {
  return emailId.trim().toLowerCase();
}
