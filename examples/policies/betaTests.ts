import type { ResourceValidationPolicy } from "@pulumi/policy";

/** A beta test or one of its testers: the plugin's resource, or the dynamic one. */
const types = /^(alexa:index:|pulumi-nodejs:dynamic\/alexa:)SkillBetaTest(er)?$/;

/** Of a SkillBetaTest, or, with `email`, of a SkillBetaTester. */
export interface BetaTestInputs {
  readonly testers?: readonly string[];
  readonly feedbackEmail?: string;
  readonly email?: string;
}

export function isBetaTest(type: string): boolean {
  return types.test(type);
}

/** A rule for each beta test and tester; it returns what is wrong. A message never has an address: whoever reads the pull request would see it. */
export function betaTestPolicy<Config extends object>(
  policy: Pick<ResourceValidationPolicy, "name" | "description" | "configSchema">,
  problemsOf: (inputs: BetaTestInputs, config: Config, urn: string) => readonly string[],
): ResourceValidationPolicy {
  return {
    ...policy,
    enforcementLevel: "mandatory",
    validateResource({ type, props, urn, getConfig }, reportViolation) {
      if (!isBetaTest(type)) return;
      for (const problem of problemsOf(props, getConfig<Config>(), urn)) reportViolation(problem);
    },
  };
}
