#!/usr/bin/env node
/** `pulumi-alexa`, the executable. */
import { processConsole } from "./console";
import { runCommandLine } from "./program";

runCommandLine(process.argv.slice(2), processConsole()).then((code) => {
  // Not by `process.exit`: the simulator keeps running, and a pipe may not have taken everything yet.
  process.exitCode = code;
});
