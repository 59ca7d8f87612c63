/** A stack of the Pulumi project in the current folder: its beta tests, and its configuration. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { noList, parseJson } from "../../provider/http/json";
import { isSetting, type SettingName } from "../../provider/settings";
import { CommandFailure, type Console } from "../console";

/** Pulumi's types of the resource in its two front ends: sdk/resourceTypes.ts, which no command loads. */
export const resourceTypes: readonly string[] = [
  "alexa:index:SkillBetaTest",
  "pulumi-nodejs:dynamic/alexa:SkillBetaTest",
];

const exported = v.object({
  deployment: v.object({
    resources: v.nullish(
      v.array(
        v.object({
          urn: v.string(),
          type: v.string(),
          id: v.nullish(v.string()),
          delete: v.nullish(v.boolean()),
          external: v.nullish(v.boolean()),
          provider: v.nullish(v.string()),
        }),
      ),
    ),
  }),
});
const configuration = noList(v.record(v.string(), v.object({ value: v.optional(v.string()) })));

/** Whether Pulumi takes the folder for a project. */
export function isPulumiProject(folder: string): boolean {
  return ["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(folder, file)));
}

export interface StackSkill {
  /** The resource's. */
  readonly name: string;
  readonly urn: string;
  readonly skillId: string;
  /** The name of the Provider that the program declares for it, if it does. */
  readonly provider?: string;
}

/** The beta tests that the last `pulumi up` left in the stack, without those that it is about to delete. */
export async function skillsOfStack(
  stack: string | undefined,
  console: Pick<Console, "run">,
): Promise<StackSkill[]> {
  const text = await pulumi(console, stack, "stack", "export");
  const { success, output } = v.safeParse(exported, parseJson(text));
  if (!success) throw new Error("`pulumi stack export` printed something that is not a stack.");
  return (output.deployment.resources ?? []).flatMap((resource) => {
    const { urn, type, id, delete: isLeaving, external } = resource;
    if (!resourceTypes.includes(type) || !id || isLeaving || external) return [];
    return [{ name: nameIn(urn), urn, skillId: id, provider: ownProvider(resource.provider) }];
  });
}

/** The settings `alexa:*` of the stack. */
export async function configurationOfStack(
  stack: string | undefined,
  console: Pick<Console, "run">,
): Promise<ReadonlyMap<SettingName, string>> {
  const text = await pulumi(console, stack, "config", "--json", "--show-secrets");
  const { success, output } = v.safeParse(configuration, parseJson(text));
  if (!success) throw new Error("`pulumi config` printed something that is not a configuration.");
  const settings = new Map<SettingName, string>();
  for (const [key, { value }] of Object.entries(output)) {
    const [namespace, name = ""] = key.split(":");
    if (namespace === "alexa" && isSetting(name) && value !== undefined) settings.set(name, value);
  }
  return settings;
}

async function pulumi(
  { run }: Pick<Console, "run">,
  stack: string | undefined,
  ...args: string[]
): Promise<string> {
  const which = stack === undefined ? [] : ["--stack", stack];
  const environment = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    return await run(
      "pulumi",
      [...args, ...which, "--non-interactive", "--color=never"],
      environment,
    );
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    if (error.code === "ENOENT") {
      throw new Error("--stack needs Pulumi's command line, and there is no `pulumi` on the PATH.");
    }
    throw new Error(
      `\`pulumi ${args.join(" ")}\` failed: ${error.message || "it gave no reason."} (--stack reads the Pulumi project in the current folder.)`,
    );
  }
}

/** @param urn `urn:pulumi:STACK::PROJECT::TYPES::NAME`, of which only the name may contain `::`. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** @param reference a Provider's URN and id: those that Pulumi makes are called `default`, or `default_1_2_3`. */
function ownProvider(reference: string | null | undefined): string | undefined {
  if (!reference?.includes("::pulumi:providers:alexa::")) return undefined;
  const name = reference.split("::").at(-2) ?? "";
  return /^default(_|$)/.test(name) ? undefined : name;
}
