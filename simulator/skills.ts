/** Whose each skill is, and whether it is still there: every id is a skill until it is deleted. */
import type { AccountName } from "./accounts";

export interface Skill {
  account: AccountName;
  deleted: boolean;
}

export class Skills {
  constructor(
    /** By id; the others are the default account's. */
    readonly known: Record<string, Skill>,
  ) {}

  get(skillId: string): Skill {
    return this.known[skillId] ?? { account: "default", deleted: false };
  }

  change(skillId: string, change: Partial<Skill>): void {
    this.known[skillId] = { ...this.get(skillId), ...change };
  }
}
