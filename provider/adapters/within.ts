import { LifecycleError } from "../lifecycle/errors";

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
  const timer = setTimeout(() => {
    const seconds = Math.round(timeoutMs / 1000);
    deadline.abort(
      new LifecycleError(
        `Amazon did not let this finish within ${seconds} s. Run again to go on from what is there.`,
      ),
    );
  }, timeoutMs + graceMs);
  try {
    return await work(AbortSignal.any([deadline.signal, cancelled]));
  } finally {
    clearTimeout(timer);
  }
}
