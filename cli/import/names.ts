/** Names for resources: from what the skill is called, unique, and valid in every language. */
import type { Skill } from "../skills/choose";

/** @returns a name for each skill, in their order. */
export function resourceNames(skills: readonly Skill[]): string[] {
  const taken = new Set<string>();
  return skills.map((skill) => {
    const base = baseName(skill, skills.length === 1);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
    taken.add(name);
    return name;
  });
}

function baseName({ name, skillId }: Skill, isOnly: boolean): string {
  const given = (name ?? "").replace(/[^A-Za-z0-9_]+/g, "-").replace(/^-+|-+$/g, "");
  if (given) return given;
  if (isOnly) return "beta";
  // Of Amazon's ids, such as amzn1.ask.skill.12345678-1234-…, what comes before the first hyphen tells them apart.
  const [start = ""] = (skillId.split(".").at(-1) ?? "").split(/[^A-Za-z0-9]/);
  return start ? `beta-${start}` : "beta";
}
