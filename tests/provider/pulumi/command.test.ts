import childProcess from "node:child_process";
import fs from "node:fs";
import { pulumiCommand } from "../../../provider/pulumi/command";

const file = jest.spyOn(fs, "readFileSync");
const run = jest.spyOn(childProcess, "execFileSync");
afterEach(() => jest.resetAllMocks());

const commandLines: [string[], string | undefined][] = [
  [["pulumi", "refresh", "--yes"], "refresh"],
  [["pulumi", "--stack", "preview", "refresh"], "refresh"],
  [["pulumi", "up", "--stack", "refresh"], "up"],
  [["pulumi", "update"], "up"],
  [["pulumi", "pre", "--diff"], "preview"],
  [["pulumi", "-C", "up", "--non-interactive", "refresh"], "refresh"],
  [["somebody's", "own", "engine"], undefined],
];

test.each(commandLines)("the engine's command line %j is Pulumi's %s", (words, command) => {
  file.mockReturnValue(`${words.join("\0")}\0`);
  expect(pulumiCommand("linux")).toBe(command);
  run.mockReturnValue(`${words.join(" ")}\r\n`);
  expect(pulumiCommand("darwin")).toBe(command);
  expect(pulumiCommand("win32")).toBe(command);
  expect(run.mock.calls.map(([program]) => program)).toEqual(["ps", "powershell"]);
});

test("a command line that cannot be read is not known", () => {
  run.mockImplementation(() => {
    throw new Error("ENOENT");
  });
  expect(pulumiCommand("darwin")).toBeUndefined();
});
