import childProcess from "node:child_process";
import fs from "node:fs";
import { isRefresh } from "../../../provider/pulumi/command";

const file = jest.spyOn(fs, "readFileSync");
const run = jest.spyOn(childProcess, "execFileSync");
afterEach(() => jest.resetAllMocks());

const commandLines: [string[], boolean | undefined][] = [
  [["pulumi", "refresh", "--yes"], true],
  [["pulumi", "--stack", "preview", "refresh"], true],
  [["pulumi", "up", "--stack", "refresh"], false],
  [["pulumi", "-C", "up", "--non-interactive", "refresh"], true],
  [["somebody's", "own", "engine"], undefined],
];

test.each(commandLines)("the engine's command line %j is a refresh: %s", (words, isIt) => {
  file.mockReturnValue(`${words.join("\0")}\0`);
  expect(isRefresh("linux")).toBe(isIt);
  run.mockReturnValue(`${words.join(" ")}\r\n`);
  expect(isRefresh("darwin")).toBe(isIt);
  expect(isRefresh("win32")).toBe(isIt);
  expect(run.mock.calls.map(([command]) => command)).toEqual(["ps", "powershell"]);
});

test("a command line that cannot be read is not known", () => {
  run.mockImplementation(() => {
    throw new Error("ENOENT");
  });
  expect(isRefresh("darwin")).toBeUndefined();
});
