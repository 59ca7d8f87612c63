/**
 * Fetches beta tests before their diffs ask: the engine calls a dynamic resource's diffs one after another, so each
 * would wait for Amazon alone, although the program has declared all of them at once.
 */
import type { Fetched } from "../../betaTest/observe";
import type { Clock } from "../../clock";
import type { Upcoming } from "../Resource";

/** In milliseconds. A diff that comes later observes again: its resource has waited for another one. */
export const maxAgeMs = 30_000;

export class Prefetch {
  private readonly pending = new Map<
    string,
    { atMs: number; fetched: Promise<Fetched | undefined> }
  >();
  /** The skills whose diffs were first. */
  private readonly taken = new Set<string>();

  constructor(
    private readonly fetch: (upcoming: Upcoming) => Promise<Fetched>,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  start(upcoming: Upcoming): void {
    const { skillId } = upcoming;
    if (this.pending.has(skillId) || this.taken.has(skillId)) return;
    // What fails is as if it had not been asked for: the diff observes by itself, and says what is wrong.
    const fetched = this.fetch(upcoming).catch(() => undefined);
    this.pending.set(skillId, { atMs: this.clock.now(), fetched });
  }

  /** What was fetched for the skill, once. */
  async take(skillId: string): Promise<Fetched | undefined> {
    const found = this.pending.get(skillId);
    this.pending.delete(skillId);
    this.taken.add(skillId);
    return found && this.clock.now() - found.atMs <= maxAgeMs ? found.fetched : undefined;
  }
}
