/** The simulator's page after some weeks of a team, in a real browser, in light and dark. */
import type { Browser } from "playwright-core";
import { simulatedCredentials, startSimulator } from "pulumi-alexa/simulator";
import { findBrowser, startBrowser } from "../browser.mts";

export type Scheme = "light" | "dark";

/** @throws if there is no Chromium. */
export async function drawSimulator(schemes: readonly Scheme[]): Promise<[Scheme, Buffer][]> {
  const command = findBrowser();
  if (!command) throw new Error("A Chromium is missing on PATH.");
  const simulator = await startSimulator({ port: 0, transitionDelayMs: 0 });
  const browser = await startBrowser(command);
  try {
    const skillId = await play(simulator.url);
    const url = `${simulator.url}/?skill=${skillId}`;
    const drawn: [Scheme, Buffer][] = [];
    for (const scheme of schemes) drawn.push([scheme, await draw(browser, scheme, url)]);
    return drawn;
  } finally {
    await browser.close();
    await simulator.close();
  }
}

/**
 * Some weeks of a team that has three skills.
 *
 * @returns the one to look at.
 */
async function play(url: string): Promise<string> {
  const { amazon, control } = clientOf(url);
  const run = async (skillId: string, emails: string[]) => {
    await amazon("GET", skillId, "");
    await amazon("POST", skillId, "", { feedbackEmail: "skill-team@example.com" });
    await amazon("POST", skillId, "/testers/add", testers(emails));
    await amazon("POST", skillId, "/start");
    await amazon("GET", skillId, "");
  };
  const [quiz, radio, recipes] = ["5c1b9e2a", "8f3d7704", "d20a6be1"].map(
    (start) => `amzn1.ask.skill.${start}-9d4e-4f6b-8a57-3c2e1f0b7d96`,
  ) as [string, string, string];
  await run(radio, ["lin@example.com", "omar@example.com"]);
  await control("POST", "/clock", { advanceDays: 61 });
  await run(quiz, [
    "ada@example.com",
    "grace@example.com",
    "katherine@example.com",
    "alan@example.com",
  ]);
  await amazon("POST", recipes, "", { feedbackEmail: "kitchen@example.com" });
  await amazon("POST", recipes, "/testers/add", testers(["julia@example.com"]));
  await control("POST", `/skills/${radio}/testers/accept`, {});
  await control("POST", `/skills/${quiz}/testers/accept`, {
    testers: ["ada@example.com", "katherine@example.com"],
  });
  await control("POST", "/clock", { advanceDays: 12.3 });
  await control("POST", "/faults", {
    method: "POST",
    path: "/betaTest/start",
    answer: { kind: "status", status: 503 },
  });
  await amazon("POST", recipes, "/start");
  await amazon("GET", recipes, "");
  await amazon("POST", quiz, "/testers/sendReminder", testers(["grace@example.com"]));
  await control("POST", "/faults", {
    method: "GET",
    path: "/betaTest/testers",
    times: 2,
    answer: { kind: "status", status: 429, headers: { "Retry-After": "1" } },
  });
  return quiz;
}

function testers(emails: string[]) {
  return { testers: emails.map((emailId) => ({ emailId })) };
}

function clientOf(url: string) {
  const headers = {
    Authorization: `Bearer ${simulatedCredentials.accessToken}`,
    "Content-Type": "application/json",
  };
  const send = (method: string, path: string, body?: unknown) =>
    fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    amazon: (method: string, skillId: string, path: string, body?: unknown) =>
      send(method, `/v1/skills/${skillId}/betaTest${path}`, body),
    control: (method: string, path: string, body: unknown) =>
      send(method, `/simulator${path}`, body),
  };
}

/** WebP, which is half of a PNG, is not among Playwright's formats but among Chromium's. */
async function draw(browser: Browser, colorScheme: Scheme, url: string): Promise<Buffer> {
  const width = 1280;
  const page = await browser.newPage({ deviceScaleFactor: 1.5, colorScheme });
  await page.goto(url);
  await page.getByText("Live").waitFor();
  await page.setViewportSize({ width, height: 800 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  const chromium = await page.context().newCDPSession(page);
  const format = { format: "webp", quality: 82 } as const;
  const { data } = await chromium.send("Page.captureScreenshot", format);
  await page.close();
  return Buffer.from(data, "base64");
}
