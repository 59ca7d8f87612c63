/** The ways to start and end the tests of a whole fleet: through Pulumi, and by the scripts that people write. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Comparison, measure, type Sample } from "../measure.mts";
import type { Row } from "../results.mts";
import { accessTokenFor } from "./credentials.mts";
import { root } from "./paths.mts";
import { type Fleet, type FrontEnd, fleet, skillIds } from "./programs.mts";
import { createProject, run } from "./project.mts";
import { type Amazon, type Simulator, startSimulator } from "./simulator.mts";

/** Brings all tests of a fleet to RUNNING, and then to ENDED. */
export interface Way {
  readonly name: string;
  readonly maxRounds?: number;
  open(simulator: Simulator): Promise<Side>;
}

interface Side {
  up(skills: Fleet): Promise<void>;
  down(skills: Fleet): Promise<void>;
  remove?(): void;
}

export function byPulumi(name: string, frontEnd: FrontEnd, options = ""): Way {
  return {
    name,
    async open({ url }) {
      const project = await createProject(accessTokenFor(url));
      const pulumi = async (command: string) => {
        await project.pulumi(`${command} --yes --skip-preview ${options}`.trim());
      };
      return {
        async up(skills) {
          project.write(fleet(frontEnd, skills));
          await pulumi("up");
        },
        down: () => pulumi("destroy"),
        remove: () => project.remove(),
      };
    },
  };
}

/** @param script in `bench/scripts`, with the arguments that come before the direction and the skills. */
export function byScript(name: string, command: string, script: string, ...args: string[]): Way {
  return {
    name,
    async open({ url }) {
      const env = { ...process.env, ...accessTokenFor(url) };
      const bring = async (direction: string, skills: Fleet) => {
        const words = [
          join(root, "bench/scripts", script),
          ...args,
          direction,
          ...skillIds(skills),
        ];
        // A script fails if it has lost skills, which is counted at the simulator.
        await run(command, words, { cwd: root, env }).catch(() => "");
      };
      return { up: (skills) => bring("up", skills), down: (skills) => bring("down", skills) };
    },
  };
}

export const allAtOnce = byScript("Amazon's SDK, all at once", "node", "smapi-sdk.mjs", "at-once");

/** The time that one direction took, and what the simulator saw. */
export interface Trip {
  readonly seconds: number;
  readonly requests: Awaited<ReturnType<Simulator["requests"]>>;
  /** How many of the fleet have this status after it. */
  count(status: string): number;
}

export interface FleetComparison extends Omit<Comparison, "contenders" | "size"> {
  readonly ways: readonly Way[];
  readonly simulator: Amazon;
  readonly size: number;
  sample(
    fleet: { up(): Promise<Trip>; down(): Promise<Trip> },
    simulator: Simulator,
  ): Promise<Sample>;
}

/** Each round of each way has skills of its own. */
export async function measureFleets(comparison: FleetComparison): Promise<Row[]> {
  const { ways, simulator: settings, size, rounds, baseline, sample } = comparison;
  const simulator = await startSimulator(settings);
  const sides: Side[] = [];
  let fleets = 0;
  const contenders = [];
  for (const { name, maxRounds, open } of ways) {
    const side = await open(simulator);
    sides.push(side);
    const oneRound = () => {
      const skills = { size, prefix: `amzn1.ask.skill.fleet${fleets++}-` };
      const up = () => travel(simulator, skills, () => side.up(skills));
      const down = () => travel(simulator, skills, () => side.down(skills));
      return sample({ up, down }, simulator);
    };
    contenders.push({ name, maxRounds, run: oneRound });
  }
  const rows = await measure({ contenders, rounds, baseline });
  for (const { remove } of sides) remove?.();
  await simulator.close();
  return rows;
}

async function travel(
  simulator: Simulator,
  { prefix }: Fleet,
  work: () => Promise<void>,
): Promise<Trip> {
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
    count: (status) => statuses.filter((it) => it === status).length,
  };
}
