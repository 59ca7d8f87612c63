import { LifecycleError } from "../betaTest/errors";
import { type Clock, type Operation, systemClock } from "../clock";

/** Every wait keeps to the operation's time by itself, and has more to say: this is for what does not. */
const graceMs = 1000;

export interface Bounds {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends the operation earlier. */
  readonly cancelled: AbortSignal;
  readonly onWait: Operation["onWait"];
}

/** Runs `work` as one operation, whose waits all end with it. */
export async function withDeadline<T>(
  { timeoutMs, clock, cancelled, onWait }: Bounds,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const tooLong = new AbortController();
  const done = new AbortController();
  systemClock.sleep(timeoutMs + graceMs, done.signal).then(
    () => tooLong.abort(new LifecycleError(tookTooLong(timeoutMs))),
    () => undefined,
  );
  try {
    const signal = AbortSignal.any([tooLong.signal, cancelled]);
    return await work({ signal, endsAtMs: clock.now() + timeoutMs, onWait });
  } finally {
    done.abort();
  }
}

function tookTooLong(timeoutMs: number): string {
  const seconds = Math.round(timeoutMs / 1000);
  return `This did not finish within ${seconds} s. Run again to resume from there.`;
}
