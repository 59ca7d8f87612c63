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
    "pulumi-alexa: lost the connection to the Pulumi engine and stopped. The next run resumes from there.",
    "exit 1",
  ]);
});
