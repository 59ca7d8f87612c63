#!/usr/bin/env node
/** The plugin `pulumi-resource-alexa`: serves Pulumi's plugin protocol, and prints its port for the engine. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { createPlugin } from "./pulumi/plugin";
import { processRuntime } from "./runtime";
import schema from "./schema.json";

const server = new Server();
const plugin = createPlugin({
  runtime: processRuntime(process.argv.at(-1)),
  createRuntime: processRuntime,
  version: schema.version,
  schema: () => JSON.stringify(schema),
});
server.addService(plugin.service, plugin.implementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
