/** The access token of a connection, renewed before it expires or when Amazon rejects it. */
import type { Clock, Operation } from "../clock";
import { singleFlight } from "../http/singleFlight";
import type { AccessToken } from "./credentials";

export interface TokenSource {
  token(operation: Operation): Promise<string>;
  /** A token other than `rejected`, or undefined if there is none. */
  renew(rejected: string, operation: Operation): Promise<string | undefined>;
}

/** Renewed this long before it expires, so that it is valid when it arrives. */
const expiryMarginMs = 60_000;

/**
 * @param initial the access token to start with.
 * @param exchange gets a new one; at most one call is in flight, for all operations that wait.
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
      if (current && (!refresh || clock.now() < current.expiresAtMs - expiryMarginMs))
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
