/** What Amazon's responses in one run have shown of adding and removing testers: how many a call takes, and who was refused. */
import type { ApiError } from "./api";
import { type Desired, maxTesters, type Observed, statusOf } from "./BetaTest";
import { describeInvitations, people } from "./describe";
import { emailsMissingFrom, sameEmail } from "./emails";
import { LifecycleError } from "./errors";
import {
  type ApiLimits,
  type CallSize,
  roomIn,
  type Step,
  type TestersStep,
  testersIn,
} from "./plan";
import { isOpen } from "./status";

type Refusals = ReadonlyMap<string, ApiError>;

/** If Amazon refuses this many testers from both ends and accepts nobody in between, it hardly accepts the others. */
const maxRefusalsInARow = 3;

export class TesterCalls {
  /** Whether Amazon may have applied a part of a call that it refused. */
  mayBePartlyApplied = false;

  private readonly callSizes: Record<TestersStep["kind"], CallSize> = {
    addTesters: { testers: maxTesters, grows: false },
    removeTesters: { testers: maxTesters, grows: false },
  };
  /** Whether Amazon refused more people than there is room for. */
  private mayLackRoom = false;
  private readonly refusalsInARow = { addTesters: 0, removeTesters: 0 };
  private readonly done = { addTesters: 0, removeTesters: 0 };
  private leftBeforeRemoval: number | undefined;
  private removalReturnsInvitation: boolean | undefined;
  /** By address, with Amazon's error: those who cannot be added, and those who cannot be removed. */
  private readonly refused = {
    addTesters: new Map<string, ApiError>(),
    removeTesters: new Map<string, ApiError>(),
  };

  constructor(private readonly desired: Desired) {}

  get limits(): ApiLimits {
    const { callSizes, removalReturnsInvitation } = this;
    return { callSizes, removalReturnsInvitation };
  }

  get hasRefused(): boolean {
    const { addTesters, removeTesters } = this.refused;
    return addTesters.size + removeTesters.size > 0;
  }

  /**
   * Without the testers that Amazon does not add, and with those that it does not remove. After each refusal, it continues at
   * the other end, so that a few bad addresses side by side do not keep the others out.
   */
  get possible(): Desired {
    const { testers } = this.desired;
    if (!testers || !this.hasRefused) return this.desired;
    const { addTesters, removeTesters } = this.refused;
    const addable = emailsMissingFrom([...addTesters.keys()], testers);
    if (addTesters.size % 2 === 1) addable.reverse();
    return { ...this.desired, testers: [...addable, ...removeTesters.keys()] };
  }

  /** Whether a step is still to be done once Amazon has refused a tester. */
  isPossible({ kind }: Step, observed: Observed): boolean {
    if (kind === "startBetaTest") return false;
    // Nobody has to leave for others who cannot come.
    return kind !== "removeTesters" || !this.hasNobodyCome || !isOpen(statusOf(observed));
  }

  private get hasNobodyCome(): boolean {
    return this.refused.addTesters.size > 0 && this.done.addTesters === 0;
  }

  /** What the observation after a removal shows. */
  learnFrom({ betaTest }: Observed): void {
    const { leftBeforeRemoval: before } = this;
    const left = betaTest?.invitesRemaining;
    if (before !== undefined && left !== undefined && left <= before) {
      this.removalReturnsInvitation = false;
    }
    this.leftBeforeRemoval = undefined;
  }

  recordAccepted({ kind, testers }: TestersStep, before: Observed): void {
    this.refusalsInARow[kind] = 0;
    this.mayLackRoom = false;
    this.done[kind] += testers.length;
    if (!isOpen(statusOf(before))) return;
    if (kind === "removeTesters") {
      this.leftBeforeRemoval ??= before.betaTest?.invitesRemaining;
      return;
    }
    if (this.done.removeTesters > 0) this.removalReturnsInvitation ??= true;
    this.leftBeforeRemoval = undefined;
  }

  /**
   * Amazon refused a call, but may take fewer testers, down to one. Who is refused alone is left out.
   *
   * @param before the observation that the call was planned from.
   * @throws if too many are.
   */
  recordRefused({ kind, testers }: TestersStep, error: ApiError, before: Observed): void {
    if (testers.length > 1) this.mayBePartlyApplied = true;
    this.mayLackRoom = kind === "addTesters" && testers.length > roomIn(before);
    if (this.mayLackRoom) return;
    if (testers.length > 1) {
      this.callSizes[kind] = { testers: Math.ceil(testers.length / 2), grows: false };
      return;
    }
    this.refused[kind].set(testers[0] as string, error);
    // This tester may be why the larger calls were refused.
    this.callSizes[kind] = { testers: 1, grows: true };
    this.refusalsInARow[kind]++;
    if (this.refusalsInARow[kind] >= maxRefusalsInARow) this.assertNoneRefused(before, true);
  }

  /** @throws if Amazon refused a tester. @param isHopeless whether no others were tried. */
  assertNoneRefused(observed: Observed, isHopeless = false): void {
    const { addTesters, removeTesters } = this.refused;
    const problems = [
      ...(addTesters.size > 0 ? [this.describeRejected(observed, isHopeless)] : []),
      ...(removeTesters.size > 0 ? [describeUnremovable(removeTesters, isHopeless)] : []),
    ];
    if (problems.length > 0) throw new LifecycleError(problems.join(" "));
  }

  private describeRejected(observed: Observed, isHopeless: boolean): string {
    const { testers = [] } = this.desired;
    const rejected = this.refused.addTesters;
    const places = [...rejected.keys()].map(
      (address) => `testers[${testers.findIndex((tester) => sameEmail(tester, address))}]`,
    );
    const hasStarted = isOpen(statusOf(observed));
    const results = [
      ...(isHopeless ? ["it accepted no tester in between, so the rest were not tried"] : []),
      ...(!isHopeless && this.done.addTesters > 0 ? ["the other testers were added"] : []),
      ...(hasStarted && this.hasNobodyCome ? [this.describeStaying()] : []),
      ...(hasStarted ? [] : ["nothing was started"]),
    ];
    // Nobody was accepted since: where Amazon does not say how many invitations are left, there may be none.
    const isCounted = observed.betaTest?.invitesRemaining !== undefined || !hasStarted;
    const mayBeAll = !isCounted && this.refusalsInARow.addTesters > 0;
    const otherwise =
      "If the reason is the number of invitations rather than the addresses, " +
      'end the test (desiredStatus: "ENDED"), then remove that setting and run again.';
    return [
      `Amazon rejected ${places.join(", ")}${results.length > 0 ? `; ${results.join(", and ")}` : ""}.`,
      `Correct or remove ${places.length === 1 ? "it" : "those addresses"}.`,
      ...(mayBeAll ? [otherwise] : []),
      ...firstMessage(rejected),
    ].join(" ");
  }

  private describeStaying(): string {
    const { removeTesters: removed } = this.done;
    return removed === 0
      ? "nobody was removed"
      : `nobody was removed except ${people(removed)}, to make room`;
  }

  /**
   * An addition that Amazon refused for want of room is not split: no part of it would make up for that.
   *
   * @throws if there is less than `steps` need.
   */
  assertRoomSuffices(steps: readonly Step[], observed: Observed): void {
    const needed = testersIn(steps, "addTesters").length;
    const madeFirst = this.removalReturnsInvitation ? testersIn(steps, "removeTesters").length : 0;
    const room = roomIn(observed) + madeFirst;
    if (!this.mayLackRoom || needed <= room) return;
    const { removeTesters } = this.refused;
    if (removeTesters.size > 0) {
      const others = `So there was no room for ${people(needed - room)} in the program.`;
      throw new LifecycleError(`${describeUnremovable(removeTesters, false)} ${others}`);
    }
    const { removeTesters: removed } = this.done;
    const after = removed > 0 ? ` (after ${people(removed)} had been removed)` : "";
    throw new LifecycleError(
      `${describeInvitations(room, needed)}, and Amazon refused${after}: ` +
        `Amazon allows a beta test ${maxTesters} invitations, and may not give back those of removed testers. ` +
        `From the program, remove ${needed - room} of the testers who are not in the test yet, or end the test ` +
        '(desiredStatus: "ENDED"), then remove that setting and run again: a new test has all its invitations, and mails everybody again.',
    );
  }
}

/** They are not in the program, so there is no place to name. */
function describeUnremovable(unremovable: Refusals, isHopeless: boolean): string {
  const others = isHopeless ? "no others were tried" : "the others were removed";
  return [
    `Amazon refused to remove ${people(unremovable.size)} that the program does not list; ${others}.`,
    "Run again, or remove them in Amazon's developer console.",
    ...firstMessage(unremovable),
  ].join(" ");
}

function firstMessage(refusals: Refusals): string[] {
  const [first] = refusals.values();
  return first ? [first.message] : [];
}
