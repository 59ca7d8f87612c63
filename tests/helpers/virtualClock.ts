/** A clock on which many wait at the same time: it jumps from one wake-up to the next. */
import type { Clock } from "../../provider/clock";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export class VirtualClock implements Clock {
  private nowMs = 1_000_000;
  /** The next one last. */
  private readonly sleepers: Sleeper[] = [];

  now(): number {
    return this.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = {
        atMs: this.nowMs + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.sleepers.splice(this.positionOf(sleeper.atMs), 0, sleeper);
    });
  }

  /** How many sleep: a process would stay alive for them. */
  get sleeping(): number {
    return this.sleepers.length;
  }

  /** Lets time pass until `work` is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    for (;;) {
      await new Promise(setImmediate);
      if (isDone) return work;
      const next = this.sleepers.pop();
      if (!next) throw new Error("Everything waits, and nothing would end that.");
      this.nowMs = next.atMs;
      next.wake();
    }
  }

  /** Behind those that wake up at the same time. */
  private positionOf(atMs: number): number {
    let low = 0;
    let high = this.sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sleepers[middle] as Sleeper).atMs > atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
