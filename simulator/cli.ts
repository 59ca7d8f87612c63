#!/usr/bin/env node
import { createProgram } from "./command";

createProgram()
  .parseAsync()
  .catch((error: Error) => {
    console.error(`pulumi-alexa: ${error.message}`);
    process.exitCode = 1;
  });
