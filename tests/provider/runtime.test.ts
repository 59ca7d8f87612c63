import fs from "node:fs";
import * as adapter from "../../provider/pulumi/engine";
import { processRuntime } from "../../provider/runtime";

jest.mock("../../provider/pulumi/engine", () => ({
  ...jest.requireActual("../../provider/pulumi/engine"),
  connectEngine: jest.fn(),
}));
const connectEngine = jest.mocked(adapter.connectEngine);

test("importing it connects to nothing; asking for it connects to the engine", () => {
  expect(connectEngine).not.toHaveBeenCalled();
  connectEngine.mockReturnValue({ onDisconnect: () => {} } as never);
  processRuntime("127.0.0.1:1");
  expect(connectEngine).toHaveBeenCalledWith("127.0.0.1:1");
});

test.each([
  [["pulumi", "refresh", "--yes"], true],
  [["pulumi", "--stack", "preview", "refresh"], true],
  [["pulumi", "up", "--stack", "refresh"], false],
  [["pulumi", "-C", "up", "--non-interactive", "refresh"], true],
  [["somebody's", "own", "engine"], undefined],
])("the engine's command line %j is a refresh: %s", (words, isIt) => {
  connectEngine.mockReturnValue({ onDisconnect: () => {} } as never);
  const read = jest.spyOn(fs, "readFileSync").mockReturnValue(`${words.join("\0")}\0`);
  expect(processRuntime("127.0.0.1:1").isRefresh?.()).toBe(isIt);
  read.mockRestore();
});

test("where the engine is gone, one line says so before the process ends", () => {
  let gone = () => {};
  connectEngine.mockReturnValue({
    onDisconnect: (callback: () => void) => {
      gone = callback;
    },
  } as never);
  const order: string[] = [];
  jest.spyOn(console, "error").mockImplementation((line) => void order.push(line));
  jest
    .spyOn(process, "exit")
    .mockImplementation((code) => void order.push(`exit ${code}`) as never);
  processRuntime("127.0.0.1:1");
  gone();
  expect(order).toEqual([
    "pulumi-alexa: lost the connection to the Pulumi engine; stopped. The next run resumes from there.",
    "exit 1",
  ]);
});
