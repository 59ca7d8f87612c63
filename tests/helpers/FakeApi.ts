/** A beta test behind the API's interface, for tests of the lifecycle without HTTP: what was called, and any answer. */
import { ApiError, type BetaTestApi, type Outcome } from "../../provider/betaTest/api";
import type { BetaTest, Tester } from "../../provider/betaTest/BetaTest";
import type { Details } from "../../provider/betaTest/details";

export class FakeError extends ApiError {
  constructor(
    readonly outcome: Outcome,
    message = `${outcome} by the test`,
  ) {
    super(message);
  }
}

type Operation = keyof BetaTestApi;

/** An API in memory that says what it was asked, and fails where the test wants it to. */
export class FakeApi implements BetaTestApi {
  readonly calls: string[] = [];
  testers: string[] = [];
  /** Whether the credentials see the skill. */
  visible = true;
  vendorIds: string[] = ["M1"];
  /** How many GETs still show what was there before. */
  lag = 0;
  private shown: BetaTest | undefined;
  private readonly failures: { operation: Operation; outcome: Outcome; applied: boolean }[] = [];

  nowMs = 0;

  constructor(public betaTest?: BetaTest) {
    this.shown = betaTest;
  }

  fail(operation: Operation, outcome: Outcome, applied = false): this {
    this.failures.push({ operation, outcome, applied });
    return this;
  }

  now(): number {
    return this.nowMs;
  }

  async getBetaTest(): Promise<BetaTest | undefined> {
    return this.run("getBetaTest", "get", () => {
      if (this.lag > 0) {
        this.lag--;
        return this.shown;
      }
      const now = this.betaTest;
      // What takes its time is done by the look after the first that shows it.
      if (now?.status === "STARTING") this.betaTest = { ...now, status: "RUNNING" };
      if (now?.status === "STOPPING") this.betaTest = { ...now, status: "ENDED" };
      return now;
    });
  }

  async createBetaTest(_skillId: string, { feedbackEmail }: Details): Promise<void> {
    return this.run("createBetaTest", `create${feedbackEmail ? ` ${feedbackEmail}` : ""}`, () => {
      this.shown = this.betaTest;
      this.betaTest = { status: "IN_DRAFT", ...(feedbackEmail && { feedbackEmail }) };
      this.testers = [];
    });
  }

  async updateBetaTest(_skillId: string, { feedbackEmail }: Details): Promise<void> {
    return this.run("updateBetaTest", `update ${feedbackEmail}`, () =>
      this.become({ feedbackEmail }),
    );
  }

  async startBetaTest(): Promise<void> {
    return this.run("startBetaTest", "start", () => this.become({ status: "STARTING" }));
  }

  async endBetaTest(): Promise<void> {
    return this.run("endBetaTest", "end", () => this.become({ status: "STOPPING" }));
  }

  async listTesters(): Promise<Tester[]> {
    return this.run("listTesters", "list", () => this.testers.map((emailId) => ({ emailId })));
  }

  async addTesters(_skillId: string, emails: readonly string[]): Promise<void> {
    return this.run("addTesters", `add ${emails}`, () => {
      this.testers = [...this.testers, ...emails];
    });
  }

  async removeTesters(_skillId: string, emails: readonly string[]): Promise<void> {
    return this.run("removeTesters", `remove ${emails}`, () => {
      this.testers = this.testers.filter((tester) => !emails.includes(tester));
    });
  }

  async skillIsVisible(): Promise<boolean> {
    return this.run("skillIsVisible", "visible", () => this.visible);
  }

  async listVendorIds(): Promise<string[]> {
    return this.run("listVendorIds", "vendors", () => this.vendorIds);
  }

  private become(change: Partial<BetaTest>): void {
    this.shown = this.betaTest;
    this.betaTest = { status: "IN_DRAFT", ...this.betaTest, ...change };
  }

  private run<T>(operation: Operation, call: string, work: () => T): T {
    this.calls.push(call);
    const index = this.failures.findIndex((failure) => failure.operation === operation);
    const [failure] = index < 0 ? [] : this.failures.splice(index, 1);
    if (!failure) return work();
    if (failure.applied) work();
    throw new FakeError(failure.outcome);
  }
}
