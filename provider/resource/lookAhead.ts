/** What the previews of all resources ask about something that does not exist yet. */
import type { Observed, Wanted } from "../betaTest/BetaTest";
import { LifecycleError } from "../betaTest/errors";
import { categoryOf } from "../errorCategory";
import type { Observations } from "./Observations";
import type { ProviderSession } from "./ProviderSession";
import type { CallOptions } from "./Resource";

/** @returns undefined if Amazon cannot be reached: then the user is told what the preview cannot say. */
export async function observeNew(
  session: ProviderSession,
  observations: Observations,
  skillId: string,
  wanted: Wanted,
  call: CallOptions,
): Promise<Observed | undefined> {
  const cannotSay = async (why: string) => {
    const line = `this preview cannot say what exists or who will be invited: ${why}`;
    await session.warn(skillId, line, call);
    return undefined;
  };
  // The engine asks for one new resource after the other, and each would wait.
  if (session.isUnreachable)
    return cannotSay("Amazon could not be reached earlier in this preview");
  try {
    const observed = await observations.getOrObserve(skillId, wanted, {}, call);
    if (!observed.betaTest) await assertSkillExists(session, skillId, call);
    return observed;
  } catch (error) {
    if (categoryOf(error) !== "unreachable") throw error;
    return cannotSay((error as Error).message);
  }
}

/** @throws if a beta test could not be created because these credentials have no access to the skill. */
async function assertSkillExists(
  session: ProviderSession,
  skillId: string,
  call: CallOptions,
): Promise<void> {
  const exists = session.withApi(skillId, call, (api) => api.skillIsVisible(skillId));
  // If Amazon does not answer this, the create will fail with its own message.
  if (await exists.catch(() => true)) return;
  throw new LifecycleError(
    `these credentials have no access to the skill ${skillId}: check the skillId, and that the skill belongs to this account.`,
  );
}

/** What a preview warns of, if Pulumi may delete what exists before the program declares it again. */
export interface DeletedFirst {
  /** Another resource, which is deleted first, may be why this one is replaced. */
  readonly byNeighbour: string;
  /** Only the process of the Provider that is replaced knows whether this resource is in the state. */
  readonly withProvider: string;
}

/** In languages whose SDK announces nothing: what is announced stays. */
export async function warnIfDeletedFirst(
  session: ProviderSession,
  owned: string,
  skillId: string,
  { byNeighbour, withProvider }: DeletedFirst,
  call: CallOptions,
): Promise<void> {
  if (session.declarations.wasAnnounced(owned)) return;
  if (call.mayBeDeletedFirst) await session.warn(skillId, byNeighbour, call);
  else if (session.isExplicit) await session.warn(skillId, withProvider, call);
}
