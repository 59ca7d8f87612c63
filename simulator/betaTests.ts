/**
 * Amazon's beta tests: one per skill, with their status machine, testers and mails.
 *
 * A status is never stored: it follows from when the test was started and ended, so moving the clock is all
 * it takes for a test to become RUNNING or to expire.
 *
 * Sources: Amazon's page "Beta Test Management REST API Reference", and `spec.json` of `ask-smapi-model`.
 */
import * as v from "valibot";
import { dayMs, hourMs } from "./clock";
import {
  type BetaTest,
  type BetaTestInputs,
  inputsSchema,
  type Mail,
  type State,
  type Tester,
} from "./state";
import type { ApiVariants, SimulatorSettings } from "./types";

export const statuses = ["IN_DRAFT", "STARTING", "RUNNING", "STOPPING", "ENDED"] as const;
export type Status = (typeof statuses)[number];

/** An operation that the test's state or the request does not allow, as Amazon responds to it. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

export const maxTesters = 500;

const editable: readonly Status[] = ["IN_DRAFT", "STARTING", "RUNNING"];

const noInputs = Object.fromEntries(
  Object.keys(inputsSchema.entries).map((name) => [name, undefined]),
);

export class BetaTests {
  constructor(
    readonly state: Pick<State, "betaTests" | "mails">,
    private readonly now: () => number,
    /** May change at any time. */
    private readonly settings: ApiVariants &
      Pick<SimulatorSettings, "transitionDelayMs" | "lifetimeDays" | "reminderIntervalHours">,
  ) {}

  /** @throws {ApiRefusal} 404 if the skill has no beta test. */
  find(skillId: string): BetaTest {
    const betaTest = this.present(skillId);
    if (!betaTest || this.isGone(betaTest))
      throw new ApiRefusal(404, `There is no beta test for the skill ${skillId}.`);
    return betaTest;
  }

  /** Whether Amazon no longer has the test, as people met it: the simulator shows it all the same. */
  isGone(betaTest: BetaTest): boolean {
    return this.statusOf(betaTest) === "ENDED" && this.settings.afterEnd === "absent";
  }

  private present(skillId: string): BetaTest | undefined {
    this.expire(skillId);
    return this.state.betaTests[skillId];
  }

  /** Every beta test that there was, with its skill's id. */
  all(): [skillId: string, betaTest: BetaTest][] {
    const entries = Object.entries(this.state.betaTests);
    for (const [skillId] of entries) this.expire(skillId);
    return entries;
  }

  /** Who was mailed what. */
  mails(): readonly Mail[] {
    this.all();
    return this.state.mails;
  }

  /** None once the test is gone. */
  testersOf(betaTest: BetaTest): readonly Tester[] {
    return this.isGone(betaTest) ? [] : betaTest.testers;
  }

  /** Time alone ends a test, and its testers are told. */
  private expire(skillId: string): void {
    const { startedAtMs, endRequestedAtMs } = this.state.betaTests[skillId] ?? {};
    if (startedAtMs === undefined || endRequestedAtMs !== undefined) return;
    const expiresAtMs = startedAtMs + this.lifetimeMs();
    if (this.now() >= expiresAtMs) this.finish(skillId, expiresAtMs, expiresAtMs);
  }

  /** The start stays as it is, and with it the date on which the test was to expire. */
  private finish(skillId: string, requestedAtMs: number, endedAtMs: number): void {
    const betaTest = this.state.betaTests[skillId];
    if (!betaTest) return;
    Object.assign(betaTest, { endRequestedAtMs: requestedAtMs, endedAtMs });
    this.mail(skillId, addressesOf(betaTest.testers), "access end", requestedAtMs);
  }

  statusOf({ startedAtMs, runningAtMs = 0, endRequestedAtMs, endedAtMs = 0 }: BetaTest): Status {
    const now = this.now();
    if (endRequestedAtMs !== undefined) return now >= endedAtMs ? "ENDED" : "STOPPING";
    if (startedAtMs === undefined) return "IN_DRAFT";
    if (now < runningAtMs) return "STARTING";
    return now < startedAtMs + this.lifetimeMs() ? "RUNNING" : "ENDED";
  }

  /** What Amazon says of a beta test. */
  describe(skillId: string, betaTest: BetaTest) {
    const { startedAtMs } = betaTest;
    const started = startedAtMs !== undefined;
    return {
      status: this.statusOf(betaTest),
      ...v.parse(inputsSchema, betaTest),
      expiryDate: started ? new Date(startedAtMs + this.lifetimeMs()).toISOString() : undefined,
      invitationUrl: started ? invitationUrlOf(skillId) : "",
      invitesRemaining: started ? this.invitesRemaining(betaTest) : maxTesters,
    };
  }

  private invitesRemaining({ testers, removedWhileOpen = 0 }: BetaTest): number {
    const isSpent = removedWhileOpen > 0 && !this.settings.removalReturnsInvitation;
    return Math.max(0, maxTesters - testers.length - (isSpent ? removedWhileOpen : 0));
  }

  private lifetimeMs(): number {
    return this.settings.lifetimeDays * dayMs;
  }

  create(skillId: string, inputs: BetaTestInputs = {}): void {
    const present = this.present(skillId);
    const status = present && this.statusOf(present);
    if (present && status === "IN_DRAFT" && this.settings.draftCreate === "accepted") {
      Object.assign(present, inputs);
      return;
    }
    if (present && status !== "ENDED") {
      throw new ApiRefusal(409, `The skill ${skillId} already has a beta test: it is ${status}.`);
    }
    this.state.betaTests[skillId] = { ...inputs, testers: [] };
  }

  /** Sets every input: one that is left out is cleared. */
  update(skillId: string, inputs: BetaTestInputs): void {
    const betaTest = this.findIn(skillId, editable, "be changed");
    Object.assign(betaTest, noInputs, inputs);
  }

  start(skillId: string): void {
    const again = this.settings.startAfterEnd === "accepted";
    const allowed: Status[] = again ? ["IN_DRAFT", "ENDED"] : ["IN_DRAFT"];
    const betaTest = this.findIn(skillId, allowed, "be started");
    Object.assign(betaTest, this.timesOf("STARTING"));
    this.mail(skillId, addressesOf(betaTest.testers), "invitation");
  }

  end(skillId: string): void {
    this.findIn(skillId, ["STARTING", "RUNNING"], "be ended");
    this.finish(skillId, this.now(), this.now() + this.settings.transitionDelayMs);
  }

  /** A change as somebody makes it in Amazon's console, in any status. Only an end is mailed. */
  changeOutOfBand(
    skillId: string,
    change: BetaTestInputs & { status?: Status; testers?: string[] },
  ): void {
    const { status, testers, ...inputs } = change;
    const known = this.present(skillId);
    const present = known && !(status && this.isGone(known)) ? known : { testers: [] };
    const { kept, named } = this.partition(present, testers ?? addressesOf(present.testers));
    const isOpen = this.statusOf(present) === "STARTING" || this.statusOf(present) === "RUNNING";
    this.state.betaTests[skillId] = {
      ...present,
      ...inputs,
      testers: testers?.map((emailId) => this.newTester(emailId)) ?? named,
      removedWhileOpen: (present.removedWhileOpen ?? 0) + (isOpen ? kept.length : 0),
    };
    if (status) this.moveTo(skillId, this.statusOf(present), status);
  }

  private moveTo(skillId: string, before: Status, status: Status): void {
    const isOpen = before === "STARTING" || before === "RUNNING";
    const now = this.now();
    const times = this.timesOf(status);
    if (isOpen && times.endedAtMs !== undefined) this.finish(skillId, now, times.endedAtMs);
    else if (isOpen && status === "RUNNING") this.edit(skillId, { runningAtMs: now });
    else this.edit(skillId, times);
  }

  private edit(skillId: string, change: Partial<BetaTest>): void {
    Object.assign(this.state.betaTests[skillId] ?? {}, change);
  }

  /** The times from which a status follows. */
  private timesOf(status: Status): Omit<BetaTest, "testers" | keyof BetaTestInputs> {
    const now = this.now();
    const later = now + this.settings.transitionDelayMs;
    const draft = {
      startedAtMs: undefined,
      runningAtMs: undefined,
      endRequestedAtMs: undefined,
      endedAtMs: undefined,
    };
    const running = { ...draft, startedAtMs: now, runningAtMs: now };
    switch (status) {
      case "IN_DRAFT":
        return draft;
      case "STARTING":
        return { ...running, runningAtMs: later };
      case "RUNNING":
        return running;
      case "STOPPING":
        return { ...running, endRequestedAtMs: now, endedAtMs: later };
      case "ENDED":
        return { ...running, endRequestedAtMs: now, endedAtMs: now };
    }
  }

  addTesters(skillId: string, emails: readonly string[]): void {
    const present = this.findIn(skillId, editable, "be given testers");
    this.limitCall(emails);
    // On a copy, which a failure discards; or keeps up to there, if additions are not atomic.
    const draft: BetaTest = { ...present, testers: [...present.testers] };
    const mailed: string[] = [];
    const commit = () => {
      present.testers = draft.testers;
      if (this.statusOf(present) !== "IN_DRAFT") this.mail(skillId, mailed, "invitation");
    };
    try {
      for (const emailId of emails) if (this.addTester(draft, emailId)) mailed.push(emailId);
    } catch (error) {
      if (!this.settings.addIsAtomic) commit();
      throw error;
    }
    commit();
  }

  /** @returns whether the tester is to be mailed. */
  private addTester(betaTest: BetaTest, emailId: string): boolean {
    const { knownTester } = this.settings;
    if (betaTest.testers.some((tester) => this.fold(tester.emailId) === this.fold(emailId))) {
      if (knownTester === "refused") {
        throw new ApiRefusal(400, "A tester in the list has already been added to the beta test.");
      }
      return knownTester === "mailed";
    }
    if (this.invitesRemaining(betaTest) === 0) {
      throw new ApiRefusal(400, "The beta test has no invitations left.");
    }
    betaTest.testers.push(this.newTester(emailId));
    return true;
  }

  private newTester(emailId: string): Tester {
    const associationDate = new Date(this.now()).toISOString();
    return { emailId, associationDate, invitationStatus: "NOT_ACCEPTED" };
  }

  /** As testers do it themselves; all of them, if nobody is named. */
  acceptInvitations(skillId: string, emails?: readonly string[]): void {
    const invited: Status[] = ["STARTING", "RUNNING"];
    const betaTest = this.findIn(skillId, invited, "have its invitations accepted");
    const { named } = this.partition(betaTest, emails ?? addressesOf(betaTest.testers));
    if (emails && named.length === 0) throw new ApiRefusal(404, "There is no such tester.");
    for (const tester of named) tester.invitationStatus = "ACCEPTED";
  }

  removeTesters(skillId: string, emails: readonly string[]): void {
    const betaTest = this.findIn(skillId, editable, "lose testers");
    this.limitCall(emails);
    const { kept, named } = this.partition(betaTest, emails);
    betaTest.testers = kept;
    if (this.statusOf(betaTest) === "IN_DRAFT") return;
    betaTest.removedWhileOpen = (betaTest.removedWhileOpen ?? 0) + named.length;
    this.mail(skillId, addressesOf(named), "access end");
  }

  private limitCall(emails: readonly string[]): void {
    const { testersPerCall } = this.settings;
    if (emails.length <= testersPerCall) return;
    throw new ApiRefusal(400, `A request can have at most ${testersPerCall} testers.`);
  }

  /** Reminds all of them of their invitation, or nobody if one was reminded a short time ago. */
  sendReminder(skillId: string, emails: readonly string[]): void {
    const named = this.writeTo(skillId, emails, "reminder", (testers) => {
      if (testers.every((tester) => this.isReminderAllowed(tester))) return;
      throw new ApiRefusal(400, "A tester in the list is not allowed to be sent a reminder yet.");
    });
    for (const tester of named) tester.remindedAtMs = this.now();
  }

  /** What Amazon says of a tester. */
  describeTester(tester: Tester) {
    const { remindedAtMs, ...listed } = tester;
    return { ...listed, isReminderAllowed: this.isReminderAllowed(tester) };
  }

  private isReminderAllowed({ remindedAtMs }: Tester): boolean {
    const intervalMs = this.settings.reminderIntervalHours * hourMs;
    return remindedAtMs === undefined || this.now() >= remindedAtMs + intervalMs;
  }

  requestFeedback(skillId: string, emails: readonly string[]): void {
    this.writeTo(skillId, emails, "feedback request");
  }

  /** @returns the testers that it mailed. @param check throws if they must not be mailed. */
  private writeTo(
    skillId: string,
    emails: readonly string[],
    kind: "reminder" | "feedback request",
    check: (testers: readonly Tester[]) => void = () => {},
  ): readonly Tester[] {
    const betaTest = this.findIn(skillId, ["RUNNING"], `send a ${kind}`);
    const { named } = this.partition(betaTest, emails);
    check(named);
    this.mail(skillId, addressesOf(named), kind);
    return named;
  }

  private partition({ testers }: BetaTest, emails: readonly string[]) {
    const wanted = new Set(emails.map((email) => this.fold(email)));
    return {
      named: testers.filter(({ emailId }) => wanted.has(this.fold(emailId))),
      kept: testers.filter(({ emailId }) => !wanted.has(this.fold(emailId))),
    };
  }

  private findIn(skillId: string, allowed: readonly Status[], operation: string): BetaTest {
    const betaTest = this.find(skillId);
    const status = this.statusOf(betaTest);
    if (allowed.includes(status)) return betaTest;
    throw new ApiRefusal(409, `The beta test is ${status} and cannot ${operation}.`);
  }

  private fold(emailId: string): string {
    return this.settings.emailsAreCaseSensitive ? emailId : emailId.toLowerCase();
  }

  private mail(
    skillId: string,
    emails: readonly string[],
    kind: Mail["kind"],
    atMs = this.now(),
  ): void {
    const at = new Date(atMs).toISOString();
    for (const emailId of emails) this.state.mails.push({ at, skillId, emailId, kind });
  }
}

/** Made from the skill's id, so that it stays the same from run to run. */
function invitationUrlOf(skillId: string): string {
  return `https://skills-store.amazon.com/deeplink/tvt/${Buffer.from(skillId).toString("hex")}`;
}

function addressesOf(testers: readonly Tester[]): string[] {
  return testers.map(({ emailId }) => emailId);
}
