import { systemClock } from "../clock";
import { LifecycleError } from "../lifecycle/Journal";

/** Longer than the lifecycle's own patience, whose error says more. */
const graceMs = 30_000;

/**
 * Runs `work` with a signal that is aborted when the whole operation takes longer than it may: the last
 * resort where a server neither answers nor lets go.
 *
 * @param cancelled ends the operation earlier.
 */
export async function within<T>(
  timeoutMs: number,
  cancelled: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const done = new AbortController();
  systemClock.sleep(timeoutMs + graceMs, done.signal).then(
    () => deadline.abort(new LifecycleError(tookTooLong(timeoutMs))),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([deadline.signal, cancelled]));
  } finally {
    done.abort();
  }
}

function tookTooLong(timeoutMs: number): string {
  const seconds = Math.round(timeoutMs / 1000);
  return `Amazon did not let this finish within ${seconds} s. Run again to go on from what is there.`;
}
