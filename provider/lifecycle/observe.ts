import type { BetaTestApi } from "./api";
import type { Desired, Observed, Tester } from "./betaTest";

/** What earlier answers said of the same beta test. */
export interface Known {
  /** Stands in where the API reports none: Amazon's page leaves out what Amazon's spec has. */
  readonly feedbackEmail?: string;
  /** Saves listing the testers again after they were listed or changed. */
  readonly testers?: readonly string[];
}

/** Looks at a skill's beta test: one GET, and the testers where they are managed and matter. */
export async function observe(
  api: BetaTestApi,
  skillId: string,
  desired: Pick<Desired, "testers">,
  known: Known = {},
): Promise<Observed> {
  const betaTest = await api.getBetaTest(skillId);
  if (!betaTest) return {};
  const feedbackEmail = betaTest.feedbackEmail ?? known.feedbackEmail;
  const testersMatter = betaTest.status === "IN_DRAFT" || betaTest.status === "RUNNING";
  const testers =
    known.testers ??
    (desired.testers && testersMatter
      ? (await api.listTesters(skillId)).map(addressOf)
      : undefined);
  return {
    betaTest: feedbackEmail === undefined ? betaTest : { ...betaTest, feedbackEmail },
    ...(testers && { testers }),
  };
}

function addressOf({ emailId }: Tester): string {
  return emailId;
}
