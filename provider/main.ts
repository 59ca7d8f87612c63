#!/usr/bin/env node
/** The plugin `pulumi-resource-alexa`: serves Pulumi's plugin protocol, and prints its port for the engine. */
import "./compileCache";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import schema from "./schema.json";

const server = new Server();
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
  serve();
});

/** Loaded while the engine connects, and all at once: what it asks meanwhile waits. */
function serve(): void {
  const { createPlugin } = require("./pulumi/plugin") as typeof import("./pulumi/plugin.js");
  const { processRuntime } = require("./runtime") as typeof import("./runtime.js");
  const plugin = createPlugin({
    runtime: processRuntime(process.argv.at(-1)),
    createRuntime: processRuntime,
    version: schema.version,
    schema: () => JSON.stringify(schema),
  });
  server.addService(plugin.service, plugin.implementation);
}
