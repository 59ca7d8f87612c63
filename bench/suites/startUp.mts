/** What it takes until a provider can do anything. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { measure } from "../measure.mts";
import type { Measurement } from "../results.mts";
import { accessTokenFor } from "../stage/credentials.mts";
import { pluginExecutable, root } from "../stage/paths.mts";
import { fleet, nothing } from "../stage/programs.mts";
import { createProject, type Project } from "../stage/project.mts";
import { type ResourceCall, startEngine, startProvider } from "../stage/providerProcess.mts";
import { startSimulator } from "../stage/simulator.mts";
import { buildStandalone } from "../stage/standalone.mts";
import { target } from "../targets.mts";

const rounds = 15;
export const dynamicProvider = join(
  root,
  "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js",
);
const withoutCache = { NODE_DISABLE_COMPILE_CACHE: "1" };

export async function startUp(): Promise<Measurement[]> {
  const simulator = await startSimulator({ transitionDelayMs: 0 });
  const engine = await startEngine();
  const credentials = accessTokenFor(simulator.url);
  const project = {
    nothing: await createOne(nothing(1), credentials),
    dynamic: await createOne(
      fleet("dynamic", { size: 1, prefix: "amzn1.ask.skill.d" }),
      credentials,
    ),
    plugin: await createOne(fleet("plugin", { size: 1, prefix: "amzn1.ask.skill.p" }), credentials),
  };
  const standalone = buildStandalone();
  const start = (file: string, { folder }: Project, environment = {}) =>
    startProvider([...commandOf(file), engine.address], {
      cwd: folder,
      env: { ...clean, ...credentials, ...environment },
    });
  // The first start leaves the compile cache for those that follow.
  for (const [script, name] of [
    [pluginExecutable, "plugin"],
    [dynamicProvider, "dynamic"],
  ] as const) {
    const provider = await start(script, project[name]);
    await provider.configure();
    await provider.check(resourceOf(project[name]));
    await provider.diff(resourceOf(project[name]));
    await delay(2000);
    provider.kill();
  }

  const port = (name: string, file: string) => ({
    name,
    async run() {
      const provider = await start(file, project.plugin);
      provider.kill();
      return { value: provider.portMs };
    },
  });
  const ports = await measure({
    contenders: [
      { name: "bare Node", run: async () => ({ value: timeOf("console.log(1)") }) },
      port("plugin", pluginExecutable),
      port("plugin, standalone", standalone.executable),
    ],
    rounds,
    baseline: "bare Node",
  });

  const firstDiff = (name: string, file: string, of: Project, environment = {}) => ({
    name,
    async run() {
      const provider = await start(file, of, environment);
      await provider.configure();
      await provider.check(resourceOf(of));
      await provider.diff(resourceOf(of));
      const value = provider.elapsedMs();
      const { peakMb } = provider.memory();
      provider.kill();
      return { value, others: { "peak memory (MB)": peakMb } };
    },
  });
  const diffs = await measure({
    contenders: [
      firstDiff("nothing", dynamicProvider, project.nothing),
      firstDiff("dynamic", dynamicProvider, project.dynamic),
      firstDiff("dynamic, no compile cache", dynamicProvider, project.dynamic, withoutCache),
      firstDiff("plugin", pluginExecutable, project.plugin),
      firstDiff("plugin, no compile cache", pluginExecutable, project.plugin, withoutCache),
      firstDiff("plugin, standalone", standalone.executable, project.plugin),
    ],
    rounds,
    baseline: "nothing",
  });

  const imports = await measure({
    contenders: [
      imported("@pulumi/pulumi"),
      imported("@pulumi/pulumi", "pulumi-alexa"),
      imported("@pulumi/pulumi", "pulumi-alexa/plugin"),
    ],
    rounds,
  });
  for (const each of Object.values(project)) each.remove();
  engine.close();
  await simulator.close();
  standalone.remove();

  const metric = { name: "time", unit: "ms" } as const;
  const importMs = imports.map(({ contender, values, others }) => ({
    contender,
    values,
    others,
  }));
  const megabytes = (bytes: number) => bytes / 1e6;
  return [
    {
      id: "standalone-size",
      title: "The plugin as an executable that needs no Node.js",
      about:
        "What `make plugin` packs for this machine: Pulumi downloads the archive once per version.",
      metric: { name: "archive", unit: "MB" },
      rows: [
        {
          contender: "plugin, standalone",
          values: [megabytes(standalone.archiveBytes)],
          others: { "unpacked (MB)": [megabytes(standalone.unpackedBytes)] },
        },
      ],
      targets: [],
    },
    {
      id: "start-port",
      title: "The plugin's process, until it prints its port",
      about:
        "The engine starts it once or twice for each command. It prints its port first, and loads the rest while the engine connects.",
      metric,
      baseline: "bare Node",
      rows: ports,
      targets: [
        target({
          rows: ports,
          contender: "plugin",
          of: "value",
          unit: "ms",
          atMost: 60,
          text: "plugin: at most 60 ms",
        }),
      ],
    },
    {
      id: "start-diff",
      title: "A provider's process, until its first diff",
      about:
        "Started, configured, and asked for a check and a diff, as by the engine. " +
        "Our diff reads the beta test, from a simulator that responds at once.",
      metric,
      baseline: "nothing",
      rows: diffs,
      targets: [
        target({
          rows: diffs,
          contender: "dynamic",
          of: "ratio",
          atMost: 1.2,
          text: "dynamic: at most 1.2 × nothing",
          cause: "Loading axios takes most of what is above nothing.",
        }),
      ],
    },
    {
      id: "start-import",
      title: "Importing the package in a program",
      about:
        "The last column is what the import of the package itself takes, after that of @pulumi/pulumi.",
      metric,
      rows: importMs,
      targets: ["@pulumi/pulumi + pulumi-alexa", "@pulumi/pulumi + pulumi-alexa/plugin"].map(
        (contender) =>
          target({
            rows: imports,
            contender,
            of: "the last alone (ms)",
            unit: "ms",
            atMost: 20,
            text: `${contender}: at most 20 ms more`,
          }),
      ),
    },
  ];
}

/** A script is run by Node. */
function commandOf(file: string): [string, ...string[]] {
  return file.endsWith(".js") ? [process.execPath, file] : [file];
}

/** Without what would change how a provider starts. */
export const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(ASK_|PULUMI_|NODE_)/.test(name)),
);

async function createOne(program: string, credentials: Record<string, string>): Promise<Project> {
  const project = await createProject(credentials);
  project.write(program);
  await project.pulumi("up --yes --skip-preview");
  return project;
}

export function resourceOf(project: Project): ResourceCall {
  const resource = project.resources().find(({ id, type }) => id && !type.startsWith("pulumi:"));
  if (!resource) throw new Error("The project has no resource.");
  return resource as ResourceCall;
}

function timeOf(script: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: root, env: clean });
  if (status !== 0) throw new Error(String(stderr));
  return performance.now() - startedAt;
}

function imported(...packages: string[]) {
  const script = `let alone; for (const name of ${JSON.stringify(packages)}) {
    const startedAt = performance.now(); require(name); alone = performance.now() - startedAt;
  } console.log(alone);`;
  return {
    name: packages.join(" + "),
    async run() {
      const startedAt = performance.now();
      const { stdout, status, stderr } = spawnSync(process.execPath, ["-e", script], {
        cwd: root,
        env: clean,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      const value = performance.now() - startedAt;
      return { value, others: { "the last alone (ms)": Number(stdout) } };
    },
  };
}
