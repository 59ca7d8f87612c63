#!/usr/bin/env node
import { createProgram } from "./simulator";

createProgram()
  .parseAsync()
  .catch((error: Error) => {
    console.error(`pulumi-alexa: ${error.message}`);
    process.exitCode = 1;
  });
