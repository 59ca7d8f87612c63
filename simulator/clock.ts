/** The simulator's clock. */

export const hourMs = 60 * 60 * 1000;
export const dayMs = 24 * hourMs;

/** Up to here, plus the longest lifetime of a test, every date is one that JavaScript and ISO 8601 know. */
export const maxOffsetMs = 1000 * 365 * dayMs;

/** The machine's time, moved forward on request. */
export class MovableClock {
  constructor(
    private readonly realNow: () => number = Date.now,
    public offsetMs = 0,
  ) {}

  now(): number {
    return this.realNow() + this.offsetMs;
  }

  /** @returns false, and does not move, if that is too far. */
  advance(ms: number): boolean {
    if (this.offsetMs + ms > maxOffsetMs) return false;
    this.offsetMs += ms;
    return true;
  }
}
