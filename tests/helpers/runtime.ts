/** What a provider has of the process that it runs in, for tests without one. */
import type { BetaTestApi } from "../../provider/betaTest/api";
import { LocalDeclarations } from "../../provider/resource/declarations";
import type { ProviderRuntime } from "../../provider/resource/ProviderSession";
import { FakeClock } from "./clock";

/** @param said gets the lines for the user, and which of them are warnings. */
export function runtimeWith(
  api: BetaTestApi,
  said: string[],
  change: Partial<ProviderRuntime> = {},
): ProviderRuntime {
  return {
    settings: () => ({ timeoutMs: 60_000 }) as never,
    connect: async () => ({ api: () => api, clock: new FakeClock() }),
    engine: {
      debug: async () => {},
      info: async (line) => void said.push(line),
      warn: async (line) => void said.push(`warning: ${line}`),
      showProgress: async () => {},
    },
    declarations: new LocalDeclarations(),
    ...change,
  };
}
