import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createTokenExchange } from "../../../provider/auth/lwa";
import { createTokenSource } from "../../../provider/auth/TokenSource";
import { createHttpClient } from "../../../provider/http/HttpClient";
import { createSmapiClient } from "../../../provider/smapi/client";
import { createConnection } from "../../../provider/smapi/send";
import { FakeClock, operationOn } from "../../helpers/clock";
import { withProxies } from "../../helpers/environment";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  await once(server.listen(0, host), "listening");
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** Refuses whatever it is asked with `status`; `seen` has what that was. */
async function startProxy(status: string) {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (head) => {
      seen.push(head.toString());
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nno`);
    });
  });
  return { url: `http://user:canary@127.0.0.1:${await listen(server)}`, seen };
}

const clock = new FakeClock();
const credentials = { clientId: "id", clientSecret: "canary-secret", refreshToken: "Atzr|canary" };

function api(endpoint: string) {
  const token = { value: "Atza|canary", expiresAtMs: Number.POSITIVE_INFINITY };
  const tokens = createTokenSource(token, undefined, clock);
  const connection = createConnection(endpoint, { tokens, clock, random: () => 1 });
  return createSmapiClient(connection, operationOn(clock));
}

describe("an endpoint on this machine is contacted directly, whatever the environment says", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.8.9.10", "127.8.9.10"],
    ["localhost", "127.0.0.1"],
    ["[::1]", "::1"],
  ])("%s", async (name, host) => {
    const amazon = createHttpServer((_request: IncomingMessage, response) =>
      response.end('{"status":"ENDED","access_token":"Atza|x","expires_in":1}'),
    );
    const endpoint = `http://${name}:${await listen(amazon, host)}`;
    const proxy = await startProxy("500 Error");
    const { url } = proxy;
    const all = {
      HTTP_PROXY: url,
      http_proxy: url,
      HTTPS_PROXY: url,
      https_proxy: url,
      all_proxy: url,
    };
    await withProxies(all, async () => {
      expect((await api(endpoint).getBetaTest("a"))?.status).toBe("ENDED");
      const token = await createTokenExchange(endpoint, credentials, clock)(operationOn(clock));
      expect(token.value).toBe("Atza|x");
    });
    expect(proxy.seen).toEqual([]);
  });

  test("and one elsewhere through the proxy", async () => {
    const proxy = await startProxy("403 Forbidden");
    const get = { method: "GET", path: "/" } as const;
    await withProxies({ HTTPS_PROXY: proxy.url }, async () => {
      for (const host of [
        "127.0.0.1.example.com",
        "localhost.example.com",
        "api.amazonalexa.com",
      ]) {
        const asked = createHttpClient(`https://${host}`, clock)(get, operationOn(clock));
        await expect(asked).rejects.toThrow("refused by the proxy");
      }
    });
    expect(proxy.seen).toHaveLength(3);
  });
});

describe("a proxy that does not let a request through", () => {
  const failureOf = (outcome: Promise<unknown>): Promise<Error> =>
    outcome.then(
      () => new Error("It went through."),
      (error) => error,
    );

  test.each(["403 Forbidden", "407 Proxy Authentication Required"])(
    "is reported as the proxy's %s, never as Amazon's, with a hint and without its password",
    async (status) => {
      const { url, seen } = await startProxy(status);
      await withProxies({ HTTPS_PROXY: url }, async () => {
        const elsewhere = "https://amazon.test";
        const errors = [
          await failureOf(api(elsewhere).getBetaTest("a")),
          await failureOf(api(elsewhere).startBetaTest("a")),
          await failureOf(createTokenExchange(elsewhere, credentials, clock)(operationOn(clock))),
        ];
        for (const { message } of errors) {
          expect(message).toContain(`was refused by the proxy (${status}).`);
          expect(message).toMatch(/Set HTTPS_PROXY .* NO_PROXY/);
          expect(message).not.toMatch(/returned|canary|scope/);
        }
        expect(errors[1]).toMatchObject({ outcome: "refused" });
      });
      expect(seen).toHaveLength(3);
    },
  );

  test("is retried for half a minute if it cannot reach the host itself", async () => {
    const { url } = await startProxy("502 Bad Gateway");
    await withProxies({ HTTPS_PROXY: url }, async () => {
      const { message } = await failureOf(api("https://amazon.test").getBetaTest("a"));
      expect(message).toMatch(
        /refused by the proxy \(502 Bad Gateway\)\. Tried 5 times in 15 s \(limit 30 s\)\. Set HTTPS_PROXY/,
      );
    });
  });
});
