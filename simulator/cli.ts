#!/usr/bin/env node
import { Command, InvalidArgumentError } from "commander";
import { defaultPort, simulatedCredentials, startSimulator } from ".";
import { defaultSettings } from "./settings";

const program = new Command("pulumi-alexa").description("Alexa skill beta tests as code.");

program
  .command("simulator")
  .description("Runs a local stand-in for Amazon's beta-test API, until it is interrupted.")
  .option("--port <number>", "the port on 127.0.0.1; 0 takes any that is free", number, defaultPort)
  .option("--state <file>", "keep the beta tests in this file, beyond the process")
  .option("--latency <ms>", "how long each answer takes", number, defaultSettings.latencyMs)
  .option(
    "--transition-delay <ms>",
    "how long STARTING and STOPPING last",
    number,
    defaultSettings.transitionDelayMs,
  )
  .option(
    "--rate-limit <n>",
    "requests a second before 429; 0 is no limit",
    number,
    defaultSettings.requestsPerSecond,
  )
  .option("--page-size <n>", "the most testers on one page", number, defaultSettings.pageSize)
  .action(async ({ port, state, latency, transitionDelay, rateLimit, pageSize }) => {
    const simulator = await startSimulator({
      port,
      stateFile: state,
      latencyMs: latency,
      transitionDelayMs: transitionDelay,
      requestsPerSecond: rateLimit,
      pageSize,
    });
    const { accessToken, clientId, clientSecret, refreshToken } = simulatedCredentials;
    console.log(`Amazon's beta-test API is simulated at ${simulator.url}. Use it with

  export ASK_SMAPI_SERVER_BASE_URL=${simulator.url} ASK_LWA_TOKEN_HOST=${simulator.url}
  export ASK_ACCESS_TOKEN='${accessToken}'

or, for tokens that expire and are refreshed, instead of the access token

  export ASK_LWA_CLIENT_ID=${clientId} ASK_LWA_CLIENT_CONFIRMATION=${clientSecret} ASK_REFRESH_TOKEN='${refreshToken}'

Its own endpoints are under ${simulator.url}/simulator: health, requests, mails, skills, clock, faults, settings.`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => void simulator.close());
    }
  });

program.parseAsync().catch((error: Error) => {
  console.error(`pulumi-alexa: ${error.message}`);
  process.exitCode = 1;
});

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError("It must be a number, 0 or more.");
  }
  return value;
}
