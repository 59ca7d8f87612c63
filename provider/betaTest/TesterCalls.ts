/** What Amazon's responses in one run have shown of adding and removing testers: how many a call takes, and who was refused. */
import type { ApiError } from "./api";
import { type Goal, maxTesters, type Observed, statusOf } from "./BetaTest";
import { describeProblem, type Refusals, TestersError } from "./describeProblem";
import { emailsMissingFrom, sameEmail } from "./emails";
import {
  type ApiLimits,
  type CallSize,
  roomIn,
  type Step,
  type TestersStep,
  testersIn,
} from "./plan";
import { isOpen } from "./status";

type Kind = TestersStep["kind"];

/** If Amazon refuses this many testers one after the other, it gets one more chance with all the others at once. */
const maxRefusalsInARow = 3;
const whole: CallSize = { testers: maxTesters, grows: false };

export class TesterCalls {
  /** Whether Amazon may have applied a part of a call that it refused. */
  mayBePartlyApplied = false;

  private readonly callSizes: Record<Kind, CallSize> = { addTesters: whole, removeTesters: whole };
  /** Amazon's error, if it refused more people than there is room for. */
  private refusedForRoom: ApiError | undefined;
  private readonly refusalsInARow = { addTesters: 0, removeTesters: 0 };
  /** Who was in the test before this run changed anything, and who is as far as is known. */
  private before: readonly string[] | undefined;
  private present: readonly string[] = [];
  private hasRemoved = false;
  /** Who was refused alone since the last observation. */
  private lastRefused: string | undefined;
  private removalReturnsInvitation: boolean | undefined;
  /** The count before a removal, and how often it was seen unchanged since. */
  private probe: { readonly left: number; seen: number } | undefined;
  /** By address, with Amazon's error: those who cannot be added, and those who cannot be removed. */
  private readonly refused = {
    addTesters: new Map<string, ApiError>(),
    removeTesters: new Map<string, ApiError>(),
  };

  constructor(private readonly desired: Goal) {}

  get limits(): ApiLimits {
    const { callSizes, removalReturnsInvitation } = this;
    const { addTesters, removeTesters } = this.refused;
    const refused = {
      addTesters: [...addTesters.keys()],
      removeTesters: [...removeTesters.keys()],
    };
    return { callSizes, removalReturnsInvitation, refused };
  }

  /** Whether a refusal still matters: somebody else may have added or removed that tester since. */
  hasRefused(observed: Observed): boolean {
    const { rejected, kept } = this.unresolved(observed);
    return rejected.length + kept.length > 0;
  }

  /** Who is still missing, and who is still there, with Amazon's error. */
  private unresolved({ testers }: Observed): Record<"rejected" | "kept", Refusals> {
    const { addTesters, removeTesters } = this.refused;
    const isThere = (email: string) => testers?.some((each) => sameEmail(each, email));
    return {
      rejected: [...addTesters].filter(([email]) => isThere(email) !== true),
      kept: [...removeTesters].filter(([email]) => isThere(email) !== false),
    };
  }

  /** Whether a step is still to be done once Amazon has refused a tester. */
  isPossible({ kind }: Step, observed: Observed): boolean {
    if (kind === "startBetaTest") return false;
    // Nobody has to leave for others who cannot come.
    return kind !== "removeTesters" || !this.hasNobodyCome || !isOpen(statusOf(observed));
  }

  /** Whether Amazon refused somebody, and has accepted nobody. */
  private get hasNobodyCome(): boolean {
    const { before, present, refused } = this;
    const missed = this.missingFrom(before).length;
    return refused.addTesters.size > 0 && this.missingFrom(present).length === missed;
  }

  /** Who of the program is not among these. */
  private missingFrom(testers: readonly string[] = []): readonly string[] {
    return emailsMissingFrom(testers, this.desired.testers ?? []);
  }

  /** Takes note of an observation, or of what a step has made of it. */
  record(observed: Observed): void {
    if (!observed.testers) return;
    this.before ??= observed.testers;
    this.present = observed.testers;
    // Whoever was refused while somebody else took the last place is welcome, once there is room.
    const { lastRefused } = this;
    this.lastRefused = undefined;
    if (lastRefused === undefined || roomIn(observed) > 0) return;
    this.refusedForRoom = this.refused.addTesters.get(lastRefused);
    this.refused.addTesters.delete(lastRefused);
    this.refusalsInARow.addTesters--;
  }

  /**
   * What the observation after a removal shows: whether it has returned an invitation.
   *
   * @returns whether to look again, since Amazon may show it late.
   */
  mustLookAgain({ betaTest }: Observed): boolean {
    const { probe } = this;
    const left = betaTest?.invitesRemaining;
    if (!probe || left === undefined || left > probe.left) {
      this.probe = undefined;
      return false;
    }
    if (probe.seen++ === 0) return true;
    this.removalReturnsInvitation = false;
    this.probe = undefined;
    return false;
  }

  recordAccepted({ kind }: TestersStep, before: Observed): void {
    this.refusalsInARow[kind] = 0;
    this.refusedForRoom = undefined;
    if (!isOpen(statusOf(before))) return;
    const left = before.betaTest?.invitesRemaining;
    if (kind === "removeTesters") {
      this.hasRemoved = true;
      const isToMakeRoom = roomIn(before) === 0 && this.missingFrom(before.testers).length > 0;
      if (isToMakeRoom && left !== undefined && this.removalReturnsInvitation === undefined) {
        this.probe ??= { left, seen: 0 };
      }
      return;
    }
    if (this.hasRemoved) this.removalReturnsInvitation ??= true;
    this.probe = undefined;
  }

  /**
   * Amazon refused a call, but may take fewer testers, down to one. Who is refused alone is left out.
   *
   * @param before the observation that the call was planned from.
   * @throws if it accepts nobody.
   */
  recordRefused({ kind, testers }: TestersStep, error: ApiError, before: Observed): void {
    if (testers.length > 1) this.mayBePartlyApplied = true;
    const isTooMany = kind === "addTesters" && testers.length > roomIn(before);
    this.refusedForRoom = isTooMany ? error : undefined;
    if (isTooMany) return;
    const hadLastChance = this.refusalsInARow[kind] >= maxRefusalsInARow;
    const [alone] = testers;
    if (alone !== undefined && testers.length === 1) {
      this.refused[kind].set(alone, error);
      if (kind === "addTesters") this.lastRefused = alone;
    }
    if (hadLastChance) throw this.problem(before);
    if (testers.length > 1) {
      this.callSizes[kind] = { testers: Math.ceil(testers.length / 2), grows: false };
      return;
    }
    this.refusalsInARow[kind]++;
    // This tester may be why the larger calls were refused.
    const hasLastChance = this.refusalsInARow[kind] >= maxRefusalsInARow;
    this.callSizes[kind] = hasLastChance ? whole : { testers: 1, grows: true };
  }

  /** Why the testers are not as desired. */
  problem(observed: Observed): TestersError {
    const { desired, before = [], refusedForRoom, refusalsInARow } = this;
    const { rejected, kept } = this.unresolved(observed);
    const nobodySince = refusalsInARow.addTesters > 0;
    const facts = { rejected, kept, before, refusedForRoom, nobodySince };
    return new TestersError(describeProblem(observed, desired, facts), [...rejected, ...kept]);
  }

  /** @throws if Amazon refused more people than there is room for, and there is still too little. */
  assertRoomSuffices(steps: readonly Step[], observed: Observed): void {
    const made = this.removalReturnsInvitation ? testersIn(steps, "removeTesters").length : 0;
    const needed = testersIn(steps, "addTesters").length;
    if (this.refusedForRoom && needed > roomIn(observed) + made) throw this.problem(observed);
  }
}
