import type { ResourceValidationPolicy } from "@pulumi/policy";

/** The resource of the plugin, and the dynamic one. */
const types = ["alexa:index:SkillBetaTest", "pulumi-nodejs:dynamic/alexa:SkillBetaTest"];

export interface BetaTestInputs {
  readonly testers?: readonly string[];
  readonly feedbackEmail?: string;
}

export function isBetaTest(type: string): boolean {
  return types.includes(type);
}

/** A rule for each beta test; it returns what is wrong. A message never has an address: whoever reads the pull request would see it. */
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
