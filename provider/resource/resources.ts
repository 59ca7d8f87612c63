/** Lists the resources and functions of this package. */
import { Lifecycle } from "./Lifecycle";
import { Observations } from "./Observations";
import { type ProviderRuntime, ProviderSession } from "./ProviderSession";
import { type AnyResource, anyResource, type PulumiFunction, type Upcoming } from "./Resource";
import { SkillBetaTest } from "./skillBetaTest/SkillBetaTest";
import { SkillBetaTester } from "./skillBetaTester/SkillBetaTester";

export interface Provider {
  readonly session: ProviderSession;
  /** Starts to read what the diffs of resources that the program declares next will need. */
  readonly prefetch: (upcoming: readonly Upcoming[]) => void;
  /** By name in the schema. */
  readonly resources: Readonly<Record<"SkillBetaTest" | "SkillBetaTester", AnyResource>>;
  readonly functions: Readonly<Record<string, PulumiFunction>>;
}

export function createProvider(runtime: ProviderRuntime): Provider {
  const session = new ProviderSession(runtime);
  const observations = new Observations(session);
  const lifecycle = new Lifecycle(session, observations);
  const ofTesters = observations.forAnotherKind();
  const skillBetaTest = new SkillBetaTest(session, observations, lifecycle);
  return {
    session,
    prefetch: (upcoming) => {
      for (const each of upcoming) observations.prefetch(each);
    },
    resources: {
      SkillBetaTest: anyResource(skillBetaTest),
      SkillBetaTester: anyResource(new SkillBetaTester(session, ofTesters, lifecycle)),
    },
    functions: { getSkillBetaTest: skillBetaTest.getSkillBetaTest },
  };
}
