/** What Amazon's responses in one run have shown of adding and removing testers: how many a call takes, and who was refused. */
import type { ApiError } from "./api";
import { type Desired, maxTesters, type Observed } from "./BetaTest";
import { describeInvitations, people } from "./describe";
import { emailsMissingFrom, sameEmail } from "./emails";
import { LifecycleError } from "./errors";
import { type ApiLimits, type Step, testersIn } from "./plan";

type TestersStep = Extract<Step, { readonly testers: readonly string[] }>;
type Refusals = ReadonlyMap<string, ApiError>;

/** If Amazon refuses this many testers and accepts nobody in between, the addresses are hardly the problem. */
const maxRefusalsInARow = 3;

export class TesterCalls {
  /** Whether Amazon may have applied a part of a call that it refused. */
  wereSplit = false;

  private testersPerCall = maxTesters;
  private readonly largestAccepted = { addTesters: 0, removeTesters: 0 };
  /** Whether Amazon refused more people than there are invitations for. */
  private mayLackInvitations = false;
  private refusalsInARow = 0;
  private removed = 0;
  private leftBeforeRemoval: number | undefined;
  private removalReturnsInvitation: boolean | undefined;
  /** By address, with Amazon's error: those who cannot be added, and those who cannot be removed. */
  private readonly refused = {
    addTesters: new Map<string, ApiError>(),
    removeTesters: new Map<string, ApiError>(),
  };

  constructor(private readonly desired: Desired) {}

  get limits(): ApiLimits {
    const { testersPerCall, removalReturnsInvitation } = this;
    return { testersPerCall, removalReturnsInvitation, hasRemoved: this.removed > 0 };
  }

  get hasRefused(): boolean {
    const { addTesters, removeTesters } = this.refused;
    return addTesters.size + removeTesters.size > 0;
  }

  /** Without the testers that Amazon does not add, and with those that it does not remove. */
  get possible(): Desired {
    const { testers } = this.desired;
    if (!testers || !this.hasRefused) return this.desired;
    const { addTesters, removeTesters } = this.refused;
    const addable = emailsMissingFrom([...addTesters.keys()], testers);
    return { ...this.desired, testers: [...addable, ...removeTesters.keys()] };
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
    this.refusalsInARow = 0;
    this.largestAccepted[kind] = Math.max(this.largestAccepted[kind], testers.length);
    if (kind === "removeTesters") {
      this.removed += testers.length;
      this.leftBeforeRemoval ??= before.betaTest?.invitesRemaining;
      return;
    }
    if (this.removed > 0) this.removalReturnsInvitation ??= true;
    this.leftBeforeRemoval = undefined;
  }

  /**
   * Amazon refused a call, but may take fewer testers, down to one. Who is refused alone is left out.
   *
   * @throws if too many are.
   */
  recordRefused({ kind, testers }: TestersStep, error: ApiError, { betaTest }: Observed): void {
    const { invitesRemaining = Number.POSITIVE_INFINITY } = betaTest ?? {};
    this.mayLackInvitations ||= kind === "addTesters" && testers.length > invitesRemaining;
    if (testers.length > 1) {
      this.wereSplit = true;
      this.testersPerCall = Math.ceil(testers.length / 2);
      return;
    }
    this.refused[kind].set(testers[0] as string, error);
    this.refusalsInARow++;
    if (this.refusalsInARow >= maxRefusalsInARow) this.assertNoneRefused({ isHopeless: true });
    this.testersPerCall = this.largestAccepted[kind] || maxTesters;
  }

  /** @throws if Amazon refused a tester. @param isHopeless whether no others were tried. */
  assertNoneRefused({ isHopeless = false } = {}): void {
    const { addTesters, removeTesters } = this.refused;
    const problems = [
      ...(addTesters.size > 0 ? [this.describeRejected(addTesters, isHopeless)] : []),
      ...(removeTesters.size > 0 ? [describeUnremovable(removeTesters, isHopeless)] : []),
    ];
    if (problems.length > 0) throw new LifecycleError(problems.join(" "));
  }

  private describeRejected(rejected: Refusals, isHopeless: boolean): string {
    const { testers = [] } = this.desired;
    const places = [...rejected.keys()].map(
      (address) => `testers[${testers.findIndex((tester) => sameEmail(tester, address))}]`,
    );
    const others = isHopeless
      ? "it accepted no tester in between, so the rest were not tried"
      : "the other testers were added";
    const fix = `Correct or remove ${places.length === 1 ? "it" : "those addresses"}.`;
    const otherwise = isHopeless
      ? "If the reason is the number of invitations rather than the addresses, " +
        'end the test (desiredStatus: "ENDED"), then remove that setting and run again.'
      : "";
    return [
      `Amazon rejected ${places.join(", ")}; ${others}, and nothing was started. ${fix}`,
      ...[otherwise, firstMessage(rejected)],
    ]
      .filter(Boolean)
      .join(" ");
  }

  /**
   * An addition that Amazon refused for want of invitations is not split: no part of it would make up for them.
   *
   * @throws if there are fewer than `steps` need.
   */
  assertInvitationsSuffice(steps: readonly Step[], { betaTest }: Observed): void {
    const left = betaTest?.invitesRemaining;
    if (!this.mayLackInvitations || left === undefined) return;
    const needed = testersIn(steps, "addTesters").length;
    if (needed <= left) return;
    const after = this.removed > 0 ? ` (after ${people(this.removed)} had been removed)` : "";
    throw new LifecycleError(
      `${describeInvitations(left, needed)}, and Amazon refused${after}: ` +
        `Amazon allows a beta test ${maxTesters} invitations, and may not give back those of removed testers. ` +
        `Remove ${needed - left} of the testers who are not in the test yet from the program, or end the test ` +
        '(desiredStatus: "ENDED"), then remove that setting and run again: a new test has all its invitations, and mails everybody again.',
    );
  }
}

/** They are not in the program, so there is no place to name. */
function describeUnremovable(unremovable: Refusals, isHopeless: boolean): string {
  const others = isHopeless ? "no others were tried" : "the others were removed";
  return (
    `Amazon refused to remove ${people(unremovable.size)} that the program does not list; ${others}. ` +
    `Run again, or remove them in Amazon's developer console. ${firstMessage(unremovable)}`
  );
}

function firstMessage(refusals: Refusals): string {
  const [first] = refusals.values();
  return first?.message ?? "";
}
