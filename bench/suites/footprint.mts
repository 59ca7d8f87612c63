/** What a provider takes in memory and in the state. */
import { measure } from "../measure.mts";
import type { Measurement } from "../results.mts";
import { accessTokenFor } from "../stage/credentials.mts";
import { pluginExecutable } from "../stage/paths.mts";
import { fleet, nothing } from "../stage/programs.mts";
import { createProject, type Project } from "../stage/project.mts";
import { type ResourceCall, startEngine, startProvider } from "../stage/providerProcess.mts";
import { startSimulator } from "../stage/simulator.mts";
import { clean, dynamicProvider, resourceOf } from "./startUp.mts";

const sizes = [1, 100, 1000];
const rounds = 3;
const parallel = 8;

export async function footprint(): Promise<Measurement[]> {
  const simulator = await startSimulator({ transitionDelayMs: 0 });
  const engine = await startEngine();
  const credentials = accessTokenFor(simulator.url);
  const create = async (program: string): Promise<Project> => {
    const project = await createProject(credentials);
    project.write(program);
    await project.pulumi("up --yes --skip-preview");
    return project;
  };
  const skills = { size: 10, prefix: "amzn1.ask.skill." };
  const projects = {
    nothing: await create(nothing(10)),
    plugin: await create(fleet("plugin", skills)),
    dynamic: await create(fleet("dynamic", { ...skills, prefix: "amzn1.ask.skill.d" })),
  };

  const contender = (name: keyof typeof projects, size: number) => ({
    name,
    async run() {
      const project = projects[name];
      const script = name === "plugin" ? pluginExecutable : dynamicProvider;
      const provider = await startProvider([process.execPath, script, engine.address], {
        cwd: project.folder,
        env: { ...clean, ...credentials },
      });
      await provider.configure();
      const resources = await manyLike(resourceOf(project), size, (id) => simulator.run(id));
      await Promise.all(
        Array.from({ length: parallel }, async () => {
          for (let next = resources.pop(); next; next = resources.pop()) {
            await provider.check(next);
            await provider.diff(next);
          }
        }),
      );
      const { nowMb, peakMb } = provider.memory();
      provider.kill();
      return { value: peakMb, others: { "in the end (MB)": nowMb } };
    },
  });
  const rows = [];
  for (const size of sizes) {
    const names = ["nothing", "plugin", "dynamic"] as const;
    const contenders = names.map((name) => contender(name, size));
    rows.push(...(await measure({ contenders, rounds, size, baseline: "nothing" })));
  }

  const stateRows = Object.entries(projects).map(([name, project]) => {
    const resources = project
      .resources()
      .filter(({ id, type }) => id && !type.startsWith("pulumi:"));
    const code = (resources[0]?.inputs as { __provider?: unknown } | undefined)?.__provider;
    const bytes = resources.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0);
    return {
      contender: name,
      values: [Math.round(bytes / resources.length)],
      others: {
        "__provider alone, twice (bytes)": [code ? 2 * JSON.stringify(code).length : 0],
      },
    };
  });
  for (const project of Object.values(projects)) project.remove();
  engine.close();
  await simulator.close();
  return [
    {
      id: "memory",
      title: "Memory of the provider's process",
      about:
        `At its peak, while ${parallel} resources at a time are checked and compared with Amazon. ` +
        "A dynamic provider's process loads all of @pulumi/pulumi.",
      metric: { name: "peak memory", unit: "MB" },
      sizeName: "resources",
      baseline: "nothing",
      rows,
      targets: [],
    },
    {
      id: "state",
      title: "State of a resource",
      about:
        "As the backend keeps it, in JSON. A dynamic resource's inputs and outputs each hold the code that Pulumi runs, " +
        "`__provider`, which here only imports this package.",
      metric: { name: "state", unit: "bytes" },
      rows: stateRows,
      targets: [],
    },
  ];
}

async function manyLike(
  resource: ResourceCall,
  size: number,
  prepare: (id: string) => Promise<void>,
): Promise<ResourceCall[]> {
  const resources: ResourceCall[] = [];
  for (let i = 0; i < size; i++) {
    const id = `${resource.id}-${i}`;
    await prepare(id);
    resources.push({
      urn: `${resource.urn}-${i}`,
      id,
      inputs: { ...resource.inputs, skillId: id },
      outputs: { ...resource.outputs, skillId: id },
    });
  }
  return resources;
}
