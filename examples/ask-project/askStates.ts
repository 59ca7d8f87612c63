import { readFileSync } from "node:fs";

/** What ask-cli writes after `ask deploy`; the file has more, such as hashes of what was deployed. */
interface AskStates {
  profiles: Record<string, { skillId?: string } | undefined>;
}

/** The id of the skill that `ask deploy --profile PROFILE` made. */
export function skillIdOf(profile: string): string {
  const { profiles }: AskStates = JSON.parse(readFileSync(".ask/ask-states.json", "utf8"));
  const skillId = profiles[profile]?.skillId;
  if (skillId) return skillId;
  throw new Error(
    `.ask/ask-states.json has no skill of the profile "${profile}": run \`ask deploy --profile ${profile}\``,
  );
}
