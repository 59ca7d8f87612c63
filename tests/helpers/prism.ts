/** Stoplight Prism as a proxy that holds every request and answer against Amazon's own spec. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import spec from "ask-smapi-model/spec.json";

/** What breaks the spec is answered with 422 (the request) or 500 (the answer) and its violations. */
export async function startPrism(upstream: string) {
  const folder = mkdtempSync(join(tmpdir(), "prism-"));
  const document = join(folder, "spec.json");
  // The spec says what the API produces but not what it consumes; Prism refuses every body without.
  const paths = Object.fromEntries(
    Object.entries(spec.paths).filter(([path]) =>
      /\/betaTest|^\/v1\/skills\/\{skillId\}\/status$|^\/v1\/vendors$/.test(path),
    ),
  );
  writeFileSync(document, JSON.stringify({ ...spec, paths, consumes: ["application/json"] }));

  const port = await freePort();
  const args = ["proxy", document, upstream, "--errors", "--port", String(port)];
  const prism = spawn("prism", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(prism, "exit");
  for await (const line of createInterface(prism.stdout)) {
    if (line.includes("Prism is listening")) break;
  }
  prism.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      prism.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
