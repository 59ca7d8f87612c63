import { setTimeout as delay } from "node:timers/promises";

/** Time as the provider sees it; tests bring their own, so that none of them sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back, whatever is done to the machine's clock. */
  now(): number;
  /** Rejects with the reason of `signal` as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What every wait of one operation hears: the run of a create, an update, a look. */
export interface Operation {
  /** Aborted where nobody wants the operation any more, or its time has long been up. */
  readonly signal: AbortSignal;
  /** When its time is up, by the {@link Clock}: no wait goes on beyond it. */
  readonly endsAtMs: number;
  /** Told why it waits. Where it rejects, nobody is there to be told, and nothing more is done. */
  onWait(line: string): Promise<void>;
}

/** Node takes a longer time for none at all. */
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
