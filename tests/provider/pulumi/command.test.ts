import childProcess from "node:child_process";
import fs from "node:fs";
import { pulumiCommand } from "../../../provider/pulumi/command";

const file = jest.spyOn(fs, "readFileSync");
const link = jest.spyOn(fs, "readlinkSync");
const run = jest.spyOn(childProcess, "execFileSync");
afterEach(() => jest.resetAllMocks());

const commandLines: [string[], string | undefined][] = [
  [["pulumi", "refresh", "--yes"], "refresh"],
  [["pulumi", "--stack", "preview", "refresh"], "refresh"],
  [["pulumi", "up", "--stack", "refresh"], "up"],
  [["pulumi", "update"], "up"],
  [["pulumi", "pre", "--diff"], "preview"],
  [["pulumi", "-C", "up", "--non-interactive", "refresh"], "refresh"],
  [["pulumi", "--message", "destroy", "up", "--yes"], "up"],
  [["pulumi", "-m", "destroy", "-p", "up", "preview"], "preview"],
  [["pulumi", "--non-interactive", "destroy", "-m", "up"], "destroy"],
  [["pulumi", "down", "--run-program"], "destroy"],
  [["pulumi", "dn"], "destroy"],
  [["pulumi", "do", "alexa:index:SkillBetaTest", "delete", "ID", "--dry-run"], "do --dry-run"],
  [["pulumi", "do", "alexa:index:SkillBetaTest", "delete", "ID"], "do"],
  [["/opt/pulumi-3.250.0", "destroy", "--run-program"], "destroy"],
  [["pulumi-resource-pulumi-nodejs", "destroy"], undefined],
  [["somebody's", "own", "engine"], undefined],
  [["npm", "run", "watch"], undefined],
  [["/opt/pulumi/bin/pulumi", "destroy"], "destroy"],
  [['"C:\\pulumi\\pulumi.exe"', "up"], "up"],
];

test.each(commandLines)("the engine's command line %j is Pulumi's %s", (words, command) => {
  file.mockReturnValue(`${words.join("\0")}\0`);
  expect(pulumiCommand("linux")).toBe(command);
  run.mockReturnValue(`0 ${words.join(" ")}\r\n`);
  expect(pulumiCommand("darwin")).toBe(command);
  expect(pulumiCommand("win32")).toBe(command);
  expect(run.mock.calls.map(([program]) => program)).toEqual(["ps", "powershell"]);
});

test("a message with another command's name is not taken for it, or nothing is known where words cannot be told apart", () => {
  const words = ["pulumi", "-m", "please destroy nothing", "up"];
  file.mockReturnValue(`${words.join("\0")}\0`);
  expect(pulumiCommand("linux")).toBe("up");
  run.mockReturnValue(`0 ${words.join(" ")}\n`);
  expect(pulumiCommand("darwin")).toBeUndefined();
});

test("a CLI that was called by another name is one all the same", () => {
  link.mockReturnValue("/opt/pulumi/bin/pulumi");
  file.mockReturnValue("p3\0destroy\0--run-program\0");
  expect(pulumiCommand("linux")).toBe("destroy");
});

test("a shell between the engine and its provider hides nothing", () => {
  const shell = ["/bin/sh", "pulumi-resource-pulumi-nodejs", "127.0.0.1:40001"];
  const lines: Record<string, string> = {
    [`/proc/${process.ppid}/cmdline`]: shell.join("\0"),
    [`/proc/${process.ppid}/stat`]: `${process.ppid} (a (sh) S) S 4242 1 1`,
    "/proc/4242/cmdline": "pulumi\0destroy\0--run-program",
    "/proc/4242/stat": "4242 (pulumi) S 1 1 1",
  };
  file.mockImplementation((path) => lines[String(path)] ?? "");
  expect(pulumiCommand("linux")).toBe("destroy");
  run.mockReturnValueOnce(`4242 ${shell.join(" ")}\n`).mockReturnValueOnce("1 pulumi up --yes\n");
  expect(pulumiCommand("darwin")).toBe("up");
});

test("a command line that cannot be read is not known", () => {
  run.mockImplementation(() => {
    throw new Error("ENOENT");
  });
  expect(pulumiCommand("darwin")).toBeUndefined();
});
