/** Whose each skill is, and whether it is still there: every id is a skill until it is deleted. */
import type { Skill } from "./types";

export class Skills {
  constructor(
    /** By id; all others are the default account's. */
    private readonly records: Record<string, Skill>,
  ) {}

  get(skillId: string): Skill {
    return this.records[skillId] ?? { account: "default", deleted: false };
  }

  change(skillId: string, change: Partial<Skill>): void {
    this.records[skillId] = { ...this.get(skillId), ...change };
  }
}
