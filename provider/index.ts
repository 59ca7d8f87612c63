/** What the program's `SkillBetaTest` forwards to, in the process that Pulumi runs it in. */
import { createDynamicProvider } from "./adapters/dynamic";
import { connectEngine } from "./adapters/engine";
import { createTokenSource } from "./auth/TokenSource";
import { systemClock } from "./clock";
import { resolveSettings } from "./settings";

const engine = connectEngine(process.argv.at(-1));
// An orphan would go on beside the next run: starting, ending and mailing what that run decides about.
engine.onGone(() => process.exit(1));

/** Kept in states of every version that ran: its name and methods stay as they are. */
export const skillBetaTest = createDynamicProvider({
  settings: (configured) => resolveSettings(configured, process.env, systemClock.now()),
  async connect({ endpoint, authEndpoint, credentials }) {
    const [{ createSmapiClient }, { createConnection }, { exchangeRefreshToken }] =
      await Promise.all([
        import("./smapi/client.js"),
        import("./smapi/send.js"),
        import("./auth/lwa.js"),
      ]);
    const { accessToken, refresh } = credentials;
    const exchange = refresh && (() => exchangeRefreshToken(authEndpoint, refresh, systemClock));
    const tokens = createTokenSource(accessToken, exchange, systemClock);
    const random = Math.random;
    const connection = createConnection(endpoint, { tokens, clock: systemClock, random });
    return { api: (signal) => createSmapiClient(connection, signal), clock: systemClock };
  },
  engine,
});
