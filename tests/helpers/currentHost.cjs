/**
 * Preloaded into a program, this makes the old language host that the tests may have behave like a current one: it forwards the
 * program's calls to the engine's monitor, also those by which the program waits for the last delete. Here the program is
 * connected to that monitor itself, which the CLI serves at a port that only it knows (Linux).
 */
const { execFileSync } = require("node:child_process");
const { readdirSync, readFileSync, readlinkSync } = require("node:fs");
const { join } = require("node:path");

const pulumi = join(__dirname, "../../node_modules/@pulumi/pulumi");
const isListening = "0A";

/** The ports that a process listens on. */
function portsOf(pid) {
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const listening = new Map(
    rows
      .map((row) => row.trim().split(/\s+/))
      .filter((columns) => columns[3] === isListening)
      .map((columns) => [columns[9], Number.parseInt(columns[1].split(":")[1], 16)]),
  );
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const [, inode] = /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return listening.get(inode) ?? [];
    } catch {
      // It has been closed meanwhile.
      return [];
    }
  });
}

const parentOf = (pid) =>
  Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ")[1]);

/** Prints the first of the ports in its arguments at which a resource monitor answers. */
const probe = `
  const grpc = require("@grpc/grpc-js");
  const { ResourceMonitorClient } = require("${pulumi}/proto/resource_grpc_pb");
  const { SupportsFeatureRequest } = require("${pulumi}/proto/resource_pb");
  const request = new SupportsFeatureRequest().setId("secrets");
  for (const port of process.argv.slice(1)) {
    const client = new ResourceMonitorClient("127.0.0.1:" + port, grpc.credentials.createInsecure());
    client.supportsFeature(request, new grpc.Metadata(), { deadline: Date.now() + 5000 }, (error) => {
      if (error) return;
      console.log(port);
      process.exit();
    });
  }
`;

const [program = ""] = process.argv.slice(1);
if (/@pulumi\/pulumi\/cmd\/run\b/.test(program)) {
  const at = (name) => process.argv.indexOf(name) + 1;
  const enginePort = Number(process.argv[at("--engine")].split(":").pop());
  let pid = process.ppid;
  while (!portsOf(pid).includes(enginePort)) pid = parentOf(pid);
  const others = portsOf(pid).filter((port) => port !== enginePort);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { cwd: join(pulumi, "../../.."), env, encoding: "utf8" };
  const port = execFileSync(process.execPath, ["-e", probe, ...others.map(String)], options).trim();
  process.argv[at("--monitor")] = `127.0.0.1:${port}`;
}
