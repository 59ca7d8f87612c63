import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { BetaTest } from "../../../provider/betaTest/BetaTest";
import { createPlugin } from "../../../provider/pulumi/plugin";
import { LocalDeclarations } from "../../../provider/resource/declarations";
import type { Inputs } from "../../../provider/resource/skillBetaTest/inputs";
import type { Outputs } from "../../../provider/resource/skillBetaTest/properties";
import { FakeApi } from "../../helpers/FakeApi";
import { runtimeWith } from "../../helpers/runtime";

const skillId = "amzn1.ask.skill.1";
const ada = "ada@example.com";
const urn = "urn:pulumi:test::test::alexa:index:SkillBetaTest::beta";
const inputs: Inputs = { skillId, desiredStatus: "RUNNING", adopt: false };
const state: Outputs = { ...inputs, status: "RUNNING" };

/** A plugin in a process of its own, and its handlers as the engine calls them. */
function provide(
  betaTest?: BetaTest,
  declarations = new LocalDeclarations(),
  command?: () => string | undefined,
) {
  const api = new FakeApi(betaTest);
  const said: string[] = [];
  const runtime = runtimeWith(api, said, { declarations, command });
  const { implementation } = createPlugin({
    runtime,
    createRuntime: () => ({ ...runtime, declarations: new LocalDeclarations() }),
    version: "0.0.0",
    schema: () => "{}",
  });
  const handlers = implementation as unknown as Record<
    string,
    (call: { request: unknown }, reply: (error: Error | null, response: never) => void) => void
  >;
  const call = <T>(method: string, request: unknown) =>
    new Promise<T>((resolve, reject) => {
      handlers[method]?.({ request }, (error, response) =>
        error ? reject(new Error(error.message)) : resolve(response),
      );
    });
  const of = (properties: object) =>
    Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
  return {
    api,
    said,
    invoke: () =>
      call<proto.InvokeResponse>(
        "invoke",
        new proto.InvokeRequest().setTok("alexa:index:getSkillBetaTest").setArgs(of({ skillId })),
      ),
    configure: (settings: object, name = "default_0_1_0") =>
      call("configure", new proto.ConfigureRequest().setArgs(of(settings)).setName(name)),
    attach: () => call("attach", new PluginAttach().setAddress("127.0.0.1:1")),
    check: (news: object, olds: object = {}, resource = urn) =>
      call<proto.CheckResponse>(
        "check",
        new proto.CheckRequest().setUrn(resource).setOlds(of(olds)).setNews(of(news)),
      ),
    diff: (news: object, olds: object = state, oldInputs: object = olds) =>
      call<proto.DiffResponse>(
        "diff",
        new proto.DiffRequest()
          .setId(skillId)
          .setUrn(urn)
          .setOlds(of(olds))
          .setOldInputs(of(oldInputs))
          .setNews(of(news)),
      ),
    read: (olds: object = state, oldInputs: object = olds) =>
      call<proto.ReadResponse>(
        "read",
        new proto.ReadRequest()
          .setId(skillId)
          .setUrn(urn)
          .setProperties(of(olds))
          .setInputs(of(oldInputs)),
      ),
    update: (
      news: object,
      { olds = state, preview = false }: { olds?: object; preview?: boolean },
    ) =>
      call<proto.UpdateResponse>(
        "update",
        new proto.UpdateRequest()
          .setId(skillId)
          .setUrn(urn)
          .setOlds(of(olds))
          .setNews(of(news))
          .setPreview(preview),
      ),
    create: (news: object, preview = false) =>
      call<proto.CreateResponse>(
        "create",
        new proto.CreateRequest().setUrn(urn).setProperties(of(news)).setPreview(preview),
      ),
    delete: (olds: object = state) =>
      call("delete", new proto.DeleteRequest().setId(skillId).setUrn(urn).setProperties(of(olds))),
  };
}

const pathsOf = (response: proto.DiffResponse) =>
  response
    .getDetaileddiffMap()
    .toArray()
    .map(([path]) => path);

describe("what was seen", () => {
  test("a state that this run has not read is looked at, whatever the engine can do", async () => {
    const { diff, api } = provide({ status: "ENDED" });
    expect(pathsOf(await diff(inputs))).toContain("desiredStatus");
    expect(api.calls).toEqual(["get"]);
  });

  test("a state that this run has read is not looked at again", async () => {
    const { read, diff, api } = provide({ status: "RUNNING" });
    await read();
    expect(pathsOf(await diff(inputs))).toEqual([]);
    expect(api.calls).toEqual(["get"]);
  });

  test.each([
    ["STARTING", "RUNNING"],
    ["STOPPING", "ENDED"],
  ] as const)(
    "a test that is %s is a difference of a program that wants it %s",
    async (status, desiredStatus) => {
      const { read, diff } = provide({ status });
      const olds = { ...state, desiredStatus, status: desiredStatus };
      const { outputs, inputs: seen } = await read(olds).then((response) => ({
        outputs: response.getProperties()?.toJavaScript() as object,
        inputs: response.getInputs()?.toJavaScript() as object,
      }));
      expect(outputs).toMatchObject({ status });
      expect(pathsOf(await diff({ ...inputs, desiredStatus }, outputs, seen))).toEqual(["status"]);
    },
  );

  test("the next update waits for a start that timed out, and succeeds only then", async () => {
    const { update, api } = provide({ status: "STARTING" });
    const olds = { ...state, status: "STARTING" };
    const outputs = (await update(inputs, { olds })).getProperties()?.toJavaScript();
    expect(outputs).toMatchObject({ status: "RUNNING" });
    expect(api.calls.filter((call) => call === "get")).toHaveLength(2);
  });

  test("a feedbackEmail that was refused does not count as set where Amazon does not report it", async () => {
    const { read, diff } = provide({ status: "RUNNING" });
    const refused = { ...inputs, feedbackEmail: "new@example.com" };
    const kept = { ...state, feedbackEmail: "old@example.com" };
    const seen = (await read(kept, refused)).getInputs()?.toJavaScript() as object;
    expect(seen).toMatchObject({ feedbackEmail: "old@example.com" });
    expect(pathsOf(await diff(refused, kept, seen))).toEqual(["feedbackEmail"]);
  });
});

describe("getSkillBetaTest", () => {
  test.each([
    ["IN_DRAFT", true],
    ["STARTING", false],
    ["RUNNING", true],
    ["STOPPING", false],
    ["ENDED", false],
  ] as const)("of a test that is %s lists the testers: %s", async (status, isListed) => {
    const { invoke, api } = provide({ status });
    api.testers = [ada];
    const result = (await invoke()).getReturn()?.toJavaScript();
    expect(api.calls).toEqual(isListed ? ["get", "list"] : ["get"]);
    expect(result?.testers).toEqual(isListed ? [{ emailId: ada }] : undefined);
  });
});

describe("what is said", () => {
  const ended = { status: "ENDED" } as const;

  test("a refresh and a destroy, which ask for reads and diffs, announce nothing", async () => {
    const { read, diff, said } = provide(ended);
    await read({ ...state, testers: [ada] });
    await diff({ ...inputs, testers: [ada] }, { ...state, testers: [ada] });
    expect(said).toEqual([]);
  });

  test("a preview says once what the update will do", async () => {
    const { check, read, diff, update, said } = provide(ended);
    const news = { ...inputs, testers: [ada] };
    const olds = { ...state, testers: [ada], expiryDate: "2026-06-01T00:00:00.000Z" };
    await read(olds);
    await check(news, news);
    await diff(news, olds);
    await update(news, { olds, preview: true });
    expect(said).toEqual([
      `beta test was ended elsewhere: a new one will be created and started; 1 tester will be invited (skill 1)`,
    ]);
  });

  test("testers that the program leaves out stay, and the preview says so", async () => {
    const { update, said, api } = provide({ status: "RUNNING" });
    await update(inputs, { olds: { ...state, testers: [ada] }, preview: true });
    expect(said).toEqual([`testers will no longer be managed; nobody is removed (skill 1)`]);
    expect(api.calls).toEqual(["get"]);
  });

  test("an update that changes nothing at Amazon says so", async () => {
    const { update, said } = provide({ status: "RUNNING" });
    await update({ ...inputs, adopt: true }, { preview: true });
    expect(said).toEqual([`nothing will change at Amazon (skill 1)`]);
  });

  test("a replacement of a resource by itself finds its own test, and changes it", async () => {
    const { diff, create, api, said } = provide({ status: "RUNNING" });
    const news = { ...inputs, testers: [ada] };
    await diff(news);
    await create(news, true);
    expect(said).toEqual([
      `beta test is already RUNNING and will be adopted; 1 tester will be invited (skill 1)`,
    ]);
    await create(news);
    expect(api.testers).toEqual([ada]);
    // Without a diff before it, it may be somebody else's.
    const { create: createAnew } = provide({ status: "RUNNING" });
    await expect(createAnew(news)).rejects.toThrow("Set `adopt: true`");
  });

  test("a replacement names the order, and does not end what another resource declares", async () => {
    const { diff, create, said } = provide({ status: "RUNNING" });
    const news = { ...inputs, skillId: "amzn1.ask.skill.2" };
    await diff(news);
    await create(news, true);
    expect(said[0]).toBe(
      `will be replaced: the new skill's beta test is set up first, unless deleteBeforeReplace applies; then the old skill's test ends for 0 testers, unless another resource in the program declares that skill or retainOnDelete is set (skill 1)`,
    );
  });

  test("a skillId that is not known yet is no reason to replace, and ends nothing for sure", async () => {
    const { diff, update, said } = provide({ status: "RUNNING" });
    const news = { ...inputs, skillId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    const answer = await diff(news);
    expect(answer.getReplacesList()).toEqual([]);
    await update(news, { olds: state, preview: true });
    expect(said).toEqual([expect.stringMatching(/skillId is not known yet: if it stays the same/)]);
  });

  test("a new resource that finds a running test says that it takes it over, before and when it does", async () => {
    const { create, said } = provide({ status: "RUNNING" });
    await create(inputs, true);
    await create(inputs);
    expect(said).toEqual([
      `beta test is already RUNNING and matches the program: it will be adopted as is. If you renamed its resource, deleting the old one does not end the test (skill 1)`,
      `adopting the beta test that is already RUNNING (skill 1)`,
    ]);
  });
});

describe("who owns a skill", () => {
  test("a resource that is checked in one provider is not ended by another of the run", async () => {
    const declarations = new LocalDeclarations();
    const [dynamic, plugin] = [
      provide(undefined, declarations),
      provide({ status: "RUNNING" }, declarations),
    ];
    await dynamic.check(inputs, {}, urn.replace("beta", "new"));
    await plugin.delete();
    expect(plugin.api.calls).toEqual([]);
    expect(plugin.said[0]).toContain('left as it is, because "new"');
  });

  test("a skill that is declared twice is an error that names both, whatever their names hold", async () => {
    const { check } = provide();
    const other = urn.replace("beta", "a::b");
    await check(inputs);
    const [failure] = (await check(inputs, {}, other)).getFailuresList();
    expect(failure?.getReason()).toContain(`by "beta" (${urn}) and by "a::b" (${other})`);
  });
});

test("a plugin that a debugger holds knows nothing of the run before", async () => {
  const { check, delete: remove, attach, api } = provide({ status: "RUNNING" });
  await check(inputs);
  await attach();
  await remove();
  expect(api.calls).toContain("end");
});

test("of a test that is over as the program asks, neither address nor testers are a difference", async () => {
  const ended = {
    ...{ skillId, desiredStatus: "ENDED", adopt: false },
    ...{ feedbackEmail: "f@example.com", testers: [ada] },
  };
  const { read, diff } = provide();
  const response = await read({ ...ended, status: "ENDED" }, ended);
  const outputs = response.getProperties()?.toJavaScript();
  expect(pathsOf(await diff(ended, outputs, response.getInputs()?.toJavaScript()))).toEqual([]);
});

test("a skill that the account no longer has stays in the state of an up, whose diff says what to do", async () => {
  const { read, check, diff, api } = provide(undefined, new LocalDeclarations(), () => "up");
  api.visible = false;
  const response = await read({ ...state, __vendorIds: ["M1"] });
  expect(response.getId()).toBe(skillId);
  await check(inputs);
  await expect(diff(inputs, { ...state, __vendorIds: ["M1"] })).rejects.toThrow(
    "the skill no longer belongs to this account",
  );
});

test("a destroy ends what the program announces: it deletes everything, and checks nothing", async () => {
  const declarations = new LocalDeclarations();
  declarations.announce({ id: "1", name: "beta", title: "beta", owned: skillId });
  declarations.programStarts();
  const destroyed = provide({ status: "RUNNING" }, declarations, () => "destroy");
  await destroyed.delete();
  expect(destroyed.api.calls).toContain("end");
});

test("a deletion that Pulumi is only to try is refused: it would end the test", async () => {
  const tried = provide({ status: "RUNNING" }, undefined, () => "do --dry-run");
  await expect(tried.delete()).rejects.toThrow("nothing was deleted");
  expect(tried.api.calls).toEqual([]);
});

describe("a running test that a Provider of the program takes over", () => {
  const saidBy = async (name?: string, isAnnounced = false) => {
    const declarations = new LocalDeclarations();
    if (isAnnounced)
      declarations.announce({ id: "1", name: "beta", title: "beta", owned: skillId });
    const plugin = provide({ status: "RUNNING" }, declarations);
    await plugin.configure({}, name);
    await plugin.check(inputs);
    await plugin.create(inputs, true);
    return plugin.said.join();
  };

  test("may be that of a Provider that is deleted first, and the preview warns", async () => {
    expect(await saidBy("mine")).toContain("its Provider is replaced with deleteBeforeReplace");
  });

  test("stays if the program announces it, or the Provider is Pulumi's own", async () => {
    expect(await saidBy("mine", true)).not.toContain("deleteBeforeReplace");
    expect(await saidBy()).not.toContain("deleteBeforeReplace");
  });
});

describe("settings of the last up with which Amazon cannot be read any more", () => {
  const failing = (command?: string, error: object = { category: "settings" }) => {
    const provided = provide({ status: "RUNNING" }, new LocalDeclarations(), () => command);
    provided.api.getBetaTest = async () => {
      throw Object.assign(new Error("answered 401."), error);
    };
    return provided;
  };

  test.each([
    ["credentials that are refused", { category: "settings" }],
    ["a host that nobody listens on", { category: "unreachable" }],
    ["a host that answers like no Amazon", {}],
  ])(
    "(%s) leave the state as it is in preview and up, whose diff looks with today's",
    async (_what, error) => {
      const { read, check, diff, said } = failing("up", error);
      const response = await read({ ...state, testers: [ada] }, { ...inputs, testers: [ada] });
      expect(response.getProperties()?.toJavaScript()).toMatchObject({ testers: [ada] });
      expect(response.getInputs()?.toJavaScript()).toEqual({ ...inputs, testers: [ada] });
      expect(said).toEqual([]);
      // The engine asks about the read first, when it has not heard of today's settings.
      await expect(
        diff({ ...inputs, testers: [ada] }, { ...state, testers: [ada] }),
      ).resolves.toBeDefined();
      await check(inputs);
      await expect(diff(inputs)).rejects.toThrow("answered 401.");
    },
  );

  test("are tried once if Amazon cannot be reached, and not for every resource", async () => {
    const { api, read, said } = failing("up", { category: "unreachable" });
    const looks = jest.spyOn(api, "getBetaTest");
    for (let i = 0; i < 3; i++) await read();
    expect(looks).toHaveBeenCalledTimes(1);
    expect(said).toEqual([]);
  });

  test.each(["refresh", undefined])(
    "are an error that names the fix if no diff may follow (Pulumi's %s)",
    async (command) => {
      const { read, check } = failing(command);
      await expect(read()).rejects.toThrow("`pulumi refresh --run-program` uses the current ones");
      await check(inputs);
      await expect(read()).rejects.toThrow(/^answered 401\.$/);
    },
  );

  test("name the fix in the error of a destroy", async () => {
    await expect(failing().delete()).rejects.toThrow(
      "`pulumi destroy --run-program` uses the current ones",
    );
    await expect(failing("refresh", {}).delete()).rejects.toThrow(/^answered 401\.$/);
  });
});
