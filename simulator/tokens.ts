/** The access tokens that are valid, and whose they are. */
import { randomUUID } from "node:crypto";
import { accountNames, simulatedAccounts } from "./accounts";
import type { AccountName } from "./types";

export const lifetimeSeconds = 3600;

export class Tokens {
  private readonly valid = new Map<string, { account: AccountName; untilMs: number }>();

  constructor(private readonly now: () => number) {
    for (const account of accountNames) this.allow(simulatedAccounts[account].accessToken, account);
  }

  issue(account: AccountName): string {
    const token = `Atza|${randomUUID()}`;
    this.valid.set(token, { account, untilMs: this.now() + lifetimeSeconds * 1000 });
    return token;
  }

  /** Makes a token of the caller's own valid until {@link expireAll}. */
  allow(token: string, account: AccountName): void {
    this.valid.set(token, { account, untilMs: Number.POSITIVE_INFINITY });
  }

  /** @returns undefined if the header has no valid token. */
  accountOf(authorization: string | undefined): AccountName | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
    const found = token === undefined ? undefined : this.valid.get(token);
    return found && this.now() < found.untilMs ? found.account : undefined;
  }

  /** Invalidates every token so far, the fixed ones included. */
  expireAll(): void {
    this.valid.clear();
  }
}
