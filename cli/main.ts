#!/usr/bin/env node
/** `pulumi-alexa`, the executable. */
import { createProgram } from "./program";

createProgram()
  .parseAsync()
  .catch((error: Error) => {
    console.error(`pulumi-alexa: ${error.message}`);
    process.exitCode = 1;
  });
