import { Command, InvalidArgumentError } from "commander";
import type { z } from "zod";
import { simulatedCredentials, startSimulator } from "../simulator";
import { defaultOptions, optionsSchema } from "../simulator/options";

const { shape } = optionsSchema;

export function createProgram(): Command {
  const program = new Command("pulumi-alexa").description("Alexa skill beta tests as code.");
  program
    .command("simulator")
    .description("Runs a local stand-in for Amazon's beta-test API, until it is interrupted.")
    .option(
      "--port <number>",
      "the port on 127.0.0.1; 0 takes any that is free",
      number(shape.port),
      defaultOptions.port,
    )
    .option(
      "--state <file>",
      "keep the beta tests in this file, beyond the process",
      checked(shape.stateFile),
    )
    .option(
      "--latency <ms>",
      "how long each answer takes",
      number(shape.latencyMs),
      defaultOptions.latencyMs,
    )
    .option(
      "--transition-delay <ms>",
      "how long STARTING and STOPPING last",
      number(shape.transitionDelayMs),
      defaultOptions.transitionDelayMs,
    )
    .option(
      "--rate-limit <n>",
      "requests a second before 429; 0 is no limit",
      number(shape.requestsPerSecond),
      defaultOptions.requestsPerSecond,
    )
    .option(
      "--page-size <n>",
      "the most testers on one page",
      number(shape.pageSize),
      defaultOptions.pageSize,
    )
    .action(run);
  return program;
}

interface Given {
  port: number;
  state?: string;
  latency: number;
  transitionDelay: number;
  rateLimit: number;
  pageSize: number;
}

async function run(given: Given): Promise<void> {
  const { port, state, latency, transitionDelay, rateLimit, pageSize } = given;
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

Its own endpoints are under ${simulator.url}/simulator: health, requests, mails, skills, clock, faults, tokens, settings.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.close());
  }
}

/** The rule of the setting behind an option, under the option's own name. */
function checked<T>(rule: z.ZodType<T>) {
  return (value: unknown): T => {
    const parsed = rule.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? "");
  };
}

function number(rule: z.ZodType<number>) {
  const check = checked(rule);
  return (text: string) => check(text.trim() === "" ? undefined : Number(text));
}
