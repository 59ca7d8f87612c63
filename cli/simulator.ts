/** `pulumi-alexa simulator`: its options, whose rules are the simulator's own, and what it prints. */
import { Command, InvalidArgumentError, Option } from "commander";
import * as v from "valibot";
import { optionsSchema } from "../simulator/options";
import type { Console } from "./console";

const { entries } = optionsSchema;

export function simulatorCommand(console: Console): Command {
  return new Command("simulator")
    .description("run a local stand-in for Amazon's beta-test API until interrupted")
    .addOption(numeric("--port <number>", "the port on 127.0.0.1; 0 picks a free one", "port"))
    .option(
      "--state <file>",
      "keep the beta tests in this file between runs",
      checked(entries.stateFile),
    )
    .addOption(numeric("--latency <ms>", "how long each response takes", "latencyMs"))
    .addOption(
      numeric(
        "--transition-delay <ms>",
        "how long STARTING and STOPPING last",
        "transitionDelayMs",
      ),
    )
    .addOption(
      numeric(
        "--rate-limit <n>",
        "requests a second before a 429; 0 is no limit",
        "requestsPerSecond",
      ),
    )
    .addOption(
      numeric(
        "--reminder-interval <hours>",
        "how long after a reminder a tester may not get another",
        "reminderIntervalHours",
      ),
    )
    .addOption(numeric("--page-size <n>", "the maximum number of testers per page", "pageSize"))
    .addHelpText(
      "after",
      `
Examples:
  $ pulumi-alexa simulator
  $ pulumi-alexa simulator --state beta-tests.json --latency 50`,
    )
    .action((given: Given) => run(given, console));
}

interface Given {
  port: number;
  state?: string;
  latency: number;
  transitionDelay: number;
  rateLimit: number;
  reminderInterval: number;
  pageSize: number;
}

async function run(given: Given, { output, interruption }: Console): Promise<void> {
  const { port, state, latency, transitionDelay, rateLimit, reminderInterval, pageSize } = given;
  const { simulatedCredentials, startSimulator } = await import("../simulator/index.js");
  const simulator = await startSimulator({
    port,
    stateFile: state,
    latencyMs: latency,
    transitionDelayMs: transitionDelay,
    requestsPerSecond: rateLimit,
    reminderIntervalHours: reminderInterval,
    pageSize,
  });
  const { accessToken, clientId, clientSecret, refreshToken } = simulatedCredentials;
  output.write(`Simulating Amazon's beta-test API at ${simulator.url}. To use it:

  export ASK_SMAPI_SERVER_BASE_URL=${simulator.url} ASK_LWA_TOKEN_HOST=${simulator.url}
  export ASK_ACCESS_TOKEN='${accessToken}'

or, for tokens that expire and are refreshed, instead of the access token:

  export ASK_LWA_CLIENT_ID=${clientId} ASK_LWA_CLIENT_CONFIRMATION=${clientSecret} ASK_REFRESH_TOKEN='${refreshToken}'

To see what it does, to move its clock and to inject faults, open ${simulator.url} in a browser. Its own endpoints
are under ${simulator.url}/simulator: health, requests, mails, skills, clock, faults, tokens, settings, snapshot, changes.
`);
  interruption().addEventListener("abort", () => void simulator.close());
}

type NumericSetting =
  | "port"
  | "latencyMs"
  | "transitionDelayMs"
  | "requestsPerSecond"
  | "reminderIntervalHours"
  | "pageSize";

function numeric(flags: string, description: string, setting: NumericSetting): Option {
  const rule = entries[setting];
  const check = checked<number>(rule);
  return new Option(flags, description)
    .default(v.getDefault(rule))
    .argParser((text) => check(text.trim() === "" ? Number.NaN : Number(text)));
}

/** Checks by the setting's own rule; Commander's error then names the option as the user typed it. */
function checked<T>(rule: v.GenericSchema<unknown, T>) {
  return (value: unknown): T => {
    const { success, output, issues } = v.safeParse(rule, value);
    if (success) return output;
    throw new InvalidArgumentError(issues[0].message);
  };
}
