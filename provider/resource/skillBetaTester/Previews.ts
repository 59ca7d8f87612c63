/** Tells the reader of a preview whether a tester will be mailed, added or removed, as far as that is known. */
import { type Observed, statusOf, type Tester } from "../../betaTest/BetaTest";
import { describeDueExpiry, describeInvitations } from "../../betaTest/describe";
import { ImpossibleError } from "../../betaTest/errors";
import type { LastKnown } from "../../betaTest/observe";
import { assertCanBeJoined, roomIn } from "../../betaTest/plan";
import { isOver } from "../../betaTest/status";
import { type Declaration, findDeclarer, testerId } from "../declarations";
import { type DeletedFirst, observeNew, warnIfDeletedFirst } from "../lookAhead";
import type { Observations } from "../Observations";
import type { ProviderSession } from "../ProviderSession";
import type { CallOptions } from "../Resource";
import { isUnknown, unknownIn } from "../unknown";
import type { Inputs } from "./properties";

/** Follows an error about a test that nobody can join. */
export const advice =
  "If a SkillBetaTest in this program is to start it, pass its skillId, as in `skillId: betaTest.skillId`, so that Pulumi waits for it.";

/** Of somebody in the state, before what follows. */
const whoLeft = "the tester is no longer in the beta test: ";

/** In languages whose SDK announces nothing, another resource may have had this tester. */
const unlessDeletedFirst =
  ", unless Pulumi deletes another resource of this tester first, as with deleteBeforeReplace";

const deletedFirst: DeletedFirst = {
  byNeighbour:
    "the tester is removed, and invited again, if another resource that is deleted first caused this replacement; " +
    "to avoid that, remove that resource from `replaceWith`, or the property that depends on it from `replaceOnChanges`",
  withProvider:
    "if this resource is in the state already, and its Provider is replaced with deleteBeforeReplace, the tester is removed, and invited " +
    "again; to avoid that, remove deleteBeforeReplace from the Provider",
};

export class Previews {
  /** By skill, the ids of the testers who need an invitation. */
  private readonly invited = new Map<string, Set<string>>();
  /** The skills whose expiry was mentioned. */
  private readonly warned = new Set<string>();

  constructor(
    private readonly session: ProviderSession,
    private readonly observations: Observations,
    /** For testers who are not in the state. */
    private readonly ofNew: Observations,
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
      await this.session.info(isUnknown(skillId) ? "" : skillId, named(line, call), call);
      return undefined;
    }
    const wanted = { testers: [] };
    const observed = lastKnown.wasThere
      ? await this.observations.getOrObserve(skillId, wanted, lastKnown, call)
      : await observeNew(this.session, this.ofNew, skillId, wanted, call);
    if (!observed) return undefined;
    const tester = await this.observations.findTester(skillId, email);
    const again = lastKnown.wasThere && !isOver(statusOf(observed)) ? whoLeft : "";
    const owned = testerId(skillId, email);
    const isKept = this.session.declarations.wasAnnounced(owned);
    const line = tester
      ? `the tester is already in the beta test: nobody is mailed${isKept ? "" : unlessDeletedFirst}`
      : `${again}${this.describeJoin(inputs, observed)}`;
    await this.session.info(skillId, named(line, call), call);
    if (tester) await warnIfDeletedFirst(this.session, owned, skillId, deletedFirst, call);
    return tester;
  }

  /** Once for each skill, unless this program has the test, whose resource says it. */
  async warnOfExpiry({ skillId }: Inputs, observed: Observed, call: CallOptions): Promise<void> {
    if (this.warned.has(skillId) || keeperIn(this.session, skillId)) return;
    const nowMs = await this.session.withApi(skillId, call, async (api) => api.now());
    const expiry = describeDueExpiry(observed, nowMs);
    if (!expiry) return;
    this.warned.add(skillId);
    const line = `${expiry}; once a new one is started, \`pulumi up\` here invites this program's testers again`;
    await this.session.warn(skillId, line, call);
  }

  /** @throws as {@link explainJoin}. */
  private describeJoin({ skillId, email }: Inputs, observed: Observed): string {
    const ender = enderIn(this.session, skillId);
    if (ender) {
      throw new ImpossibleError(
        `${ender.title} in this program ends the beta test (desiredStatus: "ENDED"), so nobody can join it. ` +
          "Remove that setting, or this resource.",
      );
    }
    const owner = keeperIn(this.session, skillId);
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
      ? `is left as it is, because ${other.title} ${claimOf(other)}`
      : "is removed, unless another resource in the program declares the same tester or retainOnDelete is set";
    const line = `will be replaced: the new tester is added first, unless deleteBeforeReplace applies; then the old one ${becomes}`;
    await this.session.info(skillId, named(line, call), call);
  }

  /** Nobody has access, and nothing can be done about it here. */
  async warnOfEnd({ skillId }: Inputs, observed: Observed, call: CallOptions): Promise<void> {
    const what = observed.betaTest
      ? `the beta test is ${statusOf(observed)}`
      : "there is no beta test any more";
    const line = `${what}, so the tester has no access; once a new one is started, \`pulumi up\` invites the tester to it`;
    await this.session.warn(skillId, named(line, call), call);
  }
}

/** Pulumi shows the lines of a dynamic resource at the stack, where many look the same. */
function named(line: string, { urn, name }: CallOptions): string {
  return urn === undefined && name !== undefined ? `"${name}": ${line}` : line;
}

type Run = Pick<ProviderSession, "declarations">;

/** The resource of this run that keeps a test open, or starts a new one. */
export function keeperIn({ declarations }: Run, skillId: string): Declaration | undefined {
  return declarations.declarersOf(skillId).find(({ desiredStatus }) => desiredStatus !== "ENDED");
}

/** The resource of this run that ends it. */
export function enderIn({ declarations }: Run, skillId: string): Declaration | undefined {
  return declarations.declarersOf(skillId).find(({ desiredStatus }) => desiredStatus === "ENDED");
}

/** Why a tester is left to another resource. */
export function claimOf({ listsTesters }: Pick<Declaration, "listsTesters">): string {
  return listsTesters ? "lists the skill's testers" : "declares the same tester";
}

/** @throws if nobody can join the test. */
function assertJoinable(observed: Observed): void {
  try {
    assertCanBeJoined(observed);
  } catch (error) {
    throw new ImpossibleError(`${(error as Error).message} ${advice}`);
  }
}
