#!/usr/bin/env node
/** The plugin `pulumi-resource-alexa`: prints its port for the engine, and loads the rest while the engine connects. */
import "./compileCache";
import { type AddressInfo, createServer } from "node:net";
import { version } from "../package.json";

const usage = `pulumi-resource-alexa ${version}: the plugin that Pulumi starts for resources of the type alexa:SkillBetaTest.

To install it:         npx pulumi-alexa install, or
                       pulumi plugin install resource alexa ${version} --file ARCHIVE
Under a debugger:      start it without arguments, and Pulumi with PULUMI_DEBUG_PROVIDERS=alexa:PORT
Its version:           pulumi-resource-alexa --version`;

const answers: Readonly<Record<string, string>> = {
  "--help": usage,
  "-h": usage,
  "--version": version,
};

const serve = () => require("./server") as typeof import("./server.js");

const answer = answers[process.argv[2] ?? ""];
if (answer) {
  console.log(answer);
} else {
  const listener = createServer((connection) => serve().connections.injectConnection(connection));
  listener.listen(0, "127.0.0.1", () => {
    const { port } = listener.address() as AddressInfo;
    console.log(port);
    serve();
  });
}
