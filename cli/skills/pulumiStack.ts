/** A stack of the Pulumi project in the current folder: its beta tests, and its configuration. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { ends } from "../../provider/betaTest/BetaTest";
import type { LastKnown } from "../../provider/betaTest/observe";
import { parseJson, rejectArrays } from "../../provider/http/json";
import { lastKnownOf, type Outputs } from "../../provider/resource/skillBetaTest/properties";
import {
  engineOptions,
  isDefaultProvider,
  isSetting,
  SettingError,
  type SettingName,
  unknownSetting,
} from "../../provider/settings";
import { CommandFailure, type Console } from "../console";

/** Pulumi's types of the resource in its two front ends: sdk/resourceTypes.ts, which no command loads. */
export const resourceTypes: readonly string[] = [
  "alexa:index:SkillBetaTest",
  "pulumi-nodejs:dynamic/alexa:SkillBetaTest",
];

/** What the last `pulumi up` or `pulumi refresh` saw. Nothing of it is needed, and what is secret is no text here. */
const ignored = <T>(schema: v.GenericSchema<T>) => v.fallback(v.optional(schema), undefined);
const outputs = v.object({
  status: ignored(v.string()),
  expiryDate: ignored(v.string()),
  invitesRemaining: ignored(v.number()),
  __end: ignored(v.picklist(ends)),
  __vendorIds: ignored(v.array(v.string())),
} satisfies { [Name in keyof Outputs]?: v.GenericSchema });

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
          outputs: v.fallback(outputs, {}),
        }),
      ),
    ),
  }),
});
const configuration = rejectArrays(
  v.record(v.string(), v.object({ value: v.optional(v.string()) })),
);

/** Whether Pulumi takes the folder for a project. */
export function isPulumiProject(folder: string): boolean {
  return ["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(folder, file)));
}

export interface StackSkill {
  /** The resource's. */
  readonly name: string;
  readonly urn: string;
  readonly skillId: string;
  readonly lastKnown: LastKnown;
  /** The name of the Provider that the program declares for it, if it does. */
  readonly provider?: string;
}

export interface PulumiStack {
  /** The beta tests that the last `pulumi up` left, without those that it is about to delete. */
  readonly skills: readonly StackSkill[];
  /** The settings `alexa:*`. */
  readonly settings: ReadonlyMap<SettingName, string>;
}

/** @throws {SettingError} if the provider would not know a setting: ignoring a misspelt one could mean another account. */
export async function readPulumiStack(
  stack: string | undefined,
  console: Pick<Console, "run">,
): Promise<PulumiStack> {
  const [resources, configured] = await Promise.all([
    resourcesOf(stack, console),
    configurationOf(stack, console),
  ]);
  const settings = new Map<SettingName, string>();
  // A project named `alexa` has its own settings in the same namespace.
  const isOwnNamespace = resources.some(({ urn }) => urn.split("::")[1] === "alexa");
  for (const [key, { value }] of Object.entries(configured)) {
    const [namespace, name = ""] = key.split(":");
    if (namespace !== "alexa" || engineOptions.has(name)) continue;
    if (!isSetting(name)) {
      if (isOwnNamespace) continue;
      throw new SettingError(
        `${unknownSetting(name).join()}. Remove it with \`pulumi config rm ${key}\`.`,
      );
    }
    if (value !== undefined) settings.set(name, value);
  }
  return { skills: resources.flatMap(skillIn), settings };
}

type ExportedResource = NonNullable<
  v.InferOutput<typeof exported>["deployment"]["resources"]
>[number];

async function resourcesOf(
  stack: string | undefined,
  console: Pick<Console, "run">,
): Promise<readonly ExportedResource[]> {
  const text = await pulumi(console, stack, "stack", "export");
  const { success, output } = v.safeParse(exported, parseJson(text));
  if (!success) throw new Error("`pulumi stack export` printed something that is not a stack.");
  return output.deployment.resources ?? [];
}

function skillIn(resource: ExportedResource): StackSkill[] {
  const { urn, type, id, provider, outputs } = resource;
  if (!resourceTypes.includes(type) || !id || resource.delete || resource.external) return [];
  const lastKnown = lastKnownOf(outputs as Partial<Outputs>);
  return [{ name: nameIn(urn), urn, skillId: id, lastKnown, provider: ownProvider(provider) }];
}

async function configurationOf(
  stack: string | undefined,
  console: Pick<Console, "run">,
): Promise<v.InferOutput<typeof configuration>> {
  const text = await pulumi(console, stack, "config", "--json", "--show-secrets");
  const { success, output } = v.safeParse(configuration, parseJson(text));
  if (!success) throw new Error("`pulumi config` printed something that is not a configuration.");
  return output;
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
      throw new Error("--stack needs the Pulumi CLI, but there is no `pulumi` on the PATH.");
    }
    throw new Error(
      `\`pulumi ${args.join(" ")}\` failed: ${error.message || "it gave no reason."} ` +
        "(It ran in the current folder, which must be a Pulumi project.)",
    );
  }
}

/** @param urn `urn:pulumi:STACK::PROJECT::TYPES::NAME`: only the name may contain `::`. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** @param reference a Provider's URN and id. */
function ownProvider(reference: string | null | undefined): string | undefined {
  if (!reference?.includes("::pulumi:providers:alexa::")) return undefined;
  const name = reference.split("::").at(-2) ?? "";
  return isDefaultProvider(name) ? undefined : name;
}
