/** The simulated accounts: made up, and accepted by the simulator alone. */
import type { AccountName } from "./types";

export interface SimulatedAccount {
  /** Does not expire by itself. */
  readonly accessToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly vendorId: string;
}

export const simulatedAccounts: Readonly<Record<AccountName, SimulatedAccount>> = {
  default: {
    accessToken: "Atza|simulator",
    clientId: "amzn1.application-oa2-client.simulator",
    clientSecret: "simulator-client-secret",
    refreshToken: "Atzr|simulator",
    vendorId: "M00SIMULATOR",
  },
  other: {
    accessToken: "Atza|simulator-other",
    clientId: "amzn1.application-oa2-client.simulator-other",
    clientSecret: "simulator-other-client-secret",
    refreshToken: "Atzr|simulator-other",
    vendorId: "M01SIMULATOR",
  },
};

export const accountNames = Object.keys(simulatedAccounts) as AccountName[];

/** The account that has every skill that was not given to another. */
export const simulatedCredentials = simulatedAccounts.default;
