import type { Operation } from "../../../provider/clock";
import { createDynamicProvider } from "../../../provider/pulumi/dynamic";
import { LocalDeclarations } from "../../../provider/resource/declarations";
import type { Amazon, EngineLog } from "../../../provider/resource/ProviderSession";
import { createProvider } from "../../../provider/resource/resources";
import { FakeClock } from "../../helpers/clock";
import { FakeApi } from "../../helpers/FakeApi";

const skillId = "amzn1.ask.skill.1";
const inputs = { skillId, desiredStatus: "RUNNING", adopt: false } as const;

interface Given extends Amazon, Partial<Pick<EngineLog, "showProgress">> {
  readonly timeoutMs: number;
  readonly command?: string;
}

function provide({ timeoutMs, clock, api, command, showProgress = async () => {} }: Given) {
  return createProvider({
    settings: () => ({ timeoutMs }) as never,
    connect: async () => ({ clock, api }),
    engine: { debug: async () => {}, info: async () => {}, warn: async () => {}, showProgress },
    declarations: new LocalDeclarations(),
    command: () => command,
  });
}

test("every operation has an end, and shows with its skill's id what it waits for, once for many waits", async () => {
  const clock = new FakeClock();
  const shown: string[] = [];
  const operations: Operation[] = [];
  class WaitingApi extends FakeApi {
    constructor(private readonly operation: Operation) {
      super({ status: "RUNNING" });
    }
    override async getBetaTest() {
      for (let i = 0; i < 3; i++) await this.operation.onWait("Amazon returned 429; retrying");
      return super.getBetaTest();
    }
  }
  const resources = provide({
    timeoutMs: 60_000,
    clock,
    api: (operation) => {
      operations.push(operation);
      return new WaitingApi(operation);
    },
    showProgress: async (line) => void shown.push(line),
  });
  const provider = createDynamicProvider(() => resources, "SkillBetaTest");
  const line = `Amazon returned 429; retrying (skill 1)`;
  await provider.diff(skillId, { ...inputs, status: "RUNNING" }, inputs);
  expect(shown).toEqual([line]);
  await provider.create(inputs);
  expect(shown).toEqual([line, line]);
  // Of the account, which is asked for beside the create, a quarter of a minute is enough.
  const allowed = operations.map(({ endsAtMs }) => endsAtMs - clock.now());
  expect(allowed.sort()).toEqual([15_000, 60_000, 60_000]);
});

test("a look in a preview of the dynamic resource has half a minute, whatever the limit of an up", async () => {
  const clock = new FakeClock();
  const allowed: number[] = [];
  const resources = provide({
    timeoutMs: 600_000,
    clock,
    api: ({ endsAtMs }) => {
      allowed.push(endsAtMs - clock.now());
      return new FakeApi({ status: "RUNNING" });
    },
  });
  const provider = createDynamicProvider(() => resources, "SkillBetaTest");
  const declared = { name: "beta", id: "beta 1", preview: true, ignoreChanges: [] };
  await provider.check(inputs, { ...inputs, __program: declared });
  await provider.diff(skillId, { ...inputs, status: "RUNNING" }, inputs);
  expect(new Set(allowed)).toEqual(new Set([30_000]));
  await provider.update(skillId, { ...inputs, status: "RUNNING" }, inputs);
  expect(allowed).toContain(600_000);
});

describe("a delete while the program is still running", () => {
  const olds = { ...inputs, status: "RUNNING" };
  const running = (meanwhile?: (declarations: LocalDeclarations) => void) => {
    const api = new FakeApi({ status: "RUNNING" });
    const clock = new FakeClock();
    const { resources, session } = provide({ timeoutMs: 600_000, clock, api: () => api });
    const declarations = session.declarations as LocalDeclarations;
    declarations.programStarts();
    clock.sleep = async (ms) => {
      clock.slept.push(ms);
      meanwhile?.(declarations);
    };
    return { api, clock, resource: resources.SkillBetaTest };
  };

  test("ends nothing if the program comes to declare the skill", async () => {
    const { resource, api, clock } = running((declarations) => {
      declarations.declare({ id: "beta 1", name: "beta", title: "beta", owned: skillId });
    });
    await resource.delete(skillId, olds);
    expect(api.calls).toEqual([]);
    expect(clock.slept).toHaveLength(1);
  });

  test("is an error that ends nothing if it does not within ten seconds", async () => {
    const { resource, api, clock } = running();
    await expect(resource.delete(skillId, olds)).rejects.toThrow("may declare it again");
    expect(api.calls).toEqual([]);
    expect(clock.slept.reduce((sum, ms) => sum + ms)).toBe(10_000);
  });

  test("ends the test of a resource that has another skill now", async () => {
    const { resource, api } = running();
    await resource.diff({ id: skillId, olds, news: { ...inputs, skillId: "amzn1.ask.skill.2" } });
    const end = jest.spyOn(api, "endBetaTest");
    await resource.delete(skillId, olds).catch(() => {});
    expect(end).toHaveBeenCalledTimes(1);
  });
});

describe("where the engine does not say whether it is a preview, a diff has", () => {
  const allowedBy = async (command: string | undefined, announced: { preview?: boolean }) => {
    const clock = new FakeClock();
    const allowed: number[] = [];
    const { resources, session } = provide({
      timeoutMs: 600_000,
      clock,
      command,
      api: ({ endsAtMs }) => {
        allowed.push(endsAtMs - clock.now());
        return new FakeApi({ status: "RUNNING" });
      },
    });
    const declared = { id: "beta 1", name: "beta", title: "beta", owned: skillId };
    session.declarations.announce({ ...declared, ...announced });
    const change = { id: skillId, olds: { ...inputs, status: "RUNNING" }, news: inputs };
    await resources.SkillBetaTest.diff(change);
    await resources.SkillBetaTest.delete("amzn1.ask.skill.other", change.olds).catch(() => {});
    return allowed;
  };

  test("half a minute in `pulumi preview`, and in the preview of an up whose program says so", async () => {
    expect((await allowedBy("preview", {}))[0]).toBe(30_000);
    expect((await allowedBy("up", { preview: true }))[0]).toBe(30_000);
  });

  test("the time of the settings in everything else, as every change has", async () => {
    expect((await allowedBy("up", { preview: false }))[0]).toBe(600_000);
    expect((await allowedBy(undefined, {}))[0]).toBe(600_000);
    expect((await allowedBy("up", { preview: true }))[1]).toBe(600_000);
  });
});

test("a preview waits for an Amazon that cannot be reached once, and not for the new resources after that", async () => {
  const allowed: number[] = [];
  const clock = new FakeClock();
  const api = new FakeApi();
  api.getBetaTest = async () => {
    throw Object.assign(new Error("No answer."), { category: "unreachable" });
  };
  const { resources } = provide({
    timeoutMs: 600_000,
    clock,
    api: ({ endsAtMs }) => {
      allowed.push(endsAtMs - clock.now());
      return api;
    },
  });
  for (const id of [1, 2, 3]) {
    const news = { ...inputs, skillId: `${skillId}${id}` };
    await resources.SkillBetaTest.previewCreate(news, { isPreview: true });
  }
  expect(allowed).toEqual([30_000]);
  // An existing resource is asked about all the same, but not for as long.
  const change = { id: skillId, olds: { ...inputs, status: "RUNNING" }, news: inputs };
  const diff = resources.SkillBetaTest.diff(change, { isPreview: true });
  await expect(diff).rejects.toThrow("No answer.");
  expect(allowed).toEqual([30_000, 10_000]);
});
