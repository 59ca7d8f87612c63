import type { Fetched } from "../../../../provider/betaTest/observe";
import { Prefetch } from "../../../../provider/resource/skillBetaTest/Prefetch";
import { FakeClock } from "../../../helpers/clock";

const skillId = "amzn1.ask.skill.1";
const upcoming = { skillId, hasTesters: true };
const running: Fetched = { betaTest: { status: "RUNNING" }, testers: [] };

function prefetch(look: () => Promise<Fetched> = async () => running) {
  const clock = new FakeClock();
  const looking = jest.fn(look);
  return { clock, looking, ahead: new Prefetch(looking, clock) };
}

test("a skill is looked at once, however many resources precede it, and what was seen serves one diff", async () => {
  const { ahead, looking } = prefetch();
  ahead.start(upcoming);
  ahead.start(upcoming);
  expect(await ahead.take(skillId)).toBe(running);
  expect(await ahead.take(skillId)).toBeUndefined();
  expect(looking.mock.calls).toEqual([[upcoming]]);
});

test("a skill whose diff was first is not looked at again", async () => {
  const { ahead, looking } = prefetch();
  expect(await ahead.take(skillId)).toBeUndefined();
  ahead.start(upcoming);
  expect(looking).not.toHaveBeenCalled();
});

test("a diff that comes half a minute later looks itself", async () => {
  const { ahead, clock } = prefetch();
  ahead.start(upcoming);
  await clock.sleep(30_001);
  expect(await ahead.take(skillId)).toBeUndefined();
});

test("a look that failed is as if it had not been", async () => {
  const { ahead } = prefetch(async () => {
    throw new Error("Amazon is away.");
  });
  ahead.start(upcoming);
  expect(await ahead.take(skillId)).toBeUndefined();
});
