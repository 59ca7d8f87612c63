/** Tells the reader of a preview whether a tester will be mailed, added or removed, as far as that is known. */
import { type Observed, statusOf, type Tester } from "../../betaTest/BetaTest";
import { describeInvitations } from "../../betaTest/describe";
import { sameEmail } from "../../betaTest/emails";
import { ImpossibleError } from "../../betaTest/errors";
import type { LastKnown } from "../../betaTest/observe";
import { assertCanBeJoined, roomIn } from "../../betaTest/plan";
import { isOver } from "../../betaTest/status";
import { type Declaration, findDeclarer, testerId } from "../declarations";
import { observeNew } from "../lookAhead";
import type { Observations } from "../Observations";
import type { ProviderSession } from "../ProviderSession";
import type { CallOptions } from "../Resource";
import { isUnknown, unknownIn } from "../unknown";
import type { Inputs } from "./properties";

/** Follows an error about a test that nobody can join. */
export const advice =
  "If a SkillBetaTest in this program is to start it, pass its skillId, as in `skillId: betaTest.skillId`, so that Pulumi waits for it.";

export class Previews {
  /** By skill, the ids of the testers who need an invitation. */
  private readonly invited = new Map<string, Set<string>>();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
  ) {}

  /**
   * @param lastKnown empty for a tester who is not in the state.
   * @returns undefined if the tester is not in the test, or that is not known.
   * @throws if there is no test to join, and this program starts none.
   */
  async explainJoin(
    inputs: Inputs,
    lastKnown: LastKnown,
    call: CallOptions,
  ): Promise<Tester | undefined> {
    const { skillId, email } = inputs;
    const unknown = unknownIn(inputs).join(" and ");
    if (unknown !== "") {
      const line = `this preview does not know ${unknown} yet, so it cannot say whether the tester will be invited`;
      await this.session.info(isUnknown(skillId) ? "" : skillId, line, call);
      return undefined;
    }
    const wanted = { testers: [] };
    const observed = lastKnown.wasThere
      ? await this.observations.getOrObserve(skillId, wanted, lastKnown, call)
      : await observeNew(this.session, this.observations, skillId, wanted, call);
    if (!observed) return undefined;
    const testers = (await this.observations.lastFetched(skillId))?.testers ?? [];
    const tester = testers.find(({ emailId }) => sameEmail(emailId, email));
    const line = tester
      ? "the tester is already in the beta test: nobody is mailed"
      : this.describeJoin(inputs, observed);
    await this.session.info(skillId, line, call);
    return tester;
  }

  /** @throws as {@link explainJoin}. */
  private describeJoin({ skillId, email }: Inputs, observed: Observed): string {
    const owner = ownerIn(this.session, skillId);
    const startsInThisRun = owner && owner.desiredStatus !== "IN_DRAFT";
    const status = statusOf(observed);
    const { declarer, isCreatedLater } = findDeclarer(this.session.declarations, skillId);
    if (declarer && isCreatedLater && status !== "RUNNING")
      return `this preview cannot say whether the tester will be invited: ${declarer.title} may start the test before or after that. ${advice}`;
    if (status === "ABSENT" || isOver(status)) {
      if (!owner) assertJoinable(observed);
      return startsInThisRun
        ? "1 tester will be invited once the new beta test has been started"
        : "1 tester will be added to the new draft; nobody is mailed before it is started";
    }
    if (status === "IN_DRAFT") {
      return startsInThisRun
        ? "1 tester will be invited once the beta test has been started"
        : "1 tester will be added to the draft; nobody is mailed before it is started";
    }
    if (status === "STARTING")
      return "1 tester will be invited once the beta test is RUNNING, unless Amazon then lists the address already";
    return `1 tester will be invited${this.describeShortage(skillId, email, observed)}`;
  }

  /** Invitations are limited, and several resources may need one. */
  private describeShortage(skillId: string, email: string, observed: Observed): string {
    const invited = this.invited.get(skillId) ?? new Set();
    this.invited.set(skillId, invited.add(testerId(skillId, email)));
    const room = roomIn(observed);
    if (invited.size <= room) return "";
    return `; ${describeInvitations(room, invited.size)}, so Amazon may refuse`;
  }

  async explainReplacement(
    id: string,
    { skillId }: Pick<Inputs, "skillId">,
    call: CallOptions,
  ): Promise<void> {
    const [other] = this.session.declarations.declarersOf(id);
    const becomes = other
      ? `is left as it is, because ${other.title} ${other.listsTesters ? "lists the skill's testers" : "declares the same tester"}`
      : "is removed, unless another resource in the program declares the same tester or retainOnDelete is set";
    const line = `will be replaced: the new tester is added first, unless deleteBeforeReplace applies; then the old one ${becomes}`;
    await this.session.info(skillId, line, call);
  }

  /** Nobody has access, and nothing can be done about it here. */
  async warnOfEnd({ skillId }: Inputs, observed: Observed, call: CallOptions): Promise<void> {
    const what = observed.betaTest
      ? `the beta test is ${statusOf(observed)}`
      : "there is no beta test any more";
    const line = `${what}, so the tester has no access; once a new one is started, \`pulumi up\` invites the tester to it`;
    await this.session.warn(skillId, line, call);
  }
}

/** The resource of this run that keeps a test open, or starts a new one. */
export function ownerIn(
  { declarations }: Pick<ProviderSession, "declarations">,
  skillId: string,
): Declaration | undefined {
  const [declarer] = declarations.declarersOf(skillId);
  return declarer?.desiredStatus === "ENDED" ? undefined : declarer;
}

/** @throws if nobody can join the test. */
function assertJoinable(observed: Observed): void {
  try {
    assertCanBeJoined(observed);
  } catch (error) {
    throw new ImpossibleError(`${(error as Error).message} ${advice}`);
  }
}
