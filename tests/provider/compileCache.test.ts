import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import nodeModule from "node:module";
import os from "node:os";
import { join } from "node:path";

const parent = mkdtempSync(join(os.tmpdir(), "compile-cache-"));
const folder = join(parent, `pulumi-alexa-compile-cache-${os.userInfo().uid}`);
const enable = jest.spyOn(nodeModule, "enableCompileCache").mockReturnValue({} as never);
const write = jest.spyOn(nodeModule, "flushCompileCache").mockReturnValue();
jest.spyOn(os, "tmpdir").mockReturnValue(parent);
jest.useFakeTimers();

afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** As at the start of a process. */
function start(): void {
  enable.mockClear();
  write.mockClear();
  jest.isolateModules(() => require("../../provider/compileCache"));
}

test("the compile cache is in a folder of this user's alone, and is written while the plugin runs", () => {
  start();
  expect(enable).toHaveBeenCalledWith(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(write).not.toHaveBeenCalled();
  jest.runOnlyPendingTimers();
  expect(write).toHaveBeenCalledTimes(1);
});

test("a folder that others can write holds no code that would be run, and the plugin starts without", () => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  start();
  expect(enable).not.toHaveBeenCalled();
});

test("the standalone executable, which is compiled, leaves no folder behind", () => {
  rmSync(folder, { recursive: true, force: true });
  Object.assign(globalThis, { Bun: {} });
  start();
  expect(existsSync(folder)).toBe(false);
});
