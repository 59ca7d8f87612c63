import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineClient, EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { connectEngine, EngineDisconnectedError } from "../../../provider/pulumi/engine";

type Reply = (error: null, empty: Empty) => void;
const atOnce = (reply: Reply) => reply(null, new Empty());
const never = () => {};

const limits = { connectMs: 30_000, reconnectMs: 1, lineMs: 10_000 };

const servers: Server[] = [];
const log = jest.spyOn(EngineClient.prototype, "log");
afterEach(() => {
  for (const client of log.mock.contexts) (client as EngineClient).close();
  log.mockClear();
  for (const server of servers.splice(0)) server.forceShutdown();
});

/** An engine whose log is answered as `answer` does. */
async function startEngine(answer: (reply: Reply) => void) {
  const server = new Server();
  servers.push(server);
  const lines: string[] = [];
  server.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, reply: Reply) => {
      lines.push(request.getMessage());
      answer(reply);
    },
  } as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, lines, kill: () => server.forceShutdown() };
}

test("lines reach the engine in the order in which they were said", async () => {
  const { address, lines } = await startEngine(atOnce);
  const engine = connectEngine(address);
  await Promise.all([engine.info("1"), engine.warn("2"), engine.showProgress("3")]);
  expect(lines).toEqual(["1", "2", "3"]);
});

test("an engine whose log does not come back holds nobody, however many lines wait", async () => {
  const { address, lines } = await startEngine(never);
  const lineMs = 1000;
  const engine = connectEngine(address, { ...limits, lineMs });
  const startedAt = performance.now();
  const said = Array.from({ length: 500 }, (_, i) => engine.info(String(i)));
  await Promise.all([...said, engine.warn("a warning"), engine.showProgress("progress")]);
  expect(performance.now() - startedAt).toBeLessThan(20 * lineMs);
  expect(lines[0]).toBe("0");
});

test("an engine has time for the first connection; one that is lost and stays so means that it is gone", async () => {
  const { address, kill } = await startEngine(atOnce);
  const engine = connectEngine(address, limits);
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    engine.onDisconnect(() => {
      isGone = true;
      resolve();
    });
  });
  await engine.info("I am here");
  expect(isGone).toBe(false);
  kill();
  await expect(engine.info("are you there?")).rejects.toThrow(EngineDisconnectedError);
  await gone;
});

test("no proxy is asked for the engine, whatever the environment says", async () => {
  const asked = jest.fn();
  const proxy = createServer((socket) => socket.on("error", never).destroy()).on(
    "connection",
    asked,
  );
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { address, lines } = await startEngine(atOnce);
  const names = ["grpc_proxy", "https_proxy", "http_proxy", "no_proxy", "no_grpc_proxy"];
  const before = names.map((name) => [name, process.env[name]] as const);
  try {
    for (const name of names) process.env[name] = name.startsWith("no_") ? "" : url;
    await connectEngine(address).info("straight to you");
    expect(lines).toEqual(["straight to you"]);
    expect(asked).not.toHaveBeenCalled();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    proxy.close();
  }
});

test("without an engine, lines go nowhere and nobody is gone", async () => {
  const engine = connectEngine("--help");
  const gone = jest.fn();
  engine.onDisconnect(gone);
  await engine.info("to nobody");
  expect(gone).not.toHaveBeenCalled();
});
