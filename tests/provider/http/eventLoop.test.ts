import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTokenExchange } from "../../../provider/auth/lwa";
import { createTokenSource } from "../../../provider/auth/TokenSource";
import { createSmapiClient } from "../../../provider/smapi/client";
import { createConnection } from "../../../provider/smapi/send";
import { FakeClock, noLimit, operationOn } from "../../helpers/clock";

const current: { status: number; body: Buffer } = { status: 200, body: Buffer.alloc(0) };
let server: Server;
let url = "";
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(current.status, { "Content-Type": "application/json" }).end(current.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const clock = new FakeClock();
/** No attempt is followed by another: the pause would pass the operation's time. */
const random = () => 100;
const operation = () => operationOn(clock, { timeoutMs: 10_000 });
function api() {
  const token = { value: "Atza|x", expiresAtMs: Number.POSITIVE_INFINITY };
  const tokens = createTokenSource(token, undefined, clock);
  const connection = createConnection(url, { tokens, clock, random });
  return createSmapiClient({ ...connection, limiter: noLimit }, operation());
}
const credentials = { clientId: "id", clientSecret: "secret", refreshToken: "Atzr|x" };

const calls = {
  "a beta test": () => api().getBetaTest("a"),
  testers: () => api().listTesters("a"),
  "a start": () => api().startBetaTest("a"),
  "a token": () => createTokenExchange(url, credentials, clock, { random })(operation()),
};

/** The most of this thread's own time between two turns of the event loop, in milliseconds. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const turns: number[] = [];
  let isDone = false;
  const done = work()
    .catch((error: Error) => error)
    .finally(() => {
      isDone = true;
    });
  for (let before = process.threadCpuUsage(); !isDone; before = process.threadCpuUsage()) {
    await new Promise(setImmediate);
    const { user, system } = process.threadCpuUsage(before);
    turns.push((user + system) / 1000);
  }
  await done;
  return Math.max(...turns);
}

const repeated = (part: string, bytes: number) => Buffer.alloc(bytes, part);
const listOf = (bytes: number, before: string, element: string, after: string) => {
  const count = Math.floor((bytes - before.length - after.length) / (element.length + 1));
  return Buffer.from(`${before}${Array(count).fill(element).join(",")}${after}`);
};
const nested = (bytes: number, before: string, after: string) => {
  const depth = Math.floor((bytes - before.length - after.length) / 2);
  return Buffer.from(`${before}${"[".repeat(depth)}${"]".repeat(depth)}${after}`);
};
const distinct = (bytes: number) => {
  const count = Math.floor(bytes / 14);
  return Buffer.from(
    `{${Array.from({ length: count }, (_, i) => `"k${100_000 + i}":${i % 10}`).join(",")}}`,
  );
};

const bodies: Record<string, (bytes: number) => Buffer> = {
  "no delimiter": (bytes) => repeated("x", bytes),
  "nothing but @": (bytes) => repeated("@", bytes),
  "nothing but Bearer": (bytes) => repeated("Bearer ", bytes),
  "a string without delimiters": (bytes) => listOf(bytes, '{"status":"', "x", '"}'),
  "a message without delimiters": (bytes) => Buffer.from(`{"message":"${"@".repeat(bytes - 14)}"}`),
  "deep nesting": (bytes) => nested(bytes, "", ""),
  "a deeply nested status": (bytes) => nested(bytes, '{"status":', "}"),
  "deeply nested testers": (bytes) => nested(bytes, '{"testers":', "}"),
  "testers that are none": (bytes) => listOf(bytes, '{"testers":[', "0", "]}"),
  "testers without an address": (bytes) => listOf(bytes, '{"testers":[', "{}", "]}"),
  "violations without a message": (bytes) => listOf(bytes, '{"violations":[', "{}", "]}"),
  "violations with one": (bytes) => listOf(bytes, '{"violations":[', '{"message":"a@b"}', "]}"),
  "violations that are none": (bytes) => listOf(bytes, '{"message":"no","violations":[', "0", "]}"),
  "properties nobody knows": distinct,
  "a long access token": (bytes) =>
    Buffer.from(`{"expires_in":1,"access_token":"${"x".repeat(bytes - 40)}"}`),
  "a long refusal": (bytes) => Buffer.from(`{"error":"${"@".repeat(bytes - 14)}"}`),
};

/** Longer than any response of Amazon's, and the maximum that is read. */
const sizes = [5_000_000, 299_900];

test.each(Object.entries(bodies))(
  "%s: no response blocks the event loop for more than 50 ms",
  async (_what, make) => {
    for (const bytes of sizes) {
      current.body = make(bytes);
      for (const status of [200, 400, 503]) {
        current.status = status;
        for (const call of Object.values(calls)) {
          // The garbage of all that came before may be collected in the first.
          const turns = [await longestTurn(call), await longestTurn(call)];
          expect(Math.min(...turns)).toBeLessThan(50);
        }
      }
    }
  },
);

test("an access token of unreasonable length is rejected", async () => {
  current.status = 200;
  current.body = Buffer.from(`{"expires_in":1,"access_token":"${"x".repeat(10_001)}"}`);
  await expect(calls["a token"]()).rejects.toThrow("a response that is not Amazon's");
});
