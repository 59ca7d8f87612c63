import type { BetaTestApi } from "../../../provider/betaTest/api";
import type { LastKnown } from "../../../provider/betaTest/observe";
import { Observations } from "../../../provider/resource/Observations";
import { FakeClock } from "../../helpers/clock";

const skillId = "amzn1.ask.skill.1";
const upcoming = { skillId, hasTesters: true };
const ada = { emailId: "ada@example.com" };

/** What is asked of Amazon, by name. */
function observationsOf(
  answer: { getBetaTest?: () => Promise<undefined>; clock?: FakeClock } = {},
) {
  const { clock = new FakeClock() } = answer;
  const asked: string[] = [];
  const record = (name: string, work: () => Promise<unknown>) => () => {
    asked.push(name);
    return work();
  };
  const api = {
    now: () => 0,
    getBetaTest: record("get", answer.getBetaTest ?? (async () => ({ status: "RUNNING" }))),
    listTesters: record("list", async () => [ada]),
    skillIsVisible: record("skill", async () => true),
  } as unknown as BetaTestApi;
  const session = {
    isUnreachable: false,
    withApi: async (_id: string, _call: object, work: (api: BetaTestApi) => Promise<unknown>) =>
      work(api),
  } as unknown as ConstructorParameters<typeof Observations>[0];
  const observations = new Observations(session, clock);
  const diff = (wanted: object = { testers: [] }, lastKnown: LastKnown = {}) =>
    observations.getOrObserve(skillId, wanted, lastKnown, {});
  return { asked, clock, diff, observations, session };
}

test("a skill is asked about once, however many resources are about it", async () => {
  const { asked, diff, observations } = observationsOf();
  observations.prefetch(upcoming);
  observations.prefetch(upcoming);
  const [first] = await Promise.all([diff(), diff(), diff()]);
  expect(first?.testers).toEqual([ada.emailId]);
  expect(asked).toEqual(["get", "list"]);
});

test("diffs at the same time share one question", async () => {
  const { asked, diff } = observationsOf();
  await Promise.all([diff(), diff(), diff()]);
  expect(asked).toEqual(["get", "list"]);
});

test("a diff that needs the testers asks for them alone, if they were not listed", async () => {
  const { asked, diff } = observationsOf();
  await diff({});
  await Promise.all([diff(), diff()]);
  await diff({});
  expect(asked).toEqual(["get", "list"]);
});

test("a diff that comes half a minute later asks itself", async () => {
  const { asked, clock, diff } = observationsOf();
  await diff();
  await clock.sleep(30_001);
  await diff();
  expect(asked).toEqual(["get", "list", "get", "list"]);
});

test("an answer that was long in coming counts from then on", async () => {
  const clock = new FakeClock();
  const getBetaTest = async () => {
    await clock.sleep(40_000);
    return undefined;
  };
  const { diff, observations } = observationsOf({ getBetaTest, clock });
  await diff();
  expect(await observations.lastFetched(skillId)).toEqual({ betaTest: undefined });
});

test("nothing seen before a change counts after it", async () => {
  const { asked, diff, observations } = observationsOf();
  await diff({});
  observations.forget(skillId);
  await diff({});
  expect(asked).toEqual(["get", "get"]);
});

test("a question in advance that failed is as if it had not been asked", async () => {
  let attempts = 0;
  const getBetaTest = async () => {
    if (attempts++ === 0) throw new Error("Amazon is away.");
    return undefined;
  };
  const { asked, diff, observations } = observationsOf({ getBetaTest });
  observations.prefetch(upcoming);
  expect(await diff()).toEqual({});
  expect(asked).toEqual(["get", "get"]);
});

test("whoever joins a question that fails is told why, and the next one asks again", async () => {
  let attempts = 0;
  const getBetaTest = async () => {
    if (attempts++ > 0) return undefined;
    throw Object.assign(new Error("Amazon is away."), { category: "unreachable" });
  };
  const { asked, diff, session } = observationsOf({ getBetaTest });
  const both = await Promise.allSettled([diff(), diff()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(session.isUnreachable).toBe(true);
  expect(await diff()).toEqual({});
  expect(asked).toEqual(["get", "get"]);
});

test("a test that is gone is confirmed for whoever knew it, once, and not for a new resource of another kind", async () => {
  const { asked, diff, observations } = observationsOf({ getBetaTest: async () => undefined });
  expect(await diff()).toEqual({});
  expect(asked).toEqual(["get"]);
  const others = observations.forAnotherKind();
  const known = { status: "RUNNING", expiryDate: "2026-01-01T00:00Z" };
  const conclude = () => others.getOrObserve(skillId, {}, known, {});
  for (const { betaTest } of await Promise.all([conclude(), conclude(), conclude()]))
    expect(betaTest?.status).toBe("ENDED");
  expect(asked).toEqual(["get", "skill", "get"]);
});
