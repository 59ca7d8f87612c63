import type { Clock, Operation } from "../clock";
import { singleFlight } from "../http/singleFlight";
import type { AccessToken } from "./credentials";

/** Gives the access token for each request, and another where Amazon rejects it. */
export interface TokenSource {
  token(operation: Operation): Promise<string>;
  /** A token other than `rejected`, or undefined where there is none to be had. */
  renew(rejected: string, operation: Operation): Promise<string | undefined>;
}

/** Renewed this long before Amazon's own time, so that none expires on its way. */
const marginMs = 60_000;

/**
 * @param initial an access token that is there already.
 * @param exchange gets a fresh one; at most one call at a time is under way, for all operations that wait.
 */
export function createTokenSource(
  initial: AccessToken | undefined,
  exchange: ((operation: Operation) => Promise<AccessToken>) | undefined,
  clock: Pick<Clock, "now">,
): TokenSource {
  let current = initial;
  const refresh =
    exchange &&
    singleFlight(async (operation) => {
      current = await exchange(operation);
      return current.value;
    });

  return {
    async token(operation) {
      if (current && (!refresh || clock.now() < current.expiresAtMs - marginMs))
        return current.value;
      if (!refresh) throw new Error("There is neither an access token nor a way to get one.");
      return refresh(operation);
    },
    async renew(rejected, operation) {
      if (!refresh) return undefined;
      return current && current.value !== rejected ? current.value : refresh(operation);
    },
  };
}
