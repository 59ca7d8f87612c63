/** A fleet against Amazon's limit of requests. */
import type { Measurement } from "../results.mts";
import { allAtOnce, byPulumi, measureFleets } from "../stage/fleets.mts";
import type { SeenRequest } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const requestsPerSecond = 20;

export async function rateLimit(size = 200, rounds = 2): Promise<Measurement[]> {
  const rows = await measureFleets({
    ways: [
      byPulumi("plugin", "plugin"),
      byPulumi("plugin, --parallel 64", "plugin", "--parallel 64"),
      byPulumi("dynamic", "dynamic"),
      allAtOnce,
    ],
    simulator: { latencyMs: 50, transitionDelayMs: 1000 },
    size,
    rounds,
    async sample({ up, down }, simulator) {
      await simulator.set({ requestsPerSecond });
      const { seconds, requests, count } = await up();
      await simulator.set({ requestsPerSecond: 0 });
      await down();
      const limited = requests.filter(({ status }) => status === 429).length;
      const limitSeconds = (requests.length - limited) / requestsPerSecond;
      return {
        value: seconds,
        others: {
          "time ÷ limit": seconds / limitSeconds,
          "without Pulumi's start and end": spanOf(requests) / limitSeconds,
          requests: requests.length,
          "429s (%)": (100 * limited) / requests.length,
          "not RUNNING": size - count("RUNNING"),
        },
      };
    },
  });
  const of = (contender: string) => [
    target({
      rows,
      contender,
      of: "time ÷ limit",
      atMost: 1.15,
      text: `${contender}: at most 1.15 × what the limit takes`,
      cause:
        "Four to five seconds are Pulumi's own start and end, before the first request and after the last; " +
        "the column beside it is without them. " +
        "8 skills at a time, each waiting a second, rarely reach 20 requests a second.",
    }),
    target({
      rows,
      contender,
      of: "429s (%)",
      unit: "",
      atMost: 5,
      text: `${contender}: at most 5 % of the requests are answered by 429`,
    }),
    target({
      rows,
      contender,
      of: "not RUNNING",
      unit: "",
      atMost: 0,
      text: `${contender}: 0 tests are not RUNNING at the end`,
    }),
  ];
  return [
    {
      id: "rate-limit",
      title: "A fleet against a rate limit",
      about: `The first up of ${size} skills where Amazon accepts ${requestsPerSecond} requests in any second,
and answers the others with 429. Amazon publishes no limit. "What the limit takes" is the number of accepted requests
divided by that rate.`,
      metric: { name: "up", unit: "s" },
      rows,
      targets: [...of("plugin"), ...of("plugin, --parallel 64"), ...of("dynamic")],
    },
  ];
}

/** From the first request to the last, in seconds. */
function spanOf(requests: readonly SeenRequest[]): number {
  const times = requests.map(({ at }) => Date.parse(at));
  return (Math.max(...times) - Math.min(...times)) / 1000;
}
