/** What a program and a provider load: exact, where a timed test could not be. */
import { resolve } from "node:path";
import { run } from "../helpers/command";

const root = resolve(__dirname, "../..");

/** The modules that `name` loads, after those that the process has anyway, and their packages. */
async function loadedBy(name: string, before: string) {
  const script = `require("${before}");
    const known = new Set(Object.keys(require.cache));
    require("${name}");
    console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !known.has(file))));`;
  const files: string[] = JSON.parse(await run(process.execPath, ["-e", script], { cwd: root }));
  const packageOf = (file: string) =>
    /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "ours";
  return { modules: files.length, packages: [...new Set(files.map(packageOf))].sort() };
}

test("a program that imports the package loads one small module beside @pulumi/pulumi", async () => {
  const one = { modules: 1, packages: ["ours"] };
  expect(await loadedBy("pulumi-alexa", "@pulumi/pulumi")).toEqual(one);
  expect(await loadedBy("pulumi-alexa/plugin", "@pulumi/pulumi")).toEqual(one);
});

test("a provider loads no HTTP client before it asks Amazon, and nothing that only the simulator needs", async () => {
  const { packages } = await loadedBy(
    "pulumi-alexa/provider",
    "@pulumi/pulumi/proto/engine_grpc_pb",
  );
  expect(packages).toEqual(["ours"]);
});
