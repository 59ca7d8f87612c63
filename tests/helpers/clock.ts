import type { Clock } from "../../provider/clock";

/** A clock on which sleeping takes no time. */
export class FakeClock implements Clock {
  readonly slept: number[] = [];

  constructor(private nowMs = Date.parse("2026-01-01T00:00:00Z")) {}

  now(): number {
    return this.nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.nowMs += ms;
  }
}
