import type { Operation } from "../clock";

interface Flight<T> {
  /** One entry for each that waits: an operation can wait twice. */
  readonly waiting: Set<{ readonly operation: Operation }>;
  readonly abandoned: AbortController;
  readonly outcome: Promise<T>;
}

/**
 * Work that several operations need at the same time, and that is done once for all of them. Each leaves at
 * its own signal; where nobody waits any more, the work itself is ended.
 */
export function singleFlight<T>(
  work: (operation: Operation) => Promise<T>,
): (operation: Operation) => Promise<T> {
  let underWay: Flight<T> | undefined;

  return async (operation) => {
    operation.signal.throwIfAborted();
    underWay ??= launch(work);
    const flight = underWay;
    const waiter = { operation };
    flight.waiting.add(waiter);
    try {
      return await untilAborted(flight.outcome, operation.signal);
    } finally {
      flight.waiting.delete(waiter);
      if (flight.waiting.size === 0) {
        flight.abandoned.abort(operation.signal.reason);
        if (underWay === flight) underWay = undefined;
      }
    }
  };
}

function launch<T>(work: (operation: Operation) => Promise<T>): Flight<T> {
  const waiting: Flight<T>["waiting"] = new Set();
  const abandoned = new AbortController();
  const operation: Operation = {
    signal: abandoned.signal,
    get endsAtMs() {
      return Math.max(...[...waiting].map((waiter) => waiter.operation.endsAtMs));
    },
    async onWait(line) {
      await Promise.all([...waiting].map((waiter) => waiter.operation.onWait(line)));
    },
  };
  // Begun once the first of them is waiting.
  return { waiting, abandoned, outcome: Promise.resolve().then(() => work(operation)) };
}

/** @throws the signal's reason as soon as it is aborted, whatever becomes of `outcome`. */
export function untilAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
