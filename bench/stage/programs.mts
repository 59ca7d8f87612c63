/** The programs that are measured. */

export type FrontEnd = "dynamic" | "plugin";

/** The resource that every other is compared with: a dynamic one that does nothing. */
export function nothing(size: number): string {
  return `const pulumi = require("@pulumi/pulumi");
const provider = {
  create: async (inputs) => ({ id: inputs.skillId, outs: inputs }),
  diff: async () => ({ changes: false }),
};
class Nothing extends pulumi.dynamic.Resource {}
for (let i = 0; i < ${size}; i++) {
  new Nothing(provider, "beta" + i, { skillId: "amzn1.ask.skill." + i });
}
`;
}

export interface Fleet {
  readonly size: number;
  /** Distinguishes these skills from those of other projects and rounds. */
  readonly prefix: string;
  readonly testers?: readonly string[];
}

export function fleet(frontEnd: FrontEnd, { size, prefix, testers }: Fleet): string {
  const from = frontEnd === "plugin" ? "pulumi-alexa/plugin" : "pulumi-alexa";
  return `const { SkillBetaTest } = require("${from}");
for (let i = 0; i < ${size}; i++) {
  new SkillBetaTest("beta" + i, {
    skillId: "${prefix}" + i,
    testers: ${JSON.stringify(testers)},
  });
}
`;
}

/** A test, and each of its testers as a resource of its own. */
export function testerResources(
  frontEnd: FrontEnd,
  { prefix, testers }: { readonly prefix: string; readonly testers: readonly string[] },
): string {
  const from = frontEnd === "plugin" ? "pulumi-alexa/plugin" : "pulumi-alexa";
  return `const { SkillBetaTest, SkillBetaTester } = require("${from}");
const { skillId } = new SkillBetaTest("beta0", { skillId: "${prefix}0" });
for (const email of ${JSON.stringify(testers)}) new SkillBetaTester(email, { skillId, email });
`;
}

export function skillIds({ size, prefix }: Fleet): string[] {
  return Array.from({ length: size }, (_, i) => `${prefix}${i}`);
}
