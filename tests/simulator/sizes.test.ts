/** What the simulator reads and keeps is bounded. */
import { simulatedCredentials } from "../../simulator";
import { RequestLog } from "../../simulator/requestLog";
import { startTestSimulator, type TestSimulator } from "../helpers/simulator";

describe("a body of more than 1 MB", () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  afterAll(() => simulator.close());

  const send = (method: string, path: string, body: string | ReadableStream) =>
    fetch(simulator.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${simulatedCredentials.accessToken}`,
        "Content-Type": "application/json",
      },
      body,
      duplex: "half",
    } as RequestInit);
  const bodyOf = (length: number) => `{"feedbackEmail": "${"a".repeat(length - 21)}"}`;

  test.each([
    ["POST", "/v1/skills/x/betaTest"],
    ["POST", "/auth/o2/token"],
    ["PUT", "/simulator/skills/x/betaTest"],
  ])("is refused in Amazon's form and not kept: %s %s", async (method, path) => {
    const streamed = () => new Blob([bodyOf(3_000_000)]).stream();
    for (const body of [bodyOf(1_000_001), streamed(), bodyOf(20_000_000)]) {
      const response = await send(method, path, body);
      expect(response.status).toBe(413);
      expect(await response.json()).toEqual({ message: "The body is larger than 1 MB." });
    }
    expect(await simulator.logged()).toEqual([]);
  });

  test("is more than what is read and kept", async () => {
    const response = await send("POST", "/v1/skills/x/betaTest", bodyOf(1_000_000));
    expect(response.status).toBe(400);
    expect(await simulator.logged()).toMatchObject([
      { body: { feedbackEmail: expect.stringMatching(/^a+$/) } },
    ]);
  });
});

describe("the request log", () => {
  const entry = (requestId: string, text?: string) => ({
    at: "",
    method: "POST",
    path: "/",
    status: 200,
    requestId,
    text,
  });

  test("keeps the last 10,000 requests", () => {
    const log = new RequestLog();
    for (let i = 0; i < 10_002; i++) log.add(entry(`${i}`));
    expect(log.list()).toHaveLength(10_000);
    expect(log.list()[0]?.requestId).toBe("2");
  });

  test("keeps the last 16 MB, however few requests these are", () => {
    const log = new RequestLog();
    for (let i = 0; i < 40; i++) log.add(entry(`${i}`, "1".repeat(1_000_000)));
    expect(log.list().map(({ requestId }) => requestId)).toEqual(
      Array.from({ length: 15 }, (_, i) => `${i + 25}`),
    );
    log.clear();
    for (let i = 0; i < 15; i++) log.add(entry(`${i}`, "1".repeat(1_000_000)));
    expect(log.list()).toHaveLength(15);
  });
});
