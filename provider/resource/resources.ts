/** Lists the resources and functions of this package. */
import { Lifecycle } from "./Lifecycle";
import { Observations } from "./Observations";
import { type ProviderRuntime, ProviderSession } from "./ProviderSession";
import { type AnyResource, anyResource, type PulumiFunction } from "./Resource";
import { SkillBetaTest } from "./skillBetaTest/SkillBetaTest";
import { SkillBetaTester } from "./skillBetaTester/SkillBetaTester";

export interface Provider {
  readonly session: ProviderSession;
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
    resources: {
      SkillBetaTest: anyResource(skillBetaTest),
      SkillBetaTester: anyResource(new SkillBetaTester(session, ofTesters, lifecycle)),
    },
    functions: { getSkillBetaTest: skillBetaTest.getSkillBetaTest },
  };
}
