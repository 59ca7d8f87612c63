/** Work that several operations need at the same time, done once for all of them. */
import type { Operation } from "../clock";

interface Flight<T> {
  /** One entry per call: an operation can wait twice. */
  readonly waiters: Set<{ readonly operation: Operation }>;
  readonly abandoned: AbortController;
  readonly result: Promise<T>;
}

/**
 * @returns a function that starts `work`, or joins it if it is in flight. Each caller leaves when its own signal
 *   is aborted; when the last one has left, the work is aborted, too.
 */
export function singleFlight<T>(
  work: (operation: Operation) => Promise<T>,
): (operation: Operation) => Promise<T> {
  let inFlight: Flight<T> | undefined;

  return async (operation) => {
    operation.signal.throwIfAborted();
    inFlight ??= start(work);
    const flight = inFlight;
    const waiter = { operation };
    flight.waiters.add(waiter);
    try {
      return await abortable(flight.result, operation.signal);
    } finally {
      flight.waiters.delete(waiter);
      if (flight.waiters.size === 0) {
        flight.abandoned.abort(operation.signal.reason);
        if (inFlight === flight) inFlight = undefined;
      }
    }
  };
}

function start<T>(work: (operation: Operation) => Promise<T>): Flight<T> {
  const waiters: Flight<T>["waiters"] = new Set();
  const abandoned = new AbortController();
  const operation: Operation = {
    signal: abandoned.signal,
    get endsAtMs() {
      return Math.max(...[...waiters].map((waiter) => waiter.operation.endsAtMs));
    },
    async onWait(line) {
      await Promise.all([...waiters].map((waiter) => waiter.operation.onWait(line)));
    },
  };
  // Not before the first caller is in `waiters`.
  return { waiters, abandoned, result: Promise.resolve().then(() => work(operation)) };
}

/** @throws the signal's reason as soon as it is aborted, whatever becomes of `promise`. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
