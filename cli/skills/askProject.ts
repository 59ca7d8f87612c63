/**
 * The skills of an ask-cli project: `ask-resources.json` has its profiles, `.ask/ask-states.json` the skill that each
 * of them deployed.
 *
 * Source: `ask-resources.js`, `ask-states.js` and `constants.js` of ask-cli 2.30.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parseJson, rejectArrays } from "../../provider/http/json";
import { problemOfSkillId } from "./skillId";

const resourcesFile = "ask-resources.json";
const statesFile = join(".ask", "ask-states.json");

/** What ask-cli calls the profile that consists of environment variables. */
export const environmentProfile = "__ENVIRONMENT_ASK_PROFILE__";

const resources = v.object({ profiles: rejectArrays(v.record(v.string(), v.unknown())) });
const skillId = v.pipe(
  v.string(),
  v.trim(),
  v.check((id) => id === "" || !problemOfSkillId(id), "it must be the id of a skill"),
);
const states = v.object({
  profiles: rejectArrays(
    v.record(v.string(), rejectArrays(v.object({ skillId: v.nullish(skillId) }))),
  ),
});

export interface DeployedSkill {
  readonly profile: string;
  readonly skillId: string;
}

export interface AskProject {
  readonly deployed: readonly DeployedSkill[];
  /** The profiles that have no skill yet. */
  readonly undeployed: readonly string[];
}

export function isAskProject(folder: string): boolean {
  return existsSync(join(folder, resourcesFile));
}

/** @throws if the folder has no such project, or one of its files is not valid. */
export function readAskProject(folder: string): AskProject {
  if (!isAskProject(folder))
    throw new Error(`${folder} is not an ask-cli project: ${noProject(folder)}`);
  const { profiles } = read(
    join(folder, resourcesFile),
    resources,
    "correct it, or restore it from the repository's history.",
  );
  const path = join(folder, statesFile);
  const deployedBy = existsSync(path)
    ? read(path, states, "correct it, or run `ask deploy` again.").profiles
    : {};
  const deployed = Object.entries(deployedBy).flatMap(([profile, { skillId }]) =>
    skillId ? [{ profile, skillId }] : [],
  );
  const known = new Set(deployed.map(({ profile }) => profile));
  return { deployed, undeployed: Object.keys(profiles).filter((profile) => !known.has(profile)) };
}

function noProject(folder: string): string {
  return existsSync(join(folder, ".ask", "config"))
    ? "it was created by ask-cli 1; `ask util upgrade-project` upgrades it."
    : `it has no ${resourcesFile}.`;
}

function read<T>(path: string, schema: v.GenericSchema<unknown, T>, fix: string): T {
  const { success, output, issues } = v.safeParse(schema, parseJson(readText(path)));
  if (success) return output;
  const where = v.getDotPath(issues[0]);
  throw new Error(
    `${path} is not a valid ask-cli file${where ? ` (${where}: ${issues[0].message})` : ""}: ${fix}`,
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
