/** Starting and ending many tests, next to the scripts that do the same without Pulumi. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { summaryOf } from "../figures.mts";
import { measure } from "../measure.mts";
import type { Measurement, Row } from "../results.mts";
import { accessTokenFor } from "../stage/credentials.mts";
import { root } from "../stage/paths.mts";
import { type Fleet, type FrontEnd, fleet, skillIds } from "../stage/programs.mts";
import { createProject, type Project, run } from "../stage/project.mts";
import { type SeenRequest, type Simulator, startSimulator } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const latencyMs = 50;
const transitionDelayMs = 1000;
const scripts = join(root, "bench/scripts");

/** A way to bring all tests of a fleet to RUNNING, and then to ENDED. */
export interface Side {
  readonly name: string;
  up(skills: Fleet): Promise<void>;
  down(skills: Fleet): Promise<void>;
}

export async function firstUp(size = 100, rounds = 2): Promise<Measurement[]> {
  const simulator = await startSimulator({ latencyMs, transitionDelayMs });
  const projects: Project[] = [];
  const pulumi = async (name: string, frontEnd: FrontEnd, options?: string) => {
    const { project, side } = await byPulumi(simulator, name, frontEnd, options);
    projects.push(project);
    return side;
  };
  const sides = [
    await pulumi("plugin", "plugin"),
    await pulumi("plugin, --parallel 100", "plugin", "--parallel 100"),
    await pulumi("dynamic", "dynamic"),
    byScript(simulator, "ask-cli, one by one", "bash", join(scripts, "ask-cli.sh")),
    byScript(simulator, "Amazon's SDK, one by one", "node", join(scripts, "smapi-sdk.mjs"), "loop"),
    byScript(
      simulator,
      "Amazon's SDK, all at once",
      "node",
      join(scripts, "smapi-sdk.mjs"),
      "at-once",
    ),
  ];
  let fleets = 0;
  const rows = await measure({
    rounds,
    baseline: "plugin",
    contenders: sides.map(({ name, up, down }) => ({
      name,
      // Minutes, of which none is left to chance.
      maxRounds: name.endsWith("one by one") ? 1 : rounds,
      async run() {
        const skills = { size, prefix: `amzn1.ask.skill.fleet${fleets++}-` };
        const started = await timed(simulator, skills, () => up(skills));
        const ended = await timed(simulator, skills, () => down(skills));
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
    })),
  });
  for (const project of projects) project.remove();
  await simulator.close();
  return [
    {
      id: "first-up",
      title: "The first up of a fleet, and its end",
      about: `${size} skills; each request takes ${latencyMs} ms, each start and end ${transitionDelayMs / 1000} s. Pulumi's default parallelism
(4 a core) unless it says otherwise, and no preview before the up. The scripts are in [bench/scripts](../bench/scripts), and do
neither previews nor drift. Each ends when all tests have been seen RUNNING, then ENDED. The wait is from the response to a start until
the look that saw its end.`,
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
      "It starts 100 tests in the time of one, as long as Amazon has no limit; Pulumi starts 8 at a time here. With a limit of requests it loses skills: see the next measurement.",
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

export async function byPulumi(
  simulator: Simulator,
  name: string,
  frontEnd: FrontEnd,
  options = "",
): Promise<{ project: Project; side: Side }> {
  const project = await createProject(accessTokenFor(simulator.url));
  const run = async (command: string) => {
    await project.pulumi(`${command} --yes --skip-preview ${options}`.trim());
  };
  const side: Side = {
    name,
    async up(skills) {
      project.write(fleet(frontEnd, skills));
      await run("up");
    },
    down: () => run("destroy"),
  };
  return { project, side };
}

export function byScript(
  simulator: Simulator,
  name: string,
  command: string,
  ...args: readonly string[]
): Side {
  const bring = async (direction: string, skills: Fleet) => {
    const env = { ...process.env, ...accessTokenFor(simulator.url) };
    // A script fails if it has lost skills, which is counted at the simulator.
    await run(command, [...args, direction, ...skillIds(skills)], { cwd: root, env }).catch(
      () => "",
    );
  };
  return { name, up: (skills) => bring("up", skills), down: (skills) => bring("down", skills) };
}

export async function timed(simulator: Simulator, { prefix }: Fleet, work: () => Promise<void>) {
  // The simulator's limit counts the last second.
  await delay(1100);
  await simulator.requests();
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const requests = await simulator.requests();
  const statuses = await simulator.statuses(prefix);
  return {
    seconds,
    requests,
    count: (status: string) => statuses.filter((it) => it === status).length,
  };
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
