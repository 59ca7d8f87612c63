/** Starting and ending many tests, next to the scripts that do the same without Pulumi. */
import { summaryOf } from "../figures.mts";
import type { Measurement, Row } from "../results.mts";
import { allAtOnce, byPulumi, byScript, measureFleets } from "../stage/fleets.mts";
import type { SeenRequest } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const latencyMs = 50;
const transitionDelayMs = 1000;
/** Minutes, none of them left to chance. */
const maxRounds = 1;

export async function firstUp(size = 100, rounds = 2): Promise<Measurement[]> {
  const rows = await measureFleets({
    ways: [
      byPulumi("plugin", "plugin"),
      byPulumi("plugin, --parallel 100", "plugin", "--parallel 100"),
      byPulumi("dynamic", "dynamic"),
      { ...byScript("ask-cli, one by one", "bash", "ask-cli.sh"), maxRounds },
      { ...byScript("Amazon's SDK, one by one", "node", "smapi-sdk.mjs", "loop"), maxRounds },
      allAtOnce,
    ],
    simulator: { latencyMs, transitionDelayMs },
    size,
    rounds,
    baseline: "plugin",
    async sample({ up, down }) {
      const started = await up();
      const ended = await down();
      return {
        value: started.seconds,
        others: {
          requests: started.requests.length,
          "not RUNNING": size - started.count("RUNNING"),
          "wait ÷ transition": waitOf(started.requests, "start") / transitionDelayMs,
          "destroy (s)": ended.seconds,
          "its requests": ended.requests.length,
        },
      };
    },
  });
  return [
    {
      id: "first-up",
      title: "Starting and ending a fleet",
      about: `${size} skills; each request takes ${latencyMs} ms, each start and end ${transitionDelayMs / 1000} s. Pulumi's default parallelism
(4 a core) unless it says otherwise, and no preview before the up. The scripts are in \`bench/scripts\`, and do
neither previews nor drift. Each ends when all tests have been seen RUNNING, then ENDED. The wait lasts from the response to a start
until the request that saw it complete.`,
      metric: { name: "up", unit: "s" },
      baseline: "plugin",
      rows,
      targets: targetsOf(rows),
    },
  ];
}

function targetsOf(rows: readonly Row[]) {
  const ahead = (contender: string, atLeast: number, cause?: string) =>
    target({
      rows,
      contender,
      of: "ratio",
      atLeast,
      text: `${contender}: takes at least ${atLeast} × as long as the plugin`,
      cause,
    });
  const wait = (contender: string) =>
    target({
      rows,
      contender,
      of: "wait ÷ transition",
      atMost: 1.25,
      text: `${contender}: waits at most 1.25 × what the starts take`,
    });
  return [
    ahead("ask-cli, one by one", 12),
    ahead("Amazon's SDK, one by one", 1),
    ahead(
      "Amazon's SDK, all at once",
      1,
      "It starts 100 tests in the time of one, as long as Amazon has no rate limit; Pulumi starts 8 at a time here. " +
        "With a rate limit, it fails to start some skills' tests: see the next measurement.",
    ),
    target({
      rows,
      contender: "plugin",
      of: "not RUNNING",
      unit: "",
      atMost: 0,
      text: "plugin: no skill is lost",
    }),
    wait("plugin"),
    wait("dynamic"),
  ];
}

/** The median over the skills, in milliseconds. */
function waitOf(requests: readonly SeenRequest[], transition: "start" | "end"): number {
  const beganAt = new Map<string, number>();
  const waits = new Map<string, number>();
  for (const { method, path, at } of requests) {
    const skillId = path.split("/")[3] ?? "";
    if (path.endsWith(`/${transition}`)) beganAt.set(skillId, Date.parse(at));
    const began = beganAt.get(skillId);
    if (method === "GET" && began !== undefined) waits.set(skillId, Date.parse(at) - began);
  }
  return waits.size === 0 ? 0 : summaryOf([...waits.values()]).median;
}
