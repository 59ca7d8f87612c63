/** The simulator's time: the machine's, moved forward as far as asked. */
export class MovableClock {
  constructor(
    private readonly realNow: () => number = Date.now,
    public offsetMs = 0,
  ) {}

  now(): number {
    return this.realNow() + this.offsetMs;
  }

  advance(ms: number): void {
    this.offsetMs += ms;
  }
}
