import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
} from "node:net";
import { resolve } from "node:path";
import { createTokenSource } from "../../../provider/auth/TokenSource";
import { createSmapiClient } from "../../../provider/smapi/client";
import { createConnection } from "../../../provider/smapi/send";
import { FakeClock, operationOn } from "../../helpers/clock";
import { run } from "../../helpers/command";
import { portOfItsOwn } from "../../helpers/ports";

const fixtures = resolve(__dirname, "../../fixtures");
const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return (server.address() as AddressInfo).port;
}

function api(
  port: number,
  limits: { idleMs: number; requestMs: number },
  signal = new AbortController().signal,
  protocol = "http",
) {
  const clock = new FakeClock();
  const tokens = createTokenSource(
    { value: "Atza|x", expiresAtMs: Number.POSITIVE_INFINITY },
    undefined,
    clock,
  );
  const connection = createConnection(
    `${protocol}://127.0.0.1:${port}`,
    { tokens, clock, random: () => 1 },
    limits,
  );
  return createSmapiClient(connection, operationOn(clock, { signal }));
}

/** Accepts, and then does what the test says. */
const tcp = (behave: (socket: import("node:net").Socket) => void) =>
  listen(
    createTcpServer((socket) => {
      open.push({ close: () => socket.destroy() });
      socket.on("error", () => {});
      behave(socket);
    }),
  );

test("every request says who sends it and what it accepts, and nothing else that the network could not tell", async () => {
  const seen: string[] = [];
  const port = await tcp((socket) => {
    socket.on("data", (data) => {
      seen.push(...String(data).split("\r\n\r\n", 1).join("").split("\r\n").slice(1));
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
    });
  });
  await api(port, { idleMs: 5000, requestMs: 5000 })
    .getBetaTest("a")
    .catch(() => {});
  expect(seen.sort()).toEqual([
    "Accept-Encoding: gzip, compress, deflate, br",
    "Accept: application/json",
    "Authorization: Bearer Atza|x",
    "Connection: keep-alive",
    `Host: 127.0.0.1:${port}`,
    "User-Agent: pulumi-alexa",
  ]);
});

const head = "HTTP/1.1 200 OK\r\n";
test.each([
  ["another protocol", "http", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["no TLS", "https", `${head}\r\n`],
  ["invalid compression", "http", `${head}Content-Encoding: gzip\r\n\r\n{}`],
  ["invalid Brotli", "http", `${head}Content-Encoding: br\r\n\r\n{}`],
  ["broken chunks", "http", `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
])(
  "a server with %s is given up within 30 s, and the error names the setting",
  async (_, protocol, answer) => {
    const port = await tcp((socket) => socket.end(answer));
    const client = api(port, { idleMs: 5000, requestMs: 5000 }, undefined, protocol);
    const { message } = await client.getBetaTest("a").catch((error) => error);
    expect(message).toMatch(
      /\(limit 30 s\)\. Check alexa:endpoint and any proxy: whatever responds there does not speak HTTP/,
    );
  },
);

test("a server that says nothing does not hang a run", async () => {
  const port = await tcp(() => {});
  await expect(api(port, { idleMs: 30, requestMs: 60_000 }).startBetaTest("a")).rejects.toThrow(
    /starting the beta test failed: POST .* got no response: timeout of 30ms exceeded/,
  );
});

test("a server that trickles does not block a run", async () => {
  const port = await tcp((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    const drip = setInterval(() => socket.write("."), 5);
    socket.on("close", () => clearInterval(drip));
  });
  await expect(api(port, { idleMs: 60_000, requestMs: 100 }).startBetaTest("a")).rejects.toThrow(
    /got no complete response within 0.1 s/,
  );
});

test("a response that is too large is not read to its end", async () => {
  const port = await tcp((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n");
    socket.write("x".repeat(6_000_000));
  });
  await expect(api(port, { idleMs: 60_000, requestMs: 60_000 }).startBetaTest("a")).rejects.toThrow(
    /got a response of more than 300000 bytes/,
  );
});

test("a whole operation that is broken off ends its request and asks no more", async () => {
  let requests = 0;
  const controller = new AbortController();
  const port = await tcp((socket) => {
    socket.once("data", () => {
      requests++;
      controller.abort(new Error("the operation took too long"));
    });
  });
  const limits = { idleMs: 60_000, requestMs: 60_000 };
  await expect(api(port, limits, controller.signal).getBetaTest("a")).rejects.toThrow(
    "the operation took too long",
  );
  expect(requests).toBe(1);
});

test("a POST that is cut off may have been applied, and the error says so", async () => {
  const controller = new AbortController();
  const port = await tcp((socket) => socket.once("data", () => controller.abort()));
  const limits = { idleMs: 60_000, requestMs: 60_000 };
  const error = await api(port, limits, controller.signal)
    .startBetaTest("a")
    .catch((reason) => reason);
  expect(error).toMatchObject({ name: "SmapiError", outcome: "uncertain" });
});

test("a request to a port that nobody listens on was not applied, and is given up after half a minute", async () => {
  const port = await portOfItsOwn();
  const limits = { idleMs: 60_000, requestMs: 60_000 };
  const error = await api(port, limits)
    .startBetaTest("a")
    .catch((reason) => reason);
  expect(error.message).toMatch(/ECONNREFUSED.* Tried \d times in \d+ s \(limit 30 s\)\./);
  expect(error.outcome).toBe("refused");
});

describe("over TLS", () => {
  async function amazon(): Promise<number> {
    const key = readFileSync(resolve(fixtures, "tls-key.pem"));
    const cert = readFileSync(resolve(fixtures, "tls-certificate.pem"));
    return listen(
      createTlsServer({ key, cert }, (_request, response) => {
        response.setHeader("Content-Type", "application/json").end('{"status":"ENDED"}');
      }),
    );
  }

  /** In a process of its own: proxies and CA files come from the environment. */
  function look(endpoint: string, env: Record<string, string>): Promise<string> {
    const root = resolve(__dirname, "../../..");
    const code = `
      const { createConnection } = require("./provider/smapi/send");
      const { createSmapiClient } = require("./provider/smapi/client");
      const { createTokenSource } = require("./provider/auth/TokenSource");
      let now = 0;
      const clock = { now: () => now, sleep: async (ms) => void (now += ms) };
      const tokens = createTokenSource({ value: "Atza|canary", expiresAtMs: Infinity }, undefined, clock);
      const connection = createConnection("${endpoint}", { tokens, clock, random: () => 1 });
      const operation = { signal: new AbortController().signal, endsAtMs: 600_000, onWait: async () => {} };
      createSmapiClient(connection, operation).getBetaTest("a")
        .then(({ status }) => console.log(status), (error) => console.log(error.message));`;
    const clean = {
      HTTPS_PROXY: "",
      https_proxy: "",
      NO_PROXY: "",
      no_proxy: "",
      NODE_EXTRA_CA_CERTS: "",
    };
    return run("node", ["--require", "./tests/helpers/sources.cjs", "-e", code], {
      cwd: root,
      env: { ...clean, ...env },
    });
  }
  const trusted = { NODE_EXTRA_CA_CERTS: resolve(fixtures, "tls-certificate.pem") };

  /** Knows only CONNECT, as a proxy of a company does, and where to. */
  async function proxy(to: number): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const port = await tcp((socket) => {
      socket.once("data", (head) => {
        seen.push(head.toString());
        const upstream = connectTcp(to, "127.0.0.1");
        upstream.on("error", () => {});
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
    });
    return { url: `http://127.0.0.1:${port}`, seen };
  }

  test("a certificate that nobody vouches for is refused, and one of an extra CA file accepted", async () => {
    const port = await amazon();
    expect(await look(`https://localhost:${port}`, {})).toMatch(/got no response: .*certificate/i);
    expect(await look(`https://localhost:${port}`, trusted)).toBe("ENDED\n");
  }, 30_000);

  test("HTTPS_PROXY is used, sees where to and no token; NO_PROXY goes past it", async () => {
    const { url, seen } = await proxy(await amazon());
    const env = { ...trusted, HTTPS_PROXY: url };
    expect(await look("https://amazon.test", env)).toBe("ENDED\n");
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/^CONNECT amazon\.test:443 /);
    expect(seen[0]).not.toContain("canary");
    expect(await look("https://amazon.test", { ...env, NO_PROXY: "amazon.test" })).toMatch(
      /got no response/,
    );
    expect(seen).toHaveLength(1);
  }, 30_000);
});
