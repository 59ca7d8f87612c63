/**
 * Amazon's time, which decides when a test has expired: this machine's clock may be wrong, and that of a simulator can
 * be moved. It comes with every response, in the header `Date`.
 */
import type { Clock } from "../clock";

/** HTTP's dates have whole seconds, and a response takes its time: less than this is no difference, in milliseconds. */
const toleranceMs = 2 * 60 * 1000;

export class AmazonClock {
  private aheadMs = 0;

  constructor(private readonly machine: Pick<Clock, "now">) {}

  /** Milliseconds since the epoch; this machine's before the first response. */
  now(): number {
    return this.machine.now() + this.aheadMs;
  }

  /** @param date the header of a response from Amazon itself. */
  learn(date: unknown): void {
    const aheadMs = Date.parse(String(date)) - this.machine.now();
    if (Number.isNaN(aheadMs)) return;
    this.aheadMs = Math.abs(aheadMs) < toleranceMs ? 0 : aheadMs;
  }
}
