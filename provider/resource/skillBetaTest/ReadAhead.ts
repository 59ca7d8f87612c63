/**
 * Looks at beta tests before their diffs ask: the engine calls a dynamic resource's diffs one after another, so each
 * would wait for Amazon alone, although the program has declared all of them at once.
 */
import type { Seen } from "../../betaTest/observe";
import type { Clock } from "../../clock";

/** What a program knows of the resources that it declares after another one. */
export interface Upcoming {
  readonly skillId: string;
  readonly hasTesters: boolean;
}

/** In milliseconds. A diff that comes later looks anew: its resource has waited for another one. */
export const maxAgeMs = 30_000;

export class ReadAhead {
  private readonly looks = new Map<string, { atMs: number; seen: Promise<Seen | undefined> }>();
  /** The skills whose diffs were first. */
  private readonly taken = new Set<string>();

  constructor(
    private readonly look: (upcoming: Upcoming) => Promise<Seen>,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  start(upcoming: Upcoming): void {
    const { skillId } = upcoming;
    if (this.looks.has(skillId) || this.taken.has(skillId)) return;
    // A look that fails is as if it had not been: the diff looks itself, and says what is wrong.
    const seen = this.look(upcoming).catch(() => undefined);
    this.looks.set(skillId, { atMs: this.clock.now(), seen });
  }

  /** What was seen of the skill, once. */
  async take(skillId: string): Promise<Seen | undefined> {
    const look = this.looks.get(skillId);
    this.looks.delete(skillId);
    this.taken.add(skillId);
    return look && this.clock.now() - look.atMs <= maxAgeMs ? look.seen : undefined;
  }
}
