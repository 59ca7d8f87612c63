import type { BetaTest } from "../../../provider/betaTest/BetaTest";
import { systemClock } from "../../../provider/clock";
import { createDynamicProvider, type ProgramHints } from "../../../provider/pulumi/dynamic";
import { createProvider } from "../../../provider/resource/resources";
import type { Inputs } from "../../../provider/resource/skillBetaTest/inputs";
import type { Outputs } from "../../../provider/resource/skillBetaTest/properties";
import { FakeApi } from "../../helpers/FakeApi";
import { runtimeWith } from "../../helpers/runtime";

const skillId = "amzn1.ask.skill.1";
const ada = "ada@example.com";
const inputs: Inputs = { skillId, desiredStatus: "RUNNING", adopt: false };

function provide(betaTest?: BetaTest, settings?: () => never) {
  const api = new FakeApi(betaTest);
  const said: string[] = [];
  const shown: string[] = [];
  const { engine, ...runtime } = runtimeWith(api, said, settings && { settings });
  const showProgress = async (line: string) => void shown.push(line);
  const resources = createProvider({ ...runtime, engine: { ...engine, showProgress } });
  const provider = createDynamicProvider(() => resources, "SkillBetaTest");
  return { api, said, shown, provider };
}

const stateOf = (change: Partial<Outputs> = {}): Outputs => ({
  ...inputs,
  status: "RUNNING",
  ...change,
});

/** What a program gives: the inputs, and beside them what the engine does not tell a dynamic provider. */
function declared(change: object = {}, side: Partial<ProgramHints> = {}) {
  const __program = { name: "beta", id: "beta 1", preview: true, ignoreChanges: [], ...side };
  return { ...inputs, ...change, __program };
}

test("what ignoreChanges names is no difference from the state, whatever was seen of it", async () => {
  const { provider } = provide({ status: "RUNNING", feedbackEmail: "theirs@example.com" });
  const news = { ...inputs, feedbackEmail: "ours@example.com" };
  const side = { preview: false, ignoreChanges: ["feedbackEmail"] };
  await provider.check(inputs, declared({ feedbackEmail: news.feedbackEmail }, side));
  const state = stateOf({ feedbackEmail: "theirs@example.com" });
  expect(await provider.diff(skillId, state, news)).toEqual({ changes: false });
});

test("who is in the test by the state is invited to the next one where ignoreChanges names the testers", async () => {
  const { provider, api } = provide();
  const bob = "bob@example.com";
  await provider.check(inputs, declared({ testers: [ada] }, { ignoreChanges: ["testers"] }));
  await provider.update(skillId, stateOf({ testers: [ada, bob] }), { ...inputs, testers: [ada] });
  expect(api.testers).toEqual([ada, bob]);
});

test("a change that Amazon accepts but does not show is reported", async () => {
  const { provider, api, said } = provide({ status: "RUNNING", feedbackEmail: "old@example.com" });
  api.updateBetaTest = async () => {};
  const news = { ...inputs, feedbackEmail: "new@example.com" };
  await provider.update(skillId, stateOf({ feedbackEmail: "old@example.com" }), news);
  expect(said).toEqual([
    "warning: Amazon accepted the new feedbackEmail, but still shows the old value; the next preview says whether the change took effect (skill 1)",
  ]);
});

test("a state that has no code, as the plugin's, is a difference: Pulumi needs it to delete the resource", async () => {
  const { provider } = provide({ status: "RUNNING" });
  const news = { ...inputs, __provider: "code" };
  expect(await provider.diff(skillId, stateOf(), news)).toEqual({ changes: true });
  const olds = { ...stateOf(), __provider: "code" };
  expect(await provider.diff(skillId, olds, news)).toEqual({ changes: false });
});

describe("check", () => {
  test("refuses a setting that is misspelt, before another account is used in its place", async () => {
    const { provider } = provide();
    const { failures } = await provider.check(
      {},
      declared({}, { settings: ["accesToken", "profile"] }),
    );
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^unknown setting alexa:accesToken; valid: accessToken, /),
    ]);
  });

  test("keeps nothing in the inputs of what the program says beside them", async () => {
    const { provider } = provide();
    const { inputs: checked } = await provider.check({}, declared());
    expect(checked).toEqual(inputs);
  });

  test("takes the spaces around addresses away, so that Amazon never sees them", async () => {
    const { provider } = provide();
    const { inputs: checked } = await provider.check(
      {},
      { skillId, feedbackEmail: " f@example.com ", testers: [` ${ada}`] },
    );
    expect(checked).toMatchObject({ feedbackEmail: "f@example.com", testers: [ada] });
  });

  test("looks in the preview of a new resource, and says who will be invited", async () => {
    const { provider, api, said } = provide();
    const { failures } = await provider.check({}, declared({ testers: [ada] }));
    expect(failures).toEqual([]);
    expect(api.calls).toEqual(["get", "visible"]);
    expect(said).toEqual([
      `no beta test yet: it will be created and started; 1 tester will be invited (skill 1)`,
    ]);
  });

  test("fails in the preview where these credentials see no such skill", async () => {
    const { provider, api, said } = provide();
    api.visible = false;
    const { failures } = await provider.check({}, declared());
    expect(failures[0]?.reason).toContain(
      "these credentials have no access to the skill amzn1.ask.skill.1",
    );
    expect(said).toEqual([]);
  });

  test("asks Amazon nothing where the resource is about to be created, or is there already", async () => {
    const { provider, api, said } = provide();
    await provider.check({}, declared({}, { preview: false }));
    await provider.check(inputs, declared());
    expect(api.calls).toEqual([]);
    expect(said).toEqual([]);
  });

  test("fails in the preview where somebody's running test is in the way", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    api.testers = ["their@example.com"];
    const { failures } = await provider.check({}, declared({ testers: [ada] }));
    expect(failures[0]?.reason).toContain("Set `adopt: true`");
  });

  test("fails in the preview where somebody's test is starting, which would be in the way once it runs", async () => {
    const { provider, api } = provide({ status: "STARTING" });
    api.testers = ["their@example.com"];
    const { failures } = await provider.check({}, declared({ testers: [ada] }));
    expect(failures[0]?.reason).toContain("Set `adopt: true`");
  });

  test("says nothing against a test that is starting, where Amazon does not list its testers yet", async () => {
    const { provider, api } = provide({ status: "STARTING" });
    api.listTesters = () => Promise.reject(new Error("answered 409."));
    const { failures } = await provider.check({}, declared({ testers: [ada] }));
    expect(failures).toEqual([]);
  });

  test("warns if a preview cannot reach Amazon, and fails if Amazon refuses", async () => {
    for (const [category, warnings, count] of [
      ["unreachable", 1, 0],
      ["settings", 0, 1],
    ] as const) {
      const { provider, api, said } = provide();
      api.getBetaTest = async () => {
        throw Object.assign(new Error("No answer."), { category });
      };
      const { failures } = await provider.check({}, declared());
      expect([said.length, failures.length]).toEqual([warnings, count]);
    }
  });

  test("names both resources that declare a skill", async () => {
    const { provider } = provide();
    await provider.check({}, declared({}, { preview: false }));
    const second = { name: "other", id: "other 1", preview: false };
    const { failures } = await provider.check({}, declared({}, second));
    expect(failures[0]?.reason).toMatch(
      /the skill amzn1.ask.skill.1 is declared twice, by "beta" and by "other"/,
    );
    // The second check of a replacement is the same resource.
    expect((await provider.check({}, declared({}, { preview: false }))).failures).toHaveLength(1);
  });

  test("fills in the defaults and leaves __provider to Pulumi", async () => {
    const { provider } = provide();
    const { inputs: checked, failures } = await provider.check({}, { skillId, __provider: "code" });
    expect(checked).toEqual({ skillId, desiredStatus: "RUNNING", adopt: false });
    expect(failures).toEqual([]);
  });

  test("says in the preview what is wrong with the configuration", async () => {
    const { provider } = provide(undefined, () => {
      throw new Error("There are no credentials.");
    });
    const { failures } = await provider.check({}, { skillId });
    expect(failures).toEqual([{ property: "", reason: "There are no credentials." }]);
  });
});

describe("diff", () => {
  test("is one look where nothing differs, and says nothing", async () => {
    const { provider, api, said } = provide({ status: "RUNNING" });
    expect(await provider.diff(skillId, stateOf(), inputs)).toEqual({ changes: false });
    expect(api.calls).toEqual(["get"]);
    expect(said).toEqual([]);
  });

  test("looks at the testers only where they are managed", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    api.testers = [ada];
    const managed = { testers: [ada.toUpperCase()] };
    expect(
      await provider.diff(skillId, stateOf({ testers: [ada] }), { ...inputs, ...managed }),
    ).toEqual({
      changes: false,
    });
    expect(api.calls).toEqual(["get", "list"]);
  });

  test.each([
    ["reports ENDED", { status: "ENDED" }],
    ["has no test any more", undefined],
  ] as const)(
    "sees what was ended elsewhere and says what will happen, where Amazon %s",
    async (_, betaTest) => {
      const { provider, said } = provide(betaTest);
      await provider.check(inputs, declared());
      const state = stateOf({ expiryDate: "2026-06-01T00:00:00.000Z" });
      expect(await provider.diff(skillId, state, inputs)).toEqual({ changes: true });
      expect(said).toEqual([
        `beta test was ended elsewhere: a new one will be created and started; ` +
          "this resource lists no testers, so it invites no one (skill 1)",
      ]);
    },
  );

  test.each(["RUNNING", "ENDED"])(
    "says what to do where the account no longer has the skill, whatever the program wants (%s)",
    async (desiredStatus) => {
      const { provider, api } = provide();
      api.visible = false;
      const news = { ...inputs, desiredStatus };
      await provider.check(news, declared({ desiredStatus }));
      const state = stateOf({ __vendorIds: ["M1"] });
      const rule = /deleted along with its beta test, or transferred .* Remove the resource/;
      await expect(provider.diff(skillId, state, news)).rejects.toThrow(rule);
      await expect(provider.update(skillId, state, news)).rejects.toThrow(rule);
    },
  );

  test("sees that a test was restarted elsewhere, since its old date would pass for its expiry later", async () => {
    const running = { status: "RUNNING", expiryDate: "2026-08-01T00:00:00.000Z" } as const;
    const { provider, api, said } = provide(running);
    await provider.check(inputs, declared());
    const state = stateOf({ expiryDate: "2026-06-01T00:00:00.000Z" });
    expect(await provider.diff(skillId, state, inputs)).toEqual({ changes: true });
    expect(said).toEqual([
      "beta test expires on 2026-08-01, which is not the date in the state, so it may have been restarted since (skill 1)",
    ]);
    // `up --refresh` reads first, and the diff must still see it.
    expect((await provider.read(skillId, state)).props).toMatchObject({
      expiryDate: state.expiryDate,
    });
    const { outs } = await provider.update(skillId, state, inputs);
    expect(outs).toMatchObject(running);
    expect(await provider.diff(skillId, outs, inputs)).toEqual({ changes: false });
    expect(api.calls.filter((call) => call !== "get" && call !== "vendors")).toEqual([]);
  });

  test("replaces where the skillId changes, and says for how many people the old test ends", async () => {
    const { provider, api, said } = provide({ status: "RUNNING" });
    const news = { ...inputs, skillId: "amzn1.ask.skill.2" };
    await provider.check(inputs, declared({ skillId: news.skillId }));
    expect(await provider.diff(skillId, stateOf(), news)).toEqual({
      changes: true,
      replaces: ["skillId"],
    });
    expect(api.calls).toEqual(["get", "list"]);
    expect(said).toEqual([
      `will be replaced: the new skill's beta test is set up first, unless deleteBeforeReplace applies; then the old skill's test ends for 0 testers, unless another resource in the program declares that skill or retainOnDelete is set (skill 1)`,
    ]);
  });

  test("does not say that there is no test to end because a gateway says so", async () => {
    const { provider, api, said } = provide({ status: "RUNNING" });
    const news = { ...inputs, skillId: "amzn1.ask.skill.2" };
    const { getBetaTest } = api;
    let looks = 0;
    api.getBetaTest = async () => (++looks === 1 ? undefined : getBetaTest.call(api));
    await provider.check(inputs, declared({ skillId: news.skillId }));
    await provider.diff(skillId, stateOf(), news);
    expect(said[0]).toMatch(/then the old skill's test ends for 0 testers/);
  });

  test("does not replace where the skillId is not known yet", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    const news = { ...inputs, skillId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    expect(await provider.diff(skillId, stateOf(), news)).toEqual({ changes: true });
    expect(api.calls).toEqual([]);
  });

  test("expects a change where a value is not known yet", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    const testers = [ada, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"];
    expect(await provider.diff(skillId, stateOf(), { ...inputs, testers })).toEqual({
      changes: true,
    });
    expect(api.calls).toEqual([]);
  });

  test.each([
    ["adopt", { adopt: true }],
    ["testers that become managed", { testers: [] }],
  ])("brings the state up to date for %s", async (_what, change) => {
    const { provider } = provide({ status: "RUNNING" });
    expect(await provider.diff(skillId, stateOf(), { ...inputs, ...change })).toEqual({
      changes: true,
    });
  });
});

describe("create", () => {
  test("returns the skill id and what Amazon said last, with nothing undefined", async () => {
    const { provider } = provide();
    const { id, outs } = await provider.create({ ...inputs, testers: [ada] });
    expect(id).toBe(skillId);
    expect(outs).toEqual({
      ...inputs,
      testers: [ada],
      status: "RUNNING",
      __vendorIds: ["M1"],
    });
    expect(Object.values(outs)).not.toContain(undefined);
  });

  test("that stops half-way keeps the resource, with what is there and why", async () => {
    const { provider, api } = provide();
    api.fail("startBetaTest", "refused");
    const error = await provider.create({ ...inputs, testers: [ada] }).catch((reason) => reason);
    expect(error).toMatchObject({
      message: "refused by the test",
      id: skillId,
      reasons: ["refused by the test"],
      properties: {
        skillId,
        adopt: false,
        desiredStatus: "IN_DRAFT",
        status: "IN_DRAFT",
        testers: [ada],
      },
    });
    expect(Object.values(error.properties)).not.toContain(undefined);
  });

  test("that did nothing leaves nothing behind", async () => {
    const { provider, api } = provide();
    api.fail("createBetaTest", "refused");
    const error = await provider.create(inputs).catch((reason) => reason);
    expect(error.message).toBe("refused by the test");
    expect(error).not.toHaveProperty("id");
  });

  test("shows one line for many looks", async () => {
    const { provider, api, shown } = provide();
    const get = api.getBetaTest.bind(api);
    let looks = 0;
    api.getBetaTest = async () => (looks++ > 5 || !api.betaTest ? get() : { ...api.betaTest });
    await provider.create(inputs);
    expect(shown).toEqual([
      `creating the beta test (skill 1)`,
      `starting the beta test (skill 1)`,
      `beta test is STARTING, waiting for RUNNING (skill 1)`,
    ]);
  });
});

describe("read", () => {
  test("reads inputs back, so that a refresh shows what differs", async () => {
    const { provider, api } = provide({ status: "ENDED", feedbackEmail: "x@example.com" });
    api.testers = ["other@example.com"];
    const expiryDate = "2026-06-01T00:00:00.000Z";
    const state = stateOf({ feedbackEmail: "f@example.com", expiryDate });
    const read = await provider.read(skillId, state);
    expect(read.inputs).toEqual({
      ...inputs,
      desiredStatus: "ENDED",
      feedbackEmail: "x@example.com",
    });
    const seen = { status: "ENDED", expiryDate, __end: "elsewhere" };
    expect(read.props).toEqual({ ...read.inputs, ...seen });
  });

  test("keeps the spelling of testers who are the same people", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    api.testers = ["b@example.com", "a@example.com"];
    const testers = ["A@example.com", "b@example.com"];
    const { inputs } = await provider.read(skillId, stateOf({ testers }));
    expect(inputs).toMatchObject({ testers });
  });

  test("tells nothing of what the program does not manage", async () => {
    const { provider } = provide({ status: "RUNNING", feedbackEmail: "x@example.com" });
    expect((await provider.read(skillId, stateOf())).inputs).toEqual(inputs);
  });

  test("keeps a resource whose test was started and is gone, as ended, and says how", async () => {
    const expiryDate = "2026-06-01T00:00:00.000Z";
    for (const [nowMs, end] of [
      [Date.parse(expiryDate) - 1, "elsewhere"],
      [Date.parse(expiryDate), "expired"],
    ] as const) {
      const { provider, api } = provide();
      api.nowMs = nowMs;
      expect(await provider.read(skillId, stateOf({ expiryDate }))).toMatchObject({
        id: skillId,
        inputs: { desiredStatus: "ENDED" },
        props: { status: "ENDED", expiryDate, __end: end },
      });
    }
  });

  test("keeps how a test has ended as it was first seen", async () => {
    const { provider, api } = provide();
    const expiryDate = "2026-06-01T00:00:00.000Z";
    api.nowMs = Date.parse("2027-01-01");
    const state = {
      expiryDate,
      status: "ENDED",
      desiredStatus: "ENDED",
      __end: "elsewhere",
    } as const;
    expect((await provider.read(skillId, stateOf(state))).props).toMatchObject({
      __end: "elsewhere",
    });
  });

  test("says that the resource is gone where a draft that was never started is", async () => {
    const { provider } = provide();
    const state = stateOf({ desiredStatus: "IN_DRAFT", status: "IN_DRAFT" });
    expect(await provider.read(skillId, state)).toEqual({ id: "", props: {} });
  });

  test("takes no beta test for an ended one where the program wants it ended", async () => {
    const { provider } = provide();
    const state = stateOf({ desiredStatus: "ENDED", status: "ENDED" });
    expect(await provider.read(skillId, state)).toMatchObject({
      id: skillId,
      props: { status: "ENDED" },
    });
  });
});

describe("delete", () => {
  test("ends a running test and waits for it", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    await provider.delete(skillId, stateOf());
    expect(api.calls).toEqual(["get", "end", "get", "get"]);
  });

  test("leaves a draft, and says so", async () => {
    const { provider, api, said } = provide({ status: "IN_DRAFT" });
    await provider.delete(skillId, stateOf());
    expect(api.calls).toEqual(["get"]);
    expect(said[0]).toMatch(/draft.*no way to delete it, so it stays/);
  });

  test.each([undefined, { status: "ENDED" } as const])(
    "is done where the test is %j",
    async (betaTest) => {
      const { provider, api } = provide(betaTest);
      await provider.delete(skillId, stateOf({ status: betaTest ? "RUNNING" : "ENDED" }));
      expect(api.calls).toEqual(betaTest ? ["get"] : ["get", "visible", "get"]);
    },
  );

  test("leaves the test alone that another resource of the program declares, and says so", async () => {
    const { provider, api, said } = provide({ status: "RUNNING" });
    await provider.check({}, declared({}, { preview: false }));
    await provider.delete(skillId, stateOf());
    expect(api.calls).toEqual([]);
    expect(said).toEqual([
      `the beta test is left as it is, because "beta" in this program declares it (skill 1)`,
    ]);
  });

  test("ends the test of the skill that a replaced resource had", async () => {
    const { provider, api } = provide({ status: "RUNNING" });
    await provider.check(inputs, declared({ skillId: "amzn1.ask.skill.2" }));
    await provider.delete(skillId, stateOf());
    expect(api.calls).toContain("end");
  });
});

describe("what the program declares next", () => {
  const second = "amzn1.ask.skill.2";
  const upcoming = [{ skillId: second, hasTesters: true }];
  const next = { ...inputs, skillId: second, testers: [ada] };
  const running: BetaTest = { status: "RUNNING" };

  /** The engine calls check and diff of one resource, then those of the next. */
  async function diffOfNext(olds: object, side: Partial<ProgramHints>) {
    const { api, provider } = provide(running);
    await provider.check(olds, declared({}, { upcoming, ...side }));
    await new Promise(setImmediate);
    const ahead = [...api.calls];
    await provider.diff(second, { ...stateOf(), ...next }, next);
    return { ahead, all: api.calls };
  }

  test("is read while the engine is busy with what precedes it, and not again by its diff", async () => {
    const { ahead, all } = await diffOfNext(inputs, { preview: true });
    expect(ahead).toEqual(["get", "list"]);
    expect(all).toEqual(["get", "list"]);
  });

  test("is read ahead by an up, too, but not after a resource that is new there, since its own create looks", async () => {
    expect((await diffOfNext(inputs, { preview: false })).ahead).toEqual(["get", "list"]);
    expect((await diffOfNext({}, { preview: false })).ahead).toEqual([]);
  });

  test("is not read ahead after a refresh has read it", async () => {
    const { api, provider } = provide(running);
    await provider.read(second, { ...stateOf(), ...next });
    await provider.check(inputs, declared({}, { upcoming }));
    await provider.diff(second, { ...stateOf(), ...next }, next);
    expect(api.calls).toEqual(["get", "list"]);
  });

  test("is not asked of Amazon if it is no skill's id", async () => {
    const { api, provider } = provide(running);
    await provider.check(
      inputs,
      declared({}, { upcoming: [{ skillId: "..", hasTesters: false }] }),
    );
    await new Promise(setImmediate);
    expect(api.calls).toEqual([]);
  });

  test("is read again where its turn comes half a minute later, or was read by a refresh so long before", async () => {
    const { api, provider } = provide(running);
    await provider.check(inputs, declared({}, { upcoming }));
    await provider.read(skillId, stateOf());
    await new Promise(setImmediate);
    api.calls.length = 0;
    const now = systemClock.now();
    const clock = jest.spyOn(systemClock, "now").mockReturnValue(now + 30_001);
    await provider.diff(second, { ...stateOf(), ...next }, next);
    await provider.diff(skillId, stateOf(), inputs);
    clock.mockRestore();
    expect(api.calls).toEqual(["get", "list", "get"]);
  });

  test("is observed again before a change", async () => {
    const { api, provider } = provide(running);
    await provider.check(inputs, declared({}, { upcoming, preview: false }));
    await new Promise(setImmediate);
    api.calls.length = 0;
    await provider.update(second, { ...stateOf(), ...next }, next);
    expect(api.calls).toContain("get");
  });
});
