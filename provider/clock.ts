import { setTimeout as delay } from "node:timers/promises";

/** Time as the provider sees it; tests bring their own, so that none of them sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back, whatever is done to the machine's clock. */
  now(): number;
  /** Rejects with the reason of `signal` as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Node takes a longer time for none at all. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    for (let leftMs = ms; leftMs > 0; leftMs -= longestTimerMs) {
      await delay(Math.min(leftMs, longestTimerMs), undefined, { signal }).catch((error) => {
        throw signal?.reason ?? error;
      });
    }
    signal?.throwIfAborted();
  },
};
