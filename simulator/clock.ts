export const dayMs = 24 * 60 * 60 * 1000;

/** So far, and a test's longest lifetime further, every date is one that JavaScript and ISO 8601 know. */
export const maxOffsetMs = 1000 * 365 * dayMs;

/** The simulator's time: the machine's, moved forward as far as asked. */
export class MovableClock {
  constructor(
    private readonly realNow: () => number = Date.now,
    public offsetMs = 0,
  ) {}

  now(): number {
    return this.realNow() + this.offsetMs;
  }

  /** @returns false, and stays where it is, where that is too far. */
  advance(ms: number): boolean {
    if (this.offsetMs + ms > maxOffsetMs) return false;
    this.offsetMs += ms;
    return true;
  }
}
