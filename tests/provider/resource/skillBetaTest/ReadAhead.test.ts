import type { Seen } from "../../../../provider/betaTest/observe";
import { ReadAhead } from "../../../../provider/resource/skillBetaTest/ReadAhead";
import { FakeClock } from "../../../helpers/clock";

const skillId = "amzn1.ask.skill.1";
const upcoming = { skillId, hasTesters: true };
const running: Seen = { betaTest: { status: "RUNNING" }, testers: [] };

function readAhead(look: () => Promise<Seen> = async () => running) {
  const clock = new FakeClock();
  const looking = jest.fn(look);
  return { clock, looking, ahead: new ReadAhead(looking, clock) };
}

test("a skill is looked at once, however many resources precede it, and what was seen serves one diff", async () => {
  const { ahead, looking } = readAhead();
  ahead.start(upcoming);
  ahead.start(upcoming);
  expect(await ahead.take(skillId)).toBe(running);
  expect(await ahead.take(skillId)).toBeUndefined();
  expect(looking.mock.calls).toEqual([[upcoming]]);
});

test("a skill whose diff was first is not looked at again", async () => {
  const { ahead, looking } = readAhead();
  expect(await ahead.take(skillId)).toBeUndefined();
  ahead.start(upcoming);
  expect(looking).not.toHaveBeenCalled();
});

test("a diff that comes half a minute later looks itself", async () => {
  const { ahead, clock } = readAhead();
  ahead.start(upcoming);
  await clock.sleep(30_001);
  expect(await ahead.take(skillId)).toBeUndefined();
});

test("a look that failed is as if it had not been", async () => {
  const { ahead } = readAhead(async () => {
    throw new Error("Amazon is away.");
  });
  ahead.start(upcoming);
  expect(await ahead.take(skillId)).toBeUndefined();
});
