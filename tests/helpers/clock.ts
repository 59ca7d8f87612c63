/** Clocks and operations that take no time. */
import type { Clock, Operation } from "../../provider/clock";
import type { RateLimiter } from "../../provider/http/RateLimiter";

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

/** A limit of requests that takes no part: it has tests of its own. */
export const noLimit: RateLimiter = { schedule: (_operation, send) => send() };

/** An operation on `clock` that may take ten minutes, is never cancelled, and keeps what it is told. */
export function operationOn(
  clock: Clock,
  bounds: Partial<Pick<Operation, "signal" | "onWait">> & { timeoutMs?: number } = {},
): Operation & { readonly waits: readonly string[] } {
  const { timeoutMs = 600_000, signal = new AbortController().signal, onWait } = bounds;
  const waits: string[] = [];
  return {
    signal,
    endsAtMs: clock.now() + timeoutMs,
    onWait: onWait ?? (async (line) => void waits.push(line)),
    waits,
  };
}
