/** Lists of testers that change in any way, in a test that is nearly full or has few invitations left. */
import fc from "fast-check";
import type { BetaTest } from "../../../provider/betaTest/BetaTest";
import { converge } from "../../../provider/betaTest/converge";
import { TransitionTimes } from "../../../provider/betaTest/Waiting";
import { defaultApiVariants } from "../../../simulator/apiVariants";
import type { ApiVariants } from "../../../simulator/types";
import { FakeClock } from "../../helpers/clock";
import { FakeError } from "../../helpers/FakeApi";
import { ModelApi, type Situation, skillId } from "../../helpers/ModelApi";

interface Case {
  status: "RUNNING" | "IN_DRAFT";
  /** How many testers stay, leave and come. */
  staying: number;
  leaving: number;
  coming: number;
  /** How many were removed earlier, while the test was running. */
  removedBefore: number;
  /** Places among the newcomers that Amazon does not accept, and among the leavers that it does not remove. */
  bad: readonly number[];
  unremovable: readonly number[];
  /** Whether Amazon says how many invitations are left. */
  isCounted: boolean;
  /** The call during which the first run's process is killed, once Amazon has applied it. */
  killedAt: number | undefined;
  variants: Pick<ApiVariants, "removalReturnsInvitation" | "addIsAtomic" | "testersPerCall">;
}

const drawn: fc.Arbitrary<Case> = fc
  .record({
    status: fc.constantFrom("RUNNING", "RUNNING", "IN_DRAFT"),
    present: fc.oneof(fc.nat(500), fc.integer({ min: 485, max: 500 }), fc.constant(500)),
    leaving: fc.oneof(fc.nat(500), fc.nat(3)),
    coming: fc.oneof(fc.nat(500), fc.nat(3)),
    removedBefore: fc.oneof(fc.constant(0), fc.nat(20), fc.constant(500)),
    bad: fc.oneof(fc.constant([]), fc.array(fc.nat(499), { maxLength: 3 })),
    unremovable: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.array(fc.nat(499), { maxLength: 2 }),
    ),
    isCounted: fc.boolean(),
    killedAt: fc.option(fc.integer({ min: 2, max: 12 }), { nil: undefined }),
    variants: fc.record({
      removalReturnsInvitation: fc.boolean(),
      addIsAtomic: fc.boolean(),
      testersPerCall: fc.constantFrom(500, 100, 7),
    }),
  })
  .map(({ present, ...rest }) => {
    const leaving = Math.min(rest.leaving, present);
    const staying = present - leaving;
    return { ...rest, staying, leaving, coming: Math.min(rest.coming, 500 - staying) };
  });

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}@example.com`);

class ExchangeApi extends ModelApi {
  /** How many testers there were, after each change. */
  readonly sizes: number[] = [];

  constructor(
    situation: Situation,
    clock: FakeClock,
    private readonly drawn: Case,
    killedAt: number | undefined,
    private readonly refused: ReadonlySet<string>,
  ) {
    const faults = new Map(killedAt === undefined ? [] : [[killedAt, "killedAfter"] as const]);
    super(situation, () => clock.now(), { ...defaultApiVariants, ...drawn.variants }, faults);
  }

  override async getBetaTest(): Promise<BetaTest | undefined> {
    const betaTest = await super.getBetaTest();
    if (!betaTest || !this.drawn.isCounted) return betaTest;
    const { invitesRemaining } = this.betaTests.describe(skillId, this.betaTests.find(skillId));
    return { ...betaTest, invitesRemaining };
  }

  override async addTesters(id: string, emails: readonly string[]): Promise<void> {
    await this.changing(emails, () => super.addTesters(id, emails));
  }

  override async removeTesters(id: string, emails: readonly string[]): Promise<void> {
    await this.changing(emails, () => super.removeTesters(id, emails));
  }

  private async changing(emails: readonly string[], change: () => Promise<void>): Promise<void> {
    if (emails.some((email) => this.refused.has(email))) {
      this.calls.push("mutation");
      throw new FakeError("unacceptable", "This one is refused.");
    }
    await change();
    this.sizes.push(this.situation.world.betaTests[skillId]?.testers.length ?? 0);
  }
}

async function play(drawn: Case) {
  const stays = named("stays", drawn.staying);
  const leaves = named("leaves", drawn.leaving);
  const comes = named("comes", drawn.coming);
  const bad = new Set(drawn.bad.flatMap((place) => comes[place] ?? []));
  const unremovable = new Set(drawn.unremovable.flatMap((place) => leaves[place] ?? []));
  const clock = new FakeClock();
  const isRunning = drawn.status === "RUNNING";
  const now = clock.now();
  const testers = [...leaves, ...stays].map((emailId) => ({
    emailId,
    associationDate: "2026-11-01T00:00:00.000Z",
    invitationStatus: "ACCEPTED" as const,
  }));
  const betaTest = {
    testers,
    ...(isRunning && {
      startedAtMs: now,
      runningAtMs: now,
      removedWhileOpen: drawn.removedBefore,
    }),
  };
  const situation: Situation = {
    world: { betaTests: { [skillId]: betaTest }, mails: [] },
    counts: { creates: 0, starts: 0, ends: 0 },
  };
  const wanted = [...comes, ...stays];
  const target = { skillId, desired: { status: "RUNNING", testers: wanted } as const };
  const run = async (killedAt?: number) => {
    const api = new ExchangeApi(
      situation,
      clock,
      drawn,
      killedAt,
      new Set([...bad, ...unremovable]),
    );
    const outcome = await converge(
      { ...target, adopt: "always" },
      {
        api,
        clock,
        onProgress: async () => {},
        timeoutMs: 600_000,
        signal: new AbortController().signal,
        transitionTimes: new TransitionTimes(),
      },
    ).catch((error: unknown) => error);
    const present = situation.world.betaTests[skillId]?.testers.map(({ emailId }) => emailId) ?? [];
    return { outcome, api, present };
  };
  const mailed = (kind: string) =>
    situation.world.mails.flatMap((mail) => (mail.kind === kind ? [mail.emailId] : []));
  return { stays, leaves, comes, bad, unremovable, wanted, situation, run, mailed, isRunning };
}

type Played = Awaited<ReturnType<typeof play>>;
type Run = Awaited<ReturnType<Played["run"]>>;

/** What must be so at any moment, whatever has happened. */
function expectNoHarm({ wanted, stays, isRunning, mailed }: Played): void {
  const invited = mailed("invitation");
  const ended = mailed("access end");
  const listed = new Set(wanted);
  expect(new Set(invited).size).toBe(invited.length);
  expect(invited.filter((email) => !listed.has(email))).toEqual([]);
  expect(ended.filter((email) => listed.has(email))).toEqual([]);
  if (isRunning) expect(invited.filter((email) => stays.includes(email))).toEqual([]);
}

/** One leaves at most before somebody has come, and half of them stay until all have. */
function expectFewLeave({ comes, leaves, isRunning }: Played, { present, api }: Run, size: number) {
  if (!isRunning || comes.length === 0) return;
  const came = comes.filter((email) => present.includes(email)).length;
  const gone = leaves.filter((email) => !present.includes(email)).length;
  if (came === 0) expect(gone).toBeLessThan(2);
  const fewest = Math.min(...api.sizes, size);
  if (came < comes.length)
    expect(fewest).toBeGreaterThanOrEqual(Math.floor(size / 2) - (came > 0 ? gone : 0));
}

/** It names nobody but those who Amazon refuses, and speaks of invitations only where they may be the reason. */
function expectTrueError(
  { outcome }: Run,
  { wanted, bad }: Played,
  drawn: Case,
  isEnough: boolean,
) {
  const { message } = outcome as Error;
  const places = [...message.matchAll(/testers\[(\d+)\]/g)].map(([, place]) => Number(place));
  const isHedged = message.includes("the number of invitations rather than the addresses");
  if (isHedged) expect(drawn.isCounted).toBe(false);
  else expect(places.filter((place) => !bad.has(wanted[place] ?? ""))).toEqual([]);
  if (/invitations? (is|are) left/.test(message)) expect(isEnough).toBe(false);
}

/** Whether Amazon has room and invitations for everybody. */
function isEnoughFor(drawn: Case, { leaves, comes, unremovable, wanted }: Played): boolean {
  if (drawn.status === "IN_DRAFT") return wanted.length + unremovable.size <= 500;
  const returns = drawn.variants.removalReturnsInvitation;
  const left = 500 - drawn.staying - drawn.leaving - (returns ? 0 : drawn.removedBefore);
  const freed = returns ? leaves.length - unremovable.size : 0;
  return comes.length <= Math.max(0, left) + freed;
}

function expectFewCalls(drawn: Case, { bad, unremovable }: Played, { api }: Run): void {
  const changes = drawn.leaving + drawn.coming;
  const needed = 30 + 3 * Math.ceil(changes / drawn.variants.testersPerCall);
  expect(api.calls.length).toBeLessThan(needed + 40 * (bad.size + unremovable.size + 1));
}

function expectDone({ outcome, present }: Run, { wanted, mailed, isRunning }: Played): void {
  expect(outcome).not.toBeInstanceOf(Error);
  expect([...present].sort()).toEqual([...wanted].sort());
  if (!isRunning) expect([...mailed("invitation")].sort()).toEqual([...wanted].sort());
}

test("nobody is mailed twice, nobody leaves for people who cannot come, and every error is true", async () => {
  const property = fc.asyncProperty(drawn, async (drawn) => {
    const played = await play(drawn);
    const { comes, bad, unremovable } = played;
    const size = drawn.staying + drawn.leaving;
    const isEnough = isEnoughFor(drawn, played);
    if (drawn.killedAt !== undefined) {
      await played.run(drawn.killedAt);
      expectNoHarm(played);
    }
    const run = await played.run();
    expectNoHarm(played);
    expectFewLeave(played, run, size);
    expectFewCalls(drawn, played, run);
    if (isEnough && bad.size + unremovable.size === 0) return expectDone(run, played);
    // A few bad addresses, or testers who cannot be removed, never keep the others out.
    const came = comes.filter((email) => run.present.includes(email)).length;
    if (isEnough && bad.size < 3 && unremovable.size < 3)
      expect(came).toBeGreaterThanOrEqual(comes.length - bad.size - unremovable.size);
    if (run.outcome instanceof Error) expectTrueError(run, played, drawn, isEnough);
    // Nor does another run change that.
    const again = await played.run();
    expectNoHarm(played);
    expectFewLeave(played, again, size);
  });
  await fc.assert(property, { numRuns: Number(process.env.EXCHANGES ?? 300) });
});
