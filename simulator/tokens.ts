/** The access tokens that are worth something, and whose they are. */
import { randomUUID } from "node:crypto";
import { type AccountName, accountNames, simulatedAccounts } from "./accounts";

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

  /** A token of the caller's own, until all expire. */
  allow(token: string, account: AccountName): void {
    this.valid.set(token, { account, untilMs: Number.POSITIVE_INFINITY });
  }

  /** @returns undefined where the header holds no token that is worth something. */
  accountOf(authorization: string | undefined): AccountName | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
    const found = token === undefined ? undefined : this.valid.get(token);
    return found && this.now() < found.untilMs ? found.account : undefined;
  }

  /** Every token given out so far is worth nothing from now on, the fixed ones included. */
  expireAll(): void {
    this.valid.clear();
  }
}
