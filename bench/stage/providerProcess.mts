/** A provider's process, started and called as the engine does, without an engine's own time in between. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import enginePb from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import providerGrpcPb from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import Empty from "google-protobuf/google/protobuf/empty_pb.js";
import Struct from "google-protobuf/google/protobuf/struct_pb.js";

/** An engine that only takes lines of the log. */
export async function startEngine(): Promise<{ address: string; close(): void }> {
  const server = new grpc.Server();
  const ignore: grpc.handleUnaryCall<unknown, unknown> = (_, reply) =>
    reply(null, new Empty.Empty());
  server.addService(enginePb.EngineService, {
    log: ignore,
    getRootResource: ignore,
    setRootResource: ignore,
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

export interface ProviderProcess {
  /** From the start of the process to the line with its port. */
  readonly portMs: number;
  /** Milliseconds since the start of the process. */
  elapsedMs(): number;
  configure(): Promise<void>;
  check(resource: ResourceCall): Promise<void>;
  diff(resource: ResourceCall): Promise<void>;
  /** Resident memory in MB: now, and at most so far. */
  memory(): { nowMb: number; peakMb: number };
  kill(): void;
}

export interface ResourceCall {
  readonly urn: string;
  readonly id: string;
  readonly inputs: object;
  readonly outputs: object;
}

export async function startProvider(
  command: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ProviderProcess> {
  const startedAt = performance.now();
  const [file, ...args] = command;
  const child: ChildProcess = spawn(file, args, {
    ...options,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${command.join(" ")}: exit code ${code}`)));
  });
  const portMs = performance.now() - startedAt;
  const client = new providerGrpcPb.ResourceProviderClient(
    `127.0.0.1:${port}`,
    grpc.credentials.createInsecure(),
  );
  const struct = (value: object) => Struct.Struct.fromJavaScript(value as Record<string, never>);
  const call = <Response,>(
    start: (callback: (error: Error | null, response: Response) => void) => unknown,
  ) =>
    new Promise<Response>((resolve, reject) => {
      start((error, response) => (error ? reject(error) : resolve(response)));
    });

  return {
    portMs,
    elapsedMs: () => performance.now() - startedAt,
    async configure() {
      const request = new proto.ConfigureRequest();
      request.setArgs(struct({}));
      await call((callback) => client.configure(request, callback));
    },
    async check({ urn, inputs }) {
      const request = new proto.CheckRequest();
      request.setUrn(urn);
      request.setOlds(struct(inputs));
      request.setNews(struct(inputs));
      await call((callback) => client.check(request, callback));
    },
    async diff({ urn, id, inputs, outputs }) {
      const request = new proto.DiffRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setOlds(struct(outputs));
      request.setOldInputs(struct(inputs));
      request.setNews(struct(inputs));
      await call((callback) => client.diff(request, callback));
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const mb = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024;
      return { nowMb: mb("VmRSS"), peakMb: mb("VmHWM") };
    },
    kill() {
      client.close();
      child.removeAllListeners("exit");
      child.kill();
    },
  };
}
