/** An option that breaks its rule is reported, to programs and on the command line. */
import { runCommandLine } from "../../cli/program";
import { type SimulatorOptions, startSimulator } from "../../simulator";
import { testConsole } from "../helpers/console";

test.each<[object, string]>([
  [{ pageSize: 0 }, "pageSize: It must be a whole number, 1 to 500."],
  [{ port: 65_536 }, "port: It must be a whole number, 0 to 65535."],
  [{ latencyMs: "1" }, "latencyMs: It must be a number, 0 to 86400000."],
  [{ lifetimeDays: 1e9 }, "lifetimeDays: It must be a number, 0 to 36500."],
  [{ stateFile: "" }, "stateFile: It must be the name of a file."],
  [{ pagesize: 1 }, "pagesize: There is no such property."],
  [{ afterEnd: "gone" }, 'afterEnd: It must be "absent" or "ended", not "gone".'],
  [{ pageSize: -0.5 }, "pageSize: It must be a whole number, 1 to 500."],
  [
    { pageSize: 501, port: -1 },
    "pageSize: It must be a whole number, 1 to 500. port: It must be a whole number, 0 to 65535.",
  ],
])("an option that breaks its rule is reported in one line: %j", async (options, line) => {
  const message = `The simulator's options: ${line}`;
  await expect(startSimulator(options as SimulatorOptions)).rejects.toThrow(new Error(message));
});

async function errorOf(...args: string[]): Promise<string> {
  const console = testConsole();
  await runCommandLine(["simulator", ...args], console);
  return console.errors.text().trim();
}

test.each([
  ["--port <number>", "65536", "It must be a whole number, 0 to 65535."],
  ["--port <number>", "a", "It must be a whole number, 0 to 65535."],
  ["--latency <ms>", "-1", "It must be a number, 0 to 86400000."],
  ["--transition-delay <ms>", "", "It must be a number, 0 to 86400000."],
  ["--rate-limit <n>", "1e9", "It must be a number, 0 to 1000000."],
  ["--page-size <n>", "0.5", "It must be a whole number, 1 to 500."],
  ["--state <file>", "", "It must be the name of a file."],
])(
  "the command's option %s with '%s' is reported by its own name and rule",
  async (flags, value, rule) => {
    const [name = ""] = flags.split(" ");
    expect(await errorOf(`${name}=${value}`)).toBe(
      `error: option '${flags}' argument '${value}' is invalid. ${rule}`,
    );
  },
);
