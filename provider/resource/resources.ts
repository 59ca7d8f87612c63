/** Lists the resources and functions of this package. */
import { ProviderContext, type ProviderRuntime } from "./ProviderContext";
import type { PulumiFunction, Resource } from "./Resource";
import { SkillBetaTest } from "./skillBetaTest/SkillBetaTest";

export interface Provider {
  readonly context: ProviderContext;
  /** By name in the schema. */
  readonly resources: Readonly<Record<string, Resource> & Record<"SkillBetaTest", Resource>>;
  readonly functions: Readonly<Record<string, PulumiFunction>>;
}

export function createProvider(runtime: ProviderRuntime): Provider {
  const context = new ProviderContext(runtime);
  const skillBetaTest = new SkillBetaTest(context);
  return {
    context,
    resources: { SkillBetaTest: skillBetaTest },
    functions: { getSkillBetaTest: skillBetaTest.getSkillBetaTest },
  };
}
