/** The simulator's page in a real browser, from the built package, as users have it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Simulator } from "../../simulator";
import { startBrowser } from "../../tools/browser.mts";
import { describeInBrowser } from "../helpers/browser";
import { run } from "../helpers/command";
import { portOfItsOwn } from "../helpers/ports";

const dist = resolve(__dirname, "../../dist");
const { simulatedCredentials, startSimulator } = require(
  join(dist, "simulator"),
) as typeof import("../../simulator");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const skillId = "amzn1.ask.skill.12345678-1234-1234-1234-123456789012";

jest.setTimeout(60_000);

test("the program of docs/simulator.md starts a simulator and ends", async () => {
  const program = `
    import { simulatedCredentials, startSimulator } from "pulumi-alexa/simulator";

    const simulator = await startSimulator({ port: 0 });
    process.env.ASK_SMAPI_SERVER_BASE_URL = simulator.url;
    process.env.ASK_LWA_TOKEN_HOST = simulator.url;
    process.env.ASK_ACCESS_TOKEN = simulatedCredentials.accessToken;
    // ... what is to be tested ...
    await simulator.close();
  `;
  const args = ["--input-type=module", "--eval", program];
  expect(await run(process.execPath, args, { cwd: resolve(__dirname, "../..") })).toBe("");
});

describeInBrowser("the simulator's page", (executable) => {
  let browser: Browser;
  let simulator: Simulator;
  let page: Page;
  /** All that the page asked for, and what went wrong in it. */
  let requested: string[];
  let errors: string[];

  beforeAll(async () => {
    browser = await startBrowser(executable);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    simulator = await startSimulator({ port: 0, transitionDelayMs: 0 });
  });
  afterEach(async () => {
    await page.context().close();
    await simulator.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    page = await browser.newPage({ reducedMotion: "reduce", ...options });
    // Other tests may keep the machine busy.
    page.setDefaultTimeout(20_000);
    [requested, errors] = [[], []];
    page.on("request", (request) => requested.push(request.url()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(simulator.url);
    await page.getByText("Live", { exact: true }).waitFor();
  }
  const panel = (name: string) => page.getByRole("region", { name, exact: true });
  const control = (method: string, path: string, body?: unknown) =>
    send(method, `${simulator.url}/simulator${path}`, body);
  const start = (...testers: string[]) =>
    control("PUT", `/skills/${skillId}/betaTest`, { status: "RUNNING", testers });
  const skill = async () => (await (await control("GET", "/skills")).json())[0];
  const focused = () => page.evaluate(() => document.activeElement?.textContent);

  /** Presses Tab, or another key, until something with this name has the focus. */
  async function tabTo(
    role: "button" | "spinbutton" | "combobox",
    name: string,
    key = "Tab",
  ): Promise<void> {
    const target = page.getByRole(role, { name, exact: true });
    await target.waitFor();
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press(key);
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`No number of Tabs leads to ${name}.`);
  }

  test("shows what another client does without a reload, asks no other host, and leaves no request in the log", async () => {
    await open();
    await page.getByText("There is no beta test yet.").waitFor();
    await start("ada@example.com");
    const row = panel("Skills").getByRole("row", { name: "12345678" });
    await row.getByText("90 days").waitFor();
    await page
      .getByRole("row", { name: "ada@example.com Not accepted reminder allowed" })
      .waitFor();
    await control("POST", "/clock", { advanceDays: 80 });
    await row.getByText("10 days").waitFor();
    await page.getByText("80 days ahead of this machine").waitFor();
    await send("POST", `${simulator.url}/v1/skills/${skillId}/betaTest/end`);
    await panel("E-mails").getByRole("row", { name: "Access end ada@example.com" }).waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: / Ended\./ })
      .waitFor();
    expect(await (await control("GET", "/requests")).json()).toMatchObject([{ method: "POST" }]);
    expect(requested.filter((url) => !url.startsWith(`${simulator.url}/`))).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("works by keys alone, and the focus stays where it was", async () => {
    await start("ada@example.com", "grace@example.com");
    await open();
    await tabTo("spinbutton", "Days");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.getByText("12 days ahead of this machine").waitFor();

    // Its button goes away: what was around it has the focus then.
    await tabTo("button", "Accept for ada@example.com");
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: "ada@example.com Accepted" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "TR");
    expect(await focused()).toContain("ada@example.com");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Accept");
    await tabTo("button", "End the test", "Shift+Tab");
    await page.keyboard.press("Enter");
    await panel("Skills").getByText("Ended").waitFor();
    expect(await skill()).toMatchObject({ status: "ENDED" });

    await page.getByText("Inject a fault").focus();
    await page.keyboard.press("Enter");
    await tabTo("combobox", "Path ends with");
    await page.keyboard.type("/v1/vendors");
    await tabTo("button", "Inject");
    await page.keyboard.press("Space");
    await page.getByRole("row", { name: "any …/v1/vendors 500" }).waitFor();
    expect(await focused()).toBe("Inject");
    expect((await send("GET", `${simulator.url}/v1/vendors`)).status).toBe(500);
    await page.getByRole("heading", { name: "Faults 0" }).waitFor();

    // Rows come in above the one that has the focus.
    const request = page.getByRole("button", { name: "GET /v1/vendors" });
    await request.focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^Request id/).waitFor();
    await send("GET", `${simulator.url}/v1/skills/other/status`);
    await page.getByRole("button", { name: "GET /v1/skills/other/status" }).waitFor();
    expect(await focused()).toBe("GET /v1/vendors");

    expect(errors.filter((text) => !text.includes("500"))).toEqual([]);
  });

  test("says what the simulator refuses, and keeps what was typed", async () => {
    await open();
    await page.getByText("Change how Amazon behaves").click();
    await page.getByLabel("pageSize").fill("501");
    await control("PATCH", "/settings", { lifetimeDays: 30 });
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>("#setting-lifetimeDays")?.value === "30",
    );
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("pageSize: It must be a whole number, 1 to 500.").waitFor();
    await page.getByLabel("pageSize").fill("3");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Discard" }).waitFor({ state: "detached" });
    expect(await (await control("GET", "/settings")).json()).toMatchObject({
      pageSize: 3,
      lifetimeDays: 30,
    });
  });

  test("has no known hurdle for people with disabilities, in light and dark, wide and narrow", async () => {
    await start("ada@example.com", "grace@example.com");
    await send("GET", `${simulator.url}/v1/vendors`);
    await send("GET", `${simulator.url}/v1/skills/${skillId}/betaTest/x`);
    await control("POST", `/skills/${skillId}/testers/accept`, { testers: ["ada@example.com"] });
    await control("POST", "/faults", { answer: { kind: "status", status: 503 } });
    await open();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.getByRole("button", { name: "GET /v1/vendors" }).click();
    await page.getByText(/^Request id/).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 380]) {
        await page.setViewportSize({ width, height: 800 });
        expect([colorScheme, width, await hurdles(page)]).toEqual([colorScheme, width, []]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
  });

  test("writes hostile texts as they are, and only so many rows", async () => {
    const testers = Array.from({ length: 500 }, (_, i) => `tester${i}@example.com`);
    await start("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', ...testers);
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => send("GET", `${simulator.url}/v1/<b>${i}</b>`)),
    );
    await control("PUT", `/skills/${"x".repeat(400)}/betaTest`, { status: "IN_DRAFT" });
    await open({ viewport: { width: 380, height: 800 } });
    await page.getByRole("rowheader", { name: "<script>alert(1)</script>", exact: true }).waitFor();
    await page.getByRole("rowheader", { name: '"><img src=x onerror=alert(1)>' }).waitFor();
    expect(await page.locator("main :is(script, img, b)").count()).toBe(0);
    expect(await page.locator(".testers tbody tr").count()).toBe(50);
    expect(await page.locator(".requests tbody tr").count()).toBe(50);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await page.getByRole("button", { name: "Show 50 more requests" }).click();
    await page.locator(".requests tbody tr").nth(99).waitFor();
    await page.getByRole("searchbox", { name: "Filter the testers" }).fill("tester499");
    await page.getByRole("rowheader", { name: "tester499@example.com" }).waitFor();
    expect(await page.locator(".testers tbody tr").count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test("says that the command has stopped, keeps what was seen, and connects again by itself", async () => {
    await simulator.close();
    const port = await portOfItsOwn();
    simulator = await startCommand(port);
    await start("ada@example.com");
    await open();
    await simulator.close();
    await page.getByRole("alert").getByText("The simulator is not responding").waitFor();
    await page.getByRole("rowheader", { name: "ada@example.com" }).waitFor();
    simulator = await startCommand(port);
    await page.getByText("There is no beta test yet.").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.getByRole("status").filter({ hasText: "Connected again." }).waitFor();
  });
});

/** `pulumi-alexa simulator`, which prints where its page is. */
async function startCommand(port: number): Promise<Simulator> {
  const args = [join(dist, "cli/main.js"), "simulator", "--port", `${port}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const close = async () => {
    child.kill();
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /open (http:\S+) in a browser/.exec(line) ?? [];
    if (url) return { url, close };
  }
  throw new Error("The simulator did not start.");
}

function send(method: string, url: string, body?: unknown): Promise<Response> {
  const headers = {
    Authorization: `Bearer ${simulatedCredentials.accessToken}`,
    "Content-Type": "application/json",
  };
  return fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** What axe finds, by rule and element. */
async function hurdles(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // The page's policy lets in no other script, so this one comes by the debugger.
  const expression = `${axe}; axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ": " + html + failureSummary)))`;
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", options);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
  return result.value;
}
