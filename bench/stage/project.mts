/** A Pulumi project as a user has it, run by the CLI as a user runs it. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginExecutable, pulumiBin, pulumiHome, root } from "./paths.mts";

export interface Project {
  readonly folder: string;
  /** The program's text. */
  write(program: string): void;
  /** @returns how many seconds the command took. @throws if it failed, with all that it printed. */
  pulumi(args: string, environment?: Readonly<Record<string, string>>): Promise<number>;
  /** The resources of the state. */
  resources(): readonly State[];
  remove(): void;
}

export interface State {
  readonly type: string;
  readonly urn: string;
  readonly id?: string;
  readonly inputs?: object;
  readonly outputs?: object;
}

/** @param credentials and everything else that the provider finds in its environment. */
export async function createProject(
  credentials: Readonly<Record<string, string>>,
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-alexa-bench-"));
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, "node_modules/@pulumi"));
  symlinkSync(root, join(folder, "node_modules/pulumi-alexa"));
  symlinkSync(
    join(root, "node_modules/@pulumi/pulumi"),
    join(folder, "node_modules/@pulumi/pulumi"),
  );
  symlinkSync(pluginExecutable, join(bin, "pulumi-resource-alexa"));
  writeFileSync(join(folder, "package.json"), '{ "name": "bench", "main": "index.js" }\n');
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n" +
      "plugins: { providers: [{ name: alexa, path: node_modules/.bin }] }\n",
  );

  const foreign = /^(ASK_|PULUMI_|NODE_|npm_)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const own = {
    ...Object.fromEntries(inherited),
    HOME: folder,
    PATH: [join(root, "node_modules/.bin"), pulumiBin, process.env.PATH].join(":"),
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...credentials,
  };

  const project: Project = {
    folder,
    write(program) {
      writeFileSync(join(folder, "index.js"), program);
    },
    async pulumi(args, environment = {}) {
      const startedAt = performance.now();
      await run("pulumi", [...args.split(" "), "--non-interactive"], {
        cwd: folder,
        env: { ...own, ...environment },
      });
      return (performance.now() - startedAt) / 1000;
    },
    resources() {
      const stack = readFileSync(join(folder, ".pulumi/stacks/bench/bench.json"), "utf8");
      return JSON.parse(stack).checkpoint.latest?.resources ?? [];
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await project.pulumi("stack init bench");
  return project;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @returns what the command printed. @throws if it failed, with all that it printed. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (text: Buffer) => {
      output += text;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(" ")}: exit code ${code}\n${output}`));
    });
  });
}
