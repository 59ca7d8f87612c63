import type { Clock } from "../clock";
import type { AccessToken } from "./credentials";

/** Gives the access token for each request, and another where Amazon rejects it. */
export interface TokenSource {
  token(): Promise<string>;
  /** A token other than `rejected`, or undefined where there is none to be had. */
  renew(rejected: string): Promise<string | undefined>;
}

/** Renewed this long before Amazon's own time, so that none expires on its way. */
const marginMs = 60_000;

/**
 * @param initial an access token that is there already.
 * @param exchange gets a fresh one; at most one call at a time is under way.
 */
export function createTokenSource(
  initial: AccessToken | undefined,
  exchange: (() => Promise<AccessToken>) | undefined,
  clock: Pick<Clock, "now">,
): TokenSource {
  let current = initial;
  let underWay: Promise<AccessToken> | undefined;

  async function refresh(get: () => Promise<AccessToken>): Promise<string> {
    underWay ??= get().finally(() => {
      underWay = undefined;
    });
    current = await underWay;
    return current.value;
  }

  return {
    async token() {
      if (current && (!exchange || clock.now() < current.expiresAtMs - marginMs))
        return current.value;
      if (!exchange) throw new Error("There is neither an access token nor a way to get one.");
      return refresh(exchange);
    },
    async renew(rejected) {
      if (!exchange) return undefined;
      return current && current.value !== rejected ? current.value : refresh(exchange);
    },
  };
}
