/** What every pull request costs: commands of a stack in which nothing has changed. */
import { measure } from "../measure.mts";
import type { Measurement, Row } from "../results.mts";
import { refreshTokenFor } from "../stage/credentials.mts";
import { fleet, nothing } from "../stage/programs.mts";
import { createProject, type Project } from "../stage/project.mts";
import { type Simulator, startSimulator } from "../stage/simulator.mts";
import { target } from "../targets.mts";

const latencyMs = 50;
const roundsBySize = { 1: 2, 10: 2, 100: 5, 500: 2 };
const flag = { PULUMI_PARALLEL_DIFF: "true" };

const commands = [
  {
    id: "unchanged-preview",
    args: "preview",
    title: "A preview without a change",
    runs: 1,
  },
  {
    id: "unchanged-refresh",
    args: "preview --refresh",
    title: "A preview with `--refresh`, without a change",
    runs: 1,
  },
  {
    id: "unchanged-up",
    args: "up --yes",
    title: "An up without a change",
    runs: 2,
  },
];

const about = `Each request takes ${latencyMs} ms. "nothing" is a dynamic resource that does nothing: its time is
Pulumi's own; "flag" is \`PULUMI_PARALLEL_DIFF=true\`. Credentials are a refresh token, so that one request is for an access token.`;

export async function unchanged(
  sizes = Object.keys(roundsBySize).map(Number),
): Promise<Measurement[]> {
  const rows = new Map<string, Row[]>(commands.map(({ id }) => [id, []]));
  for (const size of sizes) {
    const simulator = await startSimulator({ transitionDelayMs: 0 });
    const projects = await createProjects(simulator, size);
    await simulator.set({ latencyMs });
    for (const { id, args } of commands) {
      console.error(`${args}, ${size}`);
      const contender = (name: string, project: Project, environment = {}) => ({
        name,
        async run() {
          await simulator.requests();
          const value = await project.pulumi(args, environment);
          return { value, others: { requests: (await simulator.requests()).length } };
        },
      });
      const measured = await measure({
        contenders: [
          contender("nothing", projects.nothing),
          contender("nothing, flag", projects.nothing, flag),
          contender("plugin", projects.plugin),
          contender("dynamic", projects.dynamic),
          contender("dynamic, flag", projects.dynamic, flag),
        ],
        rounds: roundsBySize[size as keyof typeof roundsBySize] ?? 3,
        size,
        baseline: "nothing",
      });
      rows.get(id)?.push(...measured);
    }
    for (const project of Object.values(projects)) project.remove();
    await simulator.close();
  }
  return commands.map(({ id, title, runs }) => {
    const measured = rows.get(id) as Row[];
    return {
      id,
      title,
      about: runs === 1 ? about : `${about} An up is two runs: its preview, and itself.`,
      metric: { name: "time", unit: "s" },
      sizeName: "skills",
      baseline: "nothing",
      rows: measured,
      targets: sizes.includes(100) ? targetsOf(measured, runs) : [],
    };
  });
}

async function createProjects(simulator: Simulator, size: number) {
  const create = async (program: string) => {
    const project = await createProject(refreshTokenFor(simulator.url));
    project.write(program);
    await project.pulumi("up --yes --skip-preview");
    return project;
  };
  return {
    nothing: await create(nothing(size)),
    plugin: await create(fleet("plugin", { size, prefix: "amzn1.ask.skill.plugin" })),
    dynamic: await create(fleet("dynamic", { size, prefix: "amzn1.ask.skill.dynamic" })),
  };
}

function targetsOf(rows: readonly Row[], runs: number) {
  const at = { rows, size: 100 };
  const requests = (contender: string) =>
    target({
      ...at,
      contender,
      of: "requests",
      unit: "requests",
      atMost: runs * 101,
      text:
        `${contender}, 100 skills: ${runs === 1 ? "one request" : `${runs} requests`} per skill, ` +
        `plus ${runs === 1 ? "one" : runs} for the token`,
    });
  return [
    target({
      ...at,
      contender: "plugin",
      of: "ratio",
      atMost: 1.25,
      text: "plugin, 100 skills: at most 1.25 × nothing",
      cause:
        "Pulumi refreshes a plugin's resources before it starts the program, 8 at a time on 2 cores: 13 rounds of 50 ms and the token's.",
    }),
    target({
      ...at,
      contender: "dynamic, flag",
      of: "ratio",
      atMost: 1.35,
      text: "dynamic with the flag, 100 skills: at most 1.35 × nothing",
      cause:
        "The dynamic provider's process handles the requests on the core that it shares with the engine.",
    }),
    requests("plugin"),
    requests("dynamic"),
    requests("dynamic, flag"),
  ];
}
