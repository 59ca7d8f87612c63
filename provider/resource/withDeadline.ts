/** Gives an operation its deadline and its cancellation. */
import { LifecycleError } from "../betaTest/errors";
import { type Clock, type Operation, systemClock } from "../clock";

/** Waits end at the deadline themselves, with a better message; the abort is for anything that does not. */
const graceMs = 1000;

export interface OperationLimits extends Pick<Operation, "onWait"> {
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly cancelled: AbortSignal;
}

export async function withDeadline<T>(
  { timeoutMs, clock, cancelled, onWait }: OperationLimits,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const overdue = new AbortController();
  const done = new AbortController();
  const seconds = Math.round(timeoutMs / 1000);
  const message = `This did not finish within ${seconds} s. Run again to resume from there.`;
  systemClock.sleep(timeoutMs + graceMs, done.signal).then(
    () => overdue.abort(new LifecycleError(message)),
    () => undefined,
  );
  try {
    const signal = AbortSignal.any([overdue.signal, cancelled]);
    return await work({ signal, endsAtMs: clock.now() + timeoutMs, onWait });
  } finally {
    done.abort();
  }
}
