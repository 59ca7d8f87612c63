/** The page as it is served, and what the simulator has for it. tests/e2e/page.test.ts opens it in a browser. */
import { createHash } from "node:crypto";
import { Changes } from "../../../simulator/changes";
import type { Snapshot } from "../../../simulator/snapshot";
import { startTestSimulator, type TestSimulator } from "../../helpers/simulator";

let simulator: TestSimulator;
beforeEach(async () => {
  simulator = await startTestSimulator();
});
afterEach(() => simulator.close());

const snapshot = (query = "") => simulator.ask<Snapshot>("GET", `/snapshot${query}`);

describe("the page", () => {
  test("is one file, whose policy lets in its own script and style and nothing else", async () => {
    const response = await fetch(simulator.url);
    const html = await response.text();
    expect(response.headers.get("Content-Type")).toMatch(/^text\/html/);
    const hashOf = (tag: string) => {
      const [, text = ""] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html) ?? [];
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hashOf("script")}`,
      `style-src ${hashOf("style")}`,
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="(?!data:)/);
  });

  test("is not among the requests, nor is what a browser asks for by itself", async () => {
    for (const path of ["", "favicon.ico", ".well-known/appspecific/com.chrome.devtools.json"]) {
      await fetch(`${simulator.url}/${path}`);
    }
    expect(await simulator.logged()).toEqual([]);
  });
});

describe("the snapshot", () => {
  test("has everything, and the testers of the skill that is asked for", async () => {
    await simulator.change("first", { status: "RUNNING", testers: ["a@example.com"] });
    await simulator.change("second", { status: "IN_DRAFT", testers: ["b@example.com"] });
    await simulator.injectFault({ answer: { kind: "reset" } });
    expect(await snapshot("?skill=second")).toMatchObject({
      aheadMs: 0,
      skills: [
        { skillId: "first", status: "RUNNING", testers: 1, accepted: 0, invitesRemaining: 499 },
        { skillId: "second", status: "IN_DRAFT", invitationUrl: "" },
      ],
      chosen: { skillId: "second", testers: [{ emailId: "b@example.com" }] },
      mails: { total: 0, latest: [] },
      requests: { total: 0, latest: [] },
      faults: [{ answer: { kind: "reset" } }],
      settings: expect.arrayContaining([
        { name: "pageSize", value: 500 },
        { name: "afterEnd", value: "absent", choices: ["absent", "ended"] },
      ]),
    });
    for (const query of ["", "?skill=neither"]) {
      expect((await snapshot(query)).chosen?.skillId).toBe("first");
    }
  });

  test("has only so many of the newest requests, without their bodies, which can be had one by one", async () => {
    for (const name of ["a", "b", "c"]) {
      const headers = { "Content-Type": "application/json" };
      await fetch(`${simulator.url}/${name}`, {
        method: "POST",
        headers,
        body: `{"is":"${name}"}`,
      });
    }
    const { requests } = await snapshot("?requests=2");
    expect(requests).toMatchObject({ total: 3, latest: [{ path: "/b" }, { path: "/c" }] });
    const [newest] = requests.latest.slice(-1);
    expect(newest).not.toHaveProperty("body");
    expect(await simulator.ask("GET", `/requests/${newest?.requestId}`)).toEqual({
      ...newest,
      body: { is: "c" },
    });
    await expect(simulator.ask("GET", "/requests/unknown")).rejects.toThrow("404");
    expect((await snapshot("?requests=0")).requests).toEqual({ total: 3, latest: [] });
    await expect(snapshot("?requests=all")).rejects.toThrow("requests: It must be a whole number");
  });
});

describe("the stream of changes", () => {
  async function listen() {
    const response = await fetch(`${simulator.url}/simulator/changes`);
    expect(response.headers.get("Content-Type")).toBe("text/event-stream");
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toBe("data: 0\n\n");
    return { next, stop: () => reader.cancel() };
  }

  test("says that something has changed, after a request to Amazon as after one to the simulator", async () => {
    const { next, stop } = await listen();
    await fetch(`${simulator.url}/v1/vendors`);
    expect(await next()).toBe("data: 1\n\n");
    await simulator.advanceDays(1);
    expect(await next()).toBe("data: 2\n\n");
    await snapshot();
    await simulator.injectFault({ answer: { kind: "reset" } });
    expect(await next()).toBe("data: 3\n\n");
    await expect(fetch(`${simulator.url}/v1/vendors`)).rejects.toThrow();
    expect(await next()).toBe("data: 4\n\n");
    await stop();
    expect(await simulator.logged()).toHaveLength(2);
  });

  test("does not keep the simulator from closing", async () => {
    const { next } = await listen();
    const ended = expect(next()).rejects.toThrow();
    await simulator.close();
    await ended;
  });

  test("leaves nobody waiting once the reader is gone", async () => {
    const changes = new Changes();
    const gone = new AbortController();
    const waits = changes.after(0, gone.signal);
    expect(changes.waiting).toBe(1);
    gone.abort();
    await waits;
    expect(changes.waiting).toBe(0);
  });
});

describe("an invitation", () => {
  const accepted = async () => {
    const { chosen } = await snapshot();
    return chosen?.testers.map(({ invitationStatus }) => invitationStatus === "ACCEPTED");
  };
  const accept = (body: unknown) => simulator.ask("POST", "/skills/x/testers/accept", body);

  test("is accepted by those who are named, whatever their case, or by all", async () => {
    await simulator.change("x", { status: "RUNNING", testers: ["a@example.com", "b@example.com"] });
    await accept({ testers: ["B@example.com"] });
    expect(await accepted()).toEqual([false, true]);
    await accept({});
    expect(await accepted()).toEqual([true, true]);
  });

  test("cannot be accepted by somebody else, nor before it was sent", async () => {
    await expect(accept({})).rejects.toThrow("404");
    await simulator.change("x", { status: "IN_DRAFT", testers: ["a@example.com"] });
    await expect(accept({})).rejects.toThrow("409");
    await simulator.change("x", { status: "RUNNING" });
    await expect(accept({ testers: ["c@example.com"] })).rejects.toThrow("no such tester");
    await expect(accept({ testers: "a@example.com" })).rejects.toThrow("It must be a list");
    expect(await accepted()).toEqual([false]);
  });
});
