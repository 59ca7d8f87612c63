/** One look at a skill's beta test, which believes that a test is gone only when nothing else can explain a 404. */
import type { BetaTestApi } from "./api";
import { type Details, detailsOf } from "./details";
import { NotFoundError } from "./errors";
import type { BetaTest, Desired, Observed, Tester } from "./model";

/** What earlier answers said of the same beta test. Its details stand in where the API reports none. */
export interface LastKnown extends Details {
  readonly status?: string;
  /** Saves listing the testers again after they were listed or changed. */
  readonly testers?: readonly string[];
  /** The vendors of the account that the test was made with. */
  readonly vendorIds?: readonly string[];
}

/** Looks at a skill's beta test: one GET, and the testers where they are managed and matter. */
export async function observe(
  api: BetaTestApi,
  skillId: string,
  desired: Pick<Desired, "testers">,
  lastKnown: LastKnown = {},
): Promise<Observed> {
  const found = await api.getBetaTest(skillId);
  const { betaTest, ...rest } = found
    ? { betaTest: found }
    : await confirmMissing(api, skillId, lastKnown);
  if (!betaTest) return rest;
  const testersMatter = betaTest.status === "IN_DRAFT" || betaTest.status === "RUNNING";
  const testers =
    lastKnown.testers ??
    (desired.testers && testersMatter ? await listTesters(api, skillId) : undefined);
  return {
    betaTest: { ...betaTest, ...detailsOf(lastKnown), ...detailsOf(betaTest) },
    testers,
  };
}

export async function listTesters(api: BetaTestApi, skillId: string): Promise<string[]> {
  return (await api.listTesters(skillId)).map(addressOf);
}

/**
 * A draft, and a test that people had access to, is not taken for gone on one word: a gateway, a wrong path and another
 * account's credentials answer 404 as well, and the test would go on with nobody to end it.
 *
 * @throws {NotFoundError} where the skill cannot be told from one that was never there.
 */
async function confirmMissing(
  api: BetaTestApi,
  skillId: string,
  { status, vendorIds = [] }: LastKnown,
): Promise<{ betaTest?: BetaTest; skillIsDeleted?: true }> {
  if (mayVanish(status)) return {};
  if (await api.skillIsVisible(skillId)) {
    const betaTest = await api.getBetaTest(skillId, true);
    return betaTest ? { betaTest } : {};
  }
  const ours = await api.listVendorIds();
  if (vendorIds.some((id) => ours.includes(id))) return { skillIsDeleted: true };
  throw new NotFoundError(
    `the beta test was ${status} when last seen, but Amazon now answers 404 for it and for the skill ${skillId} itself. ` +
      "Nothing was changed, because these may be another account's credentials: check them and alexa:endpoint. " +
      "If the skill was deleted, its beta test went with it: `pulumi state delete URN` removes it from the state.",
  );
}

/** What has ended may be gone from Amazon as well; what has not, only with its skill: nobody can delete it. */
function mayVanish(status: string | undefined): boolean {
  return status === undefined || status === "STOPPING" || status === "ENDED";
}

function addressOf({ emailId }: Tester): string {
  return emailId;
}
