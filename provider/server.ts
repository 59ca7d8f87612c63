/** Serves Pulumi's plugin protocol to the engine, on the connections that it is given. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { createPlugin } from "./pulumi/plugin";
import { processRuntime } from "./runtime";
import schema from "./schema.json";

const server = new Server();
const { service, implementation } = createPlugin({
  runtime: processRuntime(process.argv.at(-1)),
  createRuntime: processRuntime,
  version: schema.version,
  schema: () => JSON.stringify(schema),
});
server.addService(service, implementation);

export const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
