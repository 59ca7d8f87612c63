/** Lists the resources and functions of this package. */
import { type ProviderRuntime, ProviderSession } from "./ProviderSession";
import { type AnyResource, anyResource, type PulumiFunction } from "./Resource";
import { SkillBetaTest } from "./skillBetaTest/SkillBetaTest";

export interface Provider {
  readonly session: ProviderSession;
  /** By name in the schema. */
  readonly resources: Readonly<Record<string, AnyResource> & Record<"SkillBetaTest", AnyResource>>;
  readonly functions: Readonly<Record<string, PulumiFunction>>;
}

export function createProvider(runtime: ProviderRuntime): Provider {
  const session = new ProviderSession(runtime);
  const skillBetaTest = new SkillBetaTest(session);
  return {
    session,
    resources: { SkillBetaTest: anyResource(skillBetaTest) },
    functions: { getSkillBetaTest: skillBetaTest.getSkillBetaTest },
  };
}
