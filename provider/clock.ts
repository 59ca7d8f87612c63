/** Time, and how long an operation may take. */
import { setTimeout as delay } from "node:timers/promises";

/** Injected, so that no test sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back, even if the machine's clock is set back. */
  now(): number;
  /** Rejects with the reason of `signal` as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One create, read, update or delete, as everything that waits during it sees it. */
export interface Operation {
  /** Aborted when the operation is cancelled, or long overdue. */
  readonly signal: AbortSignal;
  /** When its time is up, by the {@link Clock}: no wait lasts longer. */
  readonly endsAtMs: number;
  /** Shows why the operation waits. If it rejects, the engine is gone and the operation must stop. */
  onWait(line: string): Promise<void>;
}

/** Node fires a longer timer at once. */
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    for (let leftMs = ms; leftMs > 0; leftMs -= maxTimerMs) {
      await delay(Math.min(leftMs, maxTimerMs), undefined, { signal }).catch((error) => {
        throw signal?.reason ?? error;
      });
    }
    signal?.throwIfAborted();
  },
};
