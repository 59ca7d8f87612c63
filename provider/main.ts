#!/usr/bin/env node
/** The plugin `pulumi-resource-alexa`: prints its port for the engine, and loads the rest while the engine connects. */
import "./compileCache";
import { type AddressInfo, createServer } from "node:net";

const serve = () => require("./server") as typeof import("./server.js");

const listener = createServer((connection) => serve().connections.injectConnection(connection));
listener.listen(0, "127.0.0.1", () => {
  const { port } = listener.address() as AddressInfo;
  console.log(port);
  serve();
});
