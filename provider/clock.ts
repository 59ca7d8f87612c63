import { setTimeout as delay } from "node:timers/promises";

/** Time as the provider sees it; tests bring their own, so that none of them sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms) => {
    await delay(ms);
  },
};
