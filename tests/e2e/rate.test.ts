/** 200 skills against a rate limit, in real time. */
import { stage } from "../helpers/e2e";

const on = stage();
const skills = 200;
const requestsPerSecond = 20;

test("200 skills against a limit of 20 requests a second finish without one failure and with under 5 % 429s", async () => {
  const { simulator, project } = on;
  await simulator.set({ requestsPerSecond });
  project.write(`for (let i = 0; i < ${skills}; i++) {
    new alexa.SkillBetaTest("beta" + i, { skillId: "amzn1.ask.skill.rate" + i });
  }`);
  const startedAt = performance.now();
  expect((await project.up()).changes).toMatchObject({ create: skills + 1 });
  const seconds = (performance.now() - startedAt) / 1000;
  const statuses = (await simulator.logged()).map(({ status }) => status);
  const limited = statuses.filter((status) => status === 429).length;
  const least = (statuses.length - limited) / requestsPerSecond;
  process.stdout.write(
    `rate: ${statuses.length} requests for ${skills} skills, ${limited} of them limited; ` +
      `${seconds.toFixed(0)} s, the limit itself takes ${least.toFixed(0)} s\n`,
  );
  expect(limited / statuses.length).toBeLessThan(0.05);
  await simulator.set({ requestsPerSecond: 0 });
  await project.destroy();
}, 900_000);
