/**
 * Brings the beta tests of skills to RUNNING (`up`) or ENDED (`down`) with Amazon's SDK, and waits until each is
 * seen there:
 *
 *     node smapi-sdk.mjs loop|at-once up|down SKILL_ID...
 *
 * `loop` takes one skill after the other, `at-once` all together. It needs ASK_ACCESS_TOKEN and, for another API than
 * Amazon's, ASK_SMAPI_SERVER_BASE_URL. A request that fails is not repeated, as the SDK does not either. The last
 * line is JSON: {"failed": 0}.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { CustomSmapiClientBuilder } from "ask-smapi-sdk";

const { ASK_ACCESS_TOKEN: accessToken, ASK_SMAPI_SERVER_BASE_URL: endpoint } = process.env;
const smapi = new CustomSmapiClientBuilder()
  .withApiEndpoint(endpoint)
  .withAccessTokenConfig({ accessToken })
  .client();

const commands = {
  async up(skillId) {
    await smapi.createBetaTestV1(skillId);
    await smapi.startBetaTestV1(skillId);
    await waitFor("RUNNING", skillId);
  },
  async down(skillId) {
    await smapi.endBetaTestV1(skillId);
    await waitFor("ENDED", skillId);
  },
};

async function waitFor(status, skillId) {
  const deadline = Date.now() + 600_000;
  while ((await statusOf(skillId)) !== status) {
    if (Date.now() > deadline) throw new Error(`It was not seen ${status}.`);
    await sleep(500);
  }
}

/** Amazon has no test any more once it has ended. */
async function statusOf(skillId) {
  try {
    return (await smapi.getBetaTestV1(skillId)).status;
  } catch (error) {
    if (error.statusCode === 404) return "ENDED";
    throw error;
  }
}

const [order, command, ...skillIds] = process.argv.slice(2);
if (!["loop", "at-once"].includes(order) || !Object.hasOwn(commands, command ?? "")) {
  console.error("usage: node smapi-sdk.mjs loop|at-once up|down SKILL_ID...");
  process.exit(2);
}

let failed = 0;
async function attempt(skillId) {
  try {
    await commands[command](skillId);
  } catch (error) {
    failed++;
    console.error(`${skillId}: ${error.message}`);
  }
}

if (order === "at-once") await Promise.all(skillIds.map(attempt));
else for (const skillId of skillIds) await attempt(skillId);

console.log(JSON.stringify({ failed }));
process.exitCode = failed > 0 ? 1 : 0;
