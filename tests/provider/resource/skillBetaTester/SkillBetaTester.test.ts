/** The testers of a skill as resources that Pulumi creates and deletes side by side. */
import type { Tester } from "../../../../provider/betaTest/BetaTest";
import { LocalDeclarations, testerId } from "../../../../provider/resource/declarations";
import type { AnyResource } from "../../../../provider/resource/Resource";
import { createProvider } from "../../../../provider/resource/resources";
import type { Outputs } from "../../../../provider/resource/skillBetaTester/properties";
import { FakeApi, FakeError } from "../../../helpers/FakeApi";
import { runtimeWith } from "../../../helpers/runtime";

const skillId = "amzn1.ask.skill.1";
const ada = "ada@example.com";
const grace = "grace@example.com";
const emails = (count: number) => Array.from({ length: count }, (_, i) => `t${i}@example.com`);

/** Rejects some addresses, whoever else is in the call, and knows who has accepted. */
class TesterApi extends FakeApi {
  rejected: string[] = [];
  accepted: string[] = [];

  override async listTesters(): Promise<Tester[]> {
    return (await super.listTesters()).map(({ emailId }) => ({
      emailId,
      associationDate: "2026-01-01T00:00Z",
      invitationStatus: this.accepted.includes(emailId) ? "ACCEPTED" : "NOT_ACCEPTED",
    }));
  }

  override async addTesters(id: string, added: readonly string[]): Promise<void> {
    if (added.some((each) => this.rejected.includes(each))) {
      this.calls.push(`rejected ${added.length}`);
      throw new FakeError("unacceptable", "Invalid address.");
    }
    return super.addTesters(id, added);
  }
}

type Status = "IN_DRAFT" | "STARTING" | "RUNNING" | "ENDED";

/** @param status null if there is no test. */
function provide(status: Status | null = "RUNNING") {
  const api = new TesterApi(status ? { status } : undefined);
  const said: string[] = [];
  const declarations = new LocalDeclarations();
  const { resources } = createProvider(runtimeWith(api, said, { declarations }));
  const resource = resources.SkillBetaTester;
  const create = (email: string) => resource.create({ skillId, email }) as Promise<Outputs>;
  const createAll = (all: readonly string[]) => Promise.allSettled(all.map(create));
  const remove = (email: string) =>
    resource.delete(testerId(skillId, email), { skillId, email } as never);
  /** What was asked, but for the account, which is asked for once. */
  const calls = () => api.calls.filter((call) => call !== "vendors");
  return { api, calls, create, createAll, declarations, remove, resource, resources, said };
}

function reasons(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results.flatMap((each) => (each.status === "rejected" ? [each.reason.message] : []));
}

describe("creates that come together", () => {
  test("are one list of testers and one request", async () => {
    const { calls, createAll } = provide();
    const all = emails(100);
    expect(reasons(await createAll(all))).toEqual([]);
    expect(calls()).toEqual(["get", "list", `add ${all}`]);
  });

  test("are followed by those that come meanwhile, without another list", async () => {
    const { api, calls, create } = provide();
    const late = jest.fn();
    const add = api.addTesters.bind(api);
    api.addTesters = async (id, added) => {
      if (!late.mock.calls.length) late(create(grace));
      return add(id, added);
    };
    await create(ada);
    await late.mock.calls[0][0];
    expect(calls()).toEqual(["get", "list", `add ${ada}`, `add ${grace}`]);
  });

  test("mail nobody who is in the test, in whatever spelling, and say what Amazon says of them", async () => {
    const { api, calls, create } = provide();
    api.testers = ["Ada@Example.com"];
    api.accepted = ["Ada@Example.com"];
    expect(await create(ada)).toMatchObject({
      email: ada,
      invitationStatus: "ACCEPTED",
      associationDate: "2026-01-01T00:00Z",
    });
    expect(calls()).toEqual(["get", "list"]);
  });

  test("fail only for those whose address Amazon rejects, whoever else is in the request", async () => {
    const { api, createAll } = provide();
    api.rejected = ["t3@example.com"];
    const results = await createAll(emails(8));
    expect(results.map(({ status }) => status === "rejected")).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(reasons(results)).toEqual([
      "Amazon rejected this tester. Correct the address, or remove the resource. Invalid address.",
    ]);
    expect([...api.testers].sort()).toEqual(
      emails(8).filter((each) => !api.rejected.includes(each)),
    );
  });

  test("invite nobody twice when the response is lost", async () => {
    const { api, createAll } = provide();
    api.fail("addTesters", "uncertain", true);
    expect(reasons(await createAll([ada, grace]))).toEqual([]);
    expect(api.testers).toEqual([ada, grace]);
  });

  test("keep who may have been invited, if Amazon no longer says so", async () => {
    const { api, createAll } = provide();
    api.fail("addTesters", "uncertain", true);
    const list = api.listTesters.bind(api);
    let lists = 0;
    api.listTesters = async () => {
      if (lists++ > 0) throw new FakeError("refused", "No access.");
      return list();
    };
    const [result] = await createAll([ada]);
    expect(result).toMatchObject({
      status: "rejected",
      reason: { id: testerId(skillId, ada), properties: { skillId, email: ada } },
    });
  });

  test("wait for a test that is starting", async () => {
    const { calls, createAll } = provide("STARTING");
    expect(reasons(await createAll([ada, grace]))).toEqual([]);
    expect(calls()).toContain(`add ${ada},${grace}`);
  });

  test("are added to a draft", async () => {
    const { calls, create } = provide("IN_DRAFT");
    await create(ada);
    expect(calls()).toEqual(["get", "list", `add ${ada}`]);
  });

  test.each([
    ["ENDED", "the beta test is ENDED, so nobody can join it"],
    [null, "the skill has no beta test that a tester could join"],
  ] as const)("are an error if the test is %s", async (status, message) => {
    const { calls, createAll } = provide(status);
    const [first = ""] = reasons(await createAll([ada]));
    expect(first).toContain(message);
    expect(first).toContain("pass its skillId, as in `skillId: betaTest.skillId`");
    expect(calls().filter((call) => !/get|list/.test(call))).toEqual([]);
  });

  test("say how many invitations are left, if there are too few", async () => {
    const { api, createAll } = provide();
    api.betaTest = { status: "RUNNING", invitesRemaining: 1 };
    api.addTesters = async () => {
      throw new FakeError("unacceptable", "Too many testers.");
    };
    const [first = ""] = reasons(await createAll([ada, grace]));
    expect(first).toContain("only 1 invitation is left, but 2 are needed");
    expect(first).not.toContain(ada);
  });
});

describe("deletes that come together", () => {
  test("are one request, and leave everybody else", async () => {
    const { api, calls, remove } = provide();
    api.testers = [ada, grace, "colin@example.com"];
    await Promise.all([remove(ada), remove(" GRACE@example.com")]);
    expect(calls()).toEqual(["get", "list", `remove ${ada},${grace}`]);
    expect(api.testers).toEqual(["colin@example.com"]);
  });

  test.each(["ENDED", null] as const)("do nothing if the test is %s", async (status) => {
    const { api, calls, remove } = provide(status);
    await remove(ada);
    expect(calls().filter((call) => /remove|end/.test(call))).toEqual([]);
    expect(api.testers).toEqual([]);
  });

  test("do nothing if another process has ended the test since the last batch", async () => {
    const { api, calls, remove } = provide();
    api.testers = [ada, grace];
    await remove(ada);
    api.removeTesters = async () => {
      api.betaTest = { status: "ENDED" };
      throw new FakeError("refused", "There is no beta test.");
    };
    await remove(grace);
    expect(calls()).toEqual(["get", "list", `remove ${ada}`, "get"]);
  });

  test("do nothing for who is gone", async () => {
    const { calls, remove } = provide();
    await remove(ada);
    expect(calls()).toEqual(["get", "list"]);
  });

  test("do nothing if another account's credentials see no test", async () => {
    const { api, remove } = provide(null);
    api.visible = false;
    await expect(remove(ada)).rejects.toThrow(
      "was there when last seen, but Amazon now returns 404",
    );
  });

  test("say who is not removed", async () => {
    const { api, remove } = provide();
    api.testers = [ada, grace];
    api.removeTesters = async (_id, removed) => {
      if (removed.includes(ada)) throw new FakeError("unacceptable", "Not this one.");
      api.testers = api.testers.filter((each) => !removed.includes(each));
    };
    const results = await Promise.allSettled([remove(ada), remove(grace)]);
    expect(reasons(results)).toEqual([
      "Amazon refused to remove this tester. Remove it in Amazon's developer console, or run again. Not this one.",
    ]);
    expect(api.testers).toEqual([ada]);
  });

  test.each([
    ["another resource", { owned: testerId(skillId, ada) }, "declares the same tester"],
    ["a list of all", { owned: skillId, listsTesters: true }, "lists the skill's testers"],
  ])("leave a tester who is declared by %s", async (_who, declared, what) => {
    const { api, calls, declarations, remove, said } = provide();
    api.testers = [ada];
    declarations.declare({ id: "2", name: "other", title: '"other"', ...declared });
    await remove(ada);
    expect(calls()).toEqual([]);
    expect(said.join()).toContain(`"other" in this program ${what}`);
  });

  test("do not mind who declares the test alone", async () => {
    const { api, declarations, remove } = provide();
    api.testers = [ada];
    declarations.declare({ id: "2", name: "beta", title: '"beta"', owned: skillId });
    await remove(ada);
    expect(api.testers).toEqual([]);
  });
});

describe("a preview", () => {
  const checked = (resource: AnyResource, email: string) =>
    resource.check({ skillId, email }, { id: email, name: email, title: email });

  test("asks once for all testers of a skill", async () => {
    const { calls, resource } = provide();
    const all = emails(20);
    for (const email of all) checked(resource, email);
    await Promise.all(all.map((email) => resource.previewCreate({ skillId, email } as never)));
    for (const email of all) await resource.previewCreate({ skillId, email } as never);
    expect(calls()).toEqual(["get", "list"]);
  });

  test("says when there are too few invitations for all of them", async () => {
    const { api, resource, said } = provide();
    api.betaTest = { status: "RUNNING", invitesRemaining: 1 };
    for (const email of [ada, grace]) await resource.previewCreate({ skillId, email } as never);
    expect(said.map((line) => line.replace(/ \(skill.*/, ""))).toEqual([
      "1 tester will be invited",
      "1 tester will be invited; only 1 invitation is left, but 2 are needed, so Amazon may refuse",
    ]);
  });

  test.each([
    ["RUNNING", {}, "1 tester will be invited"],
    ["STARTING", {}, "1 tester will be invited once the beta test is RUNNING, unless"],
    ["IN_DRAFT", {}, "1 tester will be added to the draft; nobody is mailed before"],
    [
      "IN_DRAFT",
      { desiredStatus: "RUNNING" },
      "1 tester will be invited once the beta test has been started",
    ],
    [
      "ENDED",
      { desiredStatus: "RUNNING" },
      "1 tester will be invited once the new beta test has been started",
    ],
    [
      "ENDED",
      { desiredStatus: "IN_DRAFT" },
      "1 tester will be added to the new draft; nobody is mailed before",
    ],
  ] as const)("of a test that is %s, beside %j, says: %s", async (status, owner, line) => {
    const { declarations, resource, said } = provide(status);
    if ("desiredStatus" in owner)
      declarations.declare({ id: "2", name: "b", title: "b", owned: skillId, ...owner });
    await resource.previewCreate({ skillId, email: ada } as never);
    expect(said.join()).toContain(line);
  });

  test("refuses a tester of a test that the program ends, and says what to remove", async () => {
    const { declarations, resource } = provide();
    const ends = { owned: skillId, desiredStatus: "ENDED" };
    declarations.declare({ id: "2", name: "b", title: '"b"', ...ends });
    await expect(resource.previewCreate({ skillId, email: ada } as never)).rejects.toThrow(
      '"b" in this program ends the beta test (desiredStatus: "ENDED"), so nobody can join it.',
    );
  });

  test("says who was removed elsewhere, and is invited again", async () => {
    const { resource, said } = provide();
    const news = { skillId, email: ada };
    await resource.previewUpdate({ id: testerId(skillId, ada), olds: news, news });
    expect(said.join()).toContain(
      "the tester is no longer in the beta test: 1 tester will be invited",
    );
  });

  test("names the resource where there is no URN", async () => {
    const { resource, said } = provide();
    await resource.previewCreate({ skillId, email: ada } as never, { name: "ada" });
    expect(said.join()).toMatch(/^"ada": 1 tester will be invited/);
  });

  test("warns where the language announces nothing, and the tester may be removed first", async () => {
    const { api, declarations, resource, said } = provide();
    api.testers = [ada];
    const call = { mayBeDeletedFirst: true };
    await resource.previewCreate({ skillId, email: ada } as never, call);
    expect(said.join()).toContain("warning: the tester is removed, and invited again, if another");
    said.length = 0;
    const owned = testerId(skillId, ada);
    declarations.announce({ id: "1", name: "ada", title: "ada", owned, isTester: true });
    await resource.previewCreate({ skillId, email: ada } as never, call);
    expect(said.join()).not.toContain("warning");
  });

  test("refuses nobody beside a list that may turn out to be none", () => {
    const { declarations, resource } = provide();
    const list = { owned: skillId, listsTesters: true, mayListNobody: true };
    declarations.announce({ id: "1", name: "beta", title: "beta", ...list });
    expect(checked(resource, ada).failures).toEqual([]);
  });

  test("promises that nobody is mailed only where the program announces the tester", async () => {
    const { api, declarations, resource, said } = provide();
    api.testers = [ada];
    await resource.previewCreate({ skillId, email: ada } as never);
    expect(said.join()).toContain("nobody is mailed, unless Pulumi deletes another resource");
    said.length = 0;
    const owned = testerId(skillId, ada);
    declarations.announce({ id: "1", name: "ada", title: "ada", owned, isTester: true });
    await resource.previewCreate({ skillId, email: ada } as never);
    expect(said.join()).toMatch(/nobody is mailed \(skill/);
  });

  test("refuses one whose address is not known yet beside a list of all, declared or only announced", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const list = { name: "beta", title: '"beta"', owned: skillId, listsTesters: true };
    for (const by of ["declare", "announce"] as const) {
      const { declarations, resource } = provide();
      declarations[by]({ id: "1", ...list });
      const { failures } = checked(resource, unknown);
      expect(failures.join()).toContain('"beta" lists all testers of the skill');
    }
  });

  test("does not know who an unknown address is", async () => {
    const { calls, resource, said } = provide();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    await resource.previewCreate({ skillId, email: unknown } as never);
    expect(said.join()).toContain("does not know email yet");
    expect(calls()).toEqual([]);
  });
});

describe("an id", () => {
  test("has no part of the address, and is the same for all its spellings", () => {
    const { resource } = provide();
    const id = resource.idOf({ skillId, email: ada });
    expect(id).toMatch(/^amzn1\.ask\.skill\.1\/[0-9a-f]{32}$/);
    expect(resource.idOf({ skillId, email: " ADA@example.com " })).toBe(id);
    expect(resource.idOf({ skillId: "amzn1.ask.skill.2", email: ada })).not.toContain(
      id.slice(-32),
    );
  });

  test.each([ada, "ADA@example.com", testerId(skillId, ada).split("/")[1]])(
    "to import can end with %s",
    async (who) => {
      const { api, resource } = provide();
      api.testers = [ada];
      const read = await resource.read({ id: `${skillId}/${who}`, olds: {} });
      expect(read).toMatchObject({
        id: testerId(skillId, ada),
        inputs: { skillId, email: ada },
        outputs: { invitationStatus: "NOT_ACCEPTED" },
      });
    },
  );

  test.each(["amzn1.ask.skill.1", "amzn1.ask.skill.1/", "a b/ada@example.com"])(
    "to import must not be %j",
    async (id) => {
      const { resource } = provide();
      await expect(resource.read({ id, olds: {} })).rejects.toThrow("a slash and the e-mail");
    },
  );

  test("of somebody who is not in the test imports nothing", async () => {
    const { resource } = provide();
    expect(await resource.read({ id: `${skillId}/${ada}`, olds: {} })).toBeUndefined();
  });
});

describe("a diff", () => {
  const state = { skillId, email: ada, invitationStatus: "NOT_ACCEPTED" };
  const diff = (resource: AnyResource, news: object = {}) => {
    resource.check({ skillId, email: ada, ...news });
    const id = testerId(skillId, ada);
    return resource.diff({ id, olds: state, news: { skillId, email: ada, ...news } });
  };

  test("is empty for who is in the test, in whatever spelling", async () => {
    const { api, resource } = provide();
    api.testers = ["ADA@example.com"];
    expect([...(await diff(resource, { email: "Ada@Example.com" }))]).toEqual([]);
  });

  test("finds who was removed", async () => {
    const { resource } = provide();
    expect([...(await diff(resource))]).toEqual([["invitationStatus", "output"]]);
  });

  test("replaces for another skill or address, and not for one that is not known yet", async () => {
    const { resource } = provide();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect([...(await diff(resource, { email: grace }))]).toEqual([["email", "replace"]]);
    expect([...(await diff(resource, { email: unknown }))]).toEqual([["email", "update"]]);
    expect([...(await diff(resource, { skillId: unknown }))]).toEqual([["skillId", "update"]]);
  });

  test("of a test that has ended is empty, unless the program starts a new one", async () => {
    const { declarations, resource, said } = provide("ENDED");
    expect([...(await diff(resource))]).toEqual([]);
    expect(said.join()).toContain("the beta test is ENDED, so the tester has no access");
    declarations.declare({ id: "2", name: "b", title: "b", owned: skillId });
    expect([...(await diff(resource))]).toEqual([["invitationStatus", "output"]]);
  });

  test("of a test that the program ends is empty, whoever is in it", async () => {
    const { declarations, resource } = provide();
    const ends = { owned: skillId, desiredStatus: "ENDED" };
    declarations.declare({ id: "2", name: "b", title: "b", ...ends });
    expect([...(await diff(resource))]).toEqual([]);
  });

  test("warns once before the test expires, unless the program has its resource", async () => {
    const expiryDate = "2026-03-01T00:00:00.000Z";
    const { api, declarations, resource, said } = provide();
    api.betaTest = { status: "RUNNING", expiryDate };
    api.testers = [ada];
    api.nowMs = Date.parse("2026-02-20T00:00:00.000Z");
    await diff(resource);
    await diff(resource);
    expect(said.map((line) => line.replace(/ \(skill.*/, ""))).toEqual([
      "warning: beta test expires in 9 days, on 2026-03-01; once a new one is started, `pulumi up` here invites this program's testers again",
    ]);
    said.length = 0;
    declarations.declare({ id: "2", name: "b", title: "b", owned: skillId });
    await diff(resource);
    expect(said).toEqual([]);
  });

  test("while a test is starting finds nobody missing", async () => {
    const { resource } = provide("STARTING");
    expect([...(await diff(resource))]).toEqual([]);
  });
});
