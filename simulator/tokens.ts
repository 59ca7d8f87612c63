/** Login with Amazon's part: one client, one refresh token, access tokens that expire. */
import { randomUUID } from "node:crypto";

/** Made up, and accepted by the simulator alone. */
export const simulatedCredentials = {
  accessToken: "Atza|simulator",
  clientId: "amzn1.application-oa2-client.simulator",
  clientSecret: "simulator-client-secret",
  refreshToken: "Atzr|simulator",
  vendorId: "M00SIMULATOR",
} as const;

export const lifetimeSeconds = 3600;

export class Tokens {
  /** Issued access tokens, and when each expires. */
  private readonly issued = new Map<string, number>();
  private fixedIsValid = true;

  constructor(private readonly now: () => number) {}

  issue(): string {
    const token = `Atza|${randomUUID()}`;
    this.issued.set(token, this.now() + lifetimeSeconds * 1000);
    return token;
  }

  isValid(authorization: string | undefined): boolean {
    const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
    if (token === undefined) return false;
    if (token === simulatedCredentials.accessToken) return this.fixedIsValid;
    return this.now() < (this.issued.get(token) ?? 0);
  }

  /** Every token given out so far is worth nothing from now on, the fixed one included. */
  expireAll(): void {
    this.issued.clear();
    this.fixedIsValid = false;
  }
}
