/** Many skills in one program: how often Amazon is asked, and that several questions are under way at once. */
import { stage } from "../helpers/e2e";
import type { FrontEnd } from "../helpers/project";
import { refreshEnvironmentFor } from "../helpers/simulator";

const size = 24;
const latencyMs = 150;

describe.each<FrontEnd>(["dynamic", "plugin"])("a fleet, %s", (frontEnd) => {
  const on = stage(refreshEnvironmentFor, frontEnd);

  /** What Amazon saw since the last call: how often each request, and whether any two were under way together. */
  async function seen() {
    const log = await on.simulator.logged();
    await on.simulator.requests();
    const times = log.map(({ at }) => Date.parse(at));
    const gaps = times.slice(1).map((at, i) => at - (times[i] as number));
    const counts: Record<string, number> = {};
    for (const { method, path } of log) {
      const what = `${method} ${path.replace(/^\/v1\/skills\/[^/]+/, "").replace(/\?.*/, "")}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return { counts, together: gaps.some((gap) => gap < latencyMs / 2) };
  }

  beforeAll(async () => {
    on.project.write(`for (let i = 0; i < ${size}; i++) {
      new alexa.SkillBetaTest("beta" + i, {
        skillId: "amzn1.ask.skill.fleet" + i,
        ...(i % 2 && { testers: ["ada@example.com"] }),
      });
    }`);
    await on.project.up();
    await on.simulator.set({ latencyMs });
    await seen();
  }, 120_000);

  const once = {
    "POST /auth/o2/token": 1,
    "GET /betaTest": size,
    "GET /betaTest/testers": size / 2,
  };

  test("a preview without a change reads each test once, several at a time, with one token", async () => {
    const { changes } = await on.project.preview();
    expect(changes).toEqual({ same: size + 1 });
    expect(await seen()).toEqual({ counts: once, together: true });
  }, 60_000);

  test("so does one that refreshes first", async () => {
    await on.project.preview({ refresh: true });
    expect(await seen()).toEqual({ counts: once, together: true });
  }, 60_000);

  test("so does an up without a change, whose preview is another such run", async () => {
    expect((await on.project.up()).changes).toEqual({ same: size + 1 });
    expect(await seen()).toEqual({ counts: once, together: true });
  }, 60_000);

  test("a preview of one resource reads that one, and as a dynamic resource at most ten more", async () => {
    const { deployment } = await on.project.stack.exportStack();
    const { urn } = deployment.resources.find(({ id }: { id?: string }) => id?.endsWith("fleet0"));
    await seen();
    await on.project.preview({ target: [urn] });
    const { counts } = await seen();
    expect(counts["GET /betaTest"]).toBeLessThanOrEqual(frontEnd === "plugin" ? 1 : 11);
  }, 60_000);
});
