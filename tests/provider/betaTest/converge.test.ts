import type { BetaTest } from "../../../provider/betaTest/BetaTest";
import {
  type ConvergeOptions,
  converge,
  InterruptedError,
  type Target,
} from "../../../provider/betaTest/converge";
import { TransitionTimes } from "../../../provider/betaTest/Waiting";
import { FakeClock } from "../../helpers/clock";
import { FakeApi, FakeError } from "../../helpers/FakeApi";

const skillId = "amzn1.ask.skill.1";
const ada = "ada@example.com";

const never = new AbortController().signal;

function contextOf(api: FakeApi, own: Partial<ConvergeOptions> = {}): ConvergeOptions {
  return {
    api,
    clock: new FakeClock(),
    onProgress: async () => {},
    timeoutMs: 600_000,
    signal: never,
    transitionTimes: new TransitionTimes(),
    ...own,
  };
}

function go(api: FakeApi, target: Partial<Target> = {}, timeoutMs = 600_000) {
  const clock = new FakeClock();
  const progress: string[] = [];
  const onProgress = async (line: string) => void progress.push(line);
  const outcome = converge(
    { skillId, desired: { status: "RUNNING" }, adopt: "always", ...target },
    contextOf(api, { clock, onProgress, timeoutMs }),
  );
  return Object.assign(outcome, { clock, progress });
}

async function interruption(outcome: Promise<unknown>): Promise<InterruptedError> {
  const error = await outcome.then(
    () => new Error("It went through."),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(InterruptedError);
  return error as InterruptedError;
}

const running: BetaTest = { status: "RUNNING", feedbackEmail: "f@example.com" };

test("a test that is missing is created, given its testers and started, with no call to spare", async () => {
  const api = new FakeApi();
  const desired = { status: "RUNNING", testers: [ada], feedbackEmail: "f@example.com" } as const;
  const observed = await go(api, { desired });
  expect(observed.betaTest?.status).toBe("RUNNING");
  expect(api.calls).toEqual(["get", "create f@example.com", `add ${ada}`, "start", "get", "get"]);
});

test("a draft is taken over as it is", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  await go(api, { adopt: "ifEqual" });
  expect(api.calls).toEqual(["get", "start", "get", "get"]);
});

test("a test that is what is asked for takes one look", async () => {
  const api = new FakeApi(running);
  await go(api, {
    adopt: "ifEqual",
    desired: { status: "RUNNING", feedbackEmail: "f@example.com" },
  });
  expect(api.calls).toEqual(["get"]);
});

test("a running test that differs is not taken without `adopt`, and the error says what differs", async () => {
  const api = new FakeApi(running);
  api.testers = ["other@example.com"];
  const desired = { status: "RUNNING", testers: [ada], feedbackEmail: "g@example.com" } as const;
  const error = await interruption(go(api, { adopt: "ifEqual", desired }));
  expect(error.message).toBe(
    "a beta test is already RUNNING for this skill and differs from the program. If adopted: " +
      "feedbackEmail will be changed; 1 tester will be removed; 1 tester will be invited. " +
      "Set `adopt: true` to adopt and change it, or change the program to match the running test. " +
      "If you renamed this resource, add its old name as an alias instead.",
  );
  expect(error.changed).toBe(false);
  expect(api.calls).toEqual(["get", "list"]);
});

test("a running test that differs is changed where it may be adopted", async () => {
  const api = new FakeApi(running);
  await go(api, { desired: { status: "RUNNING", feedbackEmail: "g@example.com" } });
  expect(api.calls).toEqual(["get", "update g@example.com", "get"]);
});

test("an ended test gives way to a new one, whose testers are looked at before any is added", async () => {
  const api = new FakeApi({ status: "ENDED" });
  await go(api, { desired: { status: "RUNNING", testers: [ada] } });
  expect(api.calls).toEqual(["get", "create", "get", "list", `add ${ada}`, "start", "get", "get"]);
});

test("a stopping test is waited for before a new one is created", async () => {
  const api = new FakeApi({ status: "STOPPING" });
  await go(api);
  expect(api.calls).toEqual(["get", "get", "create", "start", "get", "get"]);
});

test.each([
  ["RUNNING", ["get", "end", "get", "get"]],
  ["STARTING", ["get", "get", "end", "get", "get"]],
  ["STOPPING", ["get", "get"]],
  ["ENDED", ["get"]],
  ["IN_DRAFT", ["get"]],
] as const)("ending a test that is %s takes %j", async (status, calls) => {
  const api = new FakeApi({ status });
  await go(api, { desired: { status: "ENDED" } });
  expect(api.calls).toEqual(calls);
});

test("a GET that lags behind an accepted step repeats nothing", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  api.lag = 4;
  await go(api);
  expect(api.calls.filter((call) => call === "start")).toHaveLength(1);
});

test("a 404 just after the creation is waited out", async () => {
  const api = new FakeApi();
  const target = { desired: { status: "IN_DRAFT" } } as const;
  const create = api.createBetaTest.bind(api);
  api.createBetaTest = async (id, details) => {
    await create(id, details);
    api.lag = 3;
  };
  await go(api, target);
  expect(api.calls).toEqual(["get", "create", "get", "get", "get", "get"]);
});

test.each(["createBetaTest", "startBetaTest", "addTesters", "updateBetaTest"] as const)(
  "%s that was applied although its answer was lost is not repeated",
  async (operation) => {
    const api = new FakeApi(operation === "updateBetaTest" ? running : undefined);
    api.fail(operation, "uncertain", true);
    const desired = { status: "RUNNING", testers: [ada], feedbackEmail: "g@example.com" } as const;
    await go(api, { desired });
    const verbs = {
      createBetaTest: "create",
      startBetaTest: "start",
      addTesters: "add",
      updateBetaTest: "update",
    };
    expect(api.calls.filter((call) => call.startsWith(verbs[operation]))).toHaveLength(1);
    expect(api.testers).toEqual([ada]);
  },
);

test("a step that was lost before it was applied is repeated only after two looks", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" }).fail("startBetaTest", "uncertain");
  await go(api);
  expect(api.calls).toEqual(["get", "start", "get", "get", "start", "get", "get"]);
});

test("testers whose answer was lost are not added again because Amazon lists them ten seconds late", async () => {
  const clock = new FakeClock();
  const api = new FakeApi(running).fail("addTesters", "uncertain", true);
  const listedAtMs = clock.now() + 10_000;
  const listTesters = api.listTesters.bind(api);
  api.listTesters = async () => (clock.now() < listedAtMs ? [] : listTesters());
  const target: Target = { skillId, desired: { status: "RUNNING", testers: [ada] } };
  await converge(target, contextOf(api, { clock }));
  expect(api.testers).toEqual([ada]);
});

test("a step that stays uncertain is tried three times and then reported", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  for (let i = 0; i < 3; i++) api.fail("startBetaTest", "uncertain");
  const error = await interruption(go(api));
  expect(error.message).toBe("uncertain by the test");
  expect(error.changed).toBe(true);
  expect(api.calls.filter((call) => call === "start")).toHaveLength(3);
});

test("a refusal half-way tells what was done by then", async () => {
  const api = new FakeApi().fail("startBetaTest", "refused");
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers: [ada] } }));
  expect(error).toMatchObject({
    message: "refused by the test",
    changed: true,
    observed: { betaTest: { status: "IN_DRAFT" }, testers: [ada] },
  });
});

test("a refusal before anything was done says that nothing was changed", async () => {
  const error = await interruption(go(new FakeApi().fail("createBetaTest", "refused")));
  expect(error.changed).toBe(false);
});

test("a test that somebody ends while it starts is not started again", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  const start = api.startBetaTest.bind(api);
  api.startBetaTest = async () => {
    await start();
    api.betaTest = { status: "ENDED" };
  };
  const error = await interruption(go(api));
  expect(error.message).toMatch(
    /something else changed .* now ENDED, after Amazon had accepted startBetaTest/,
  );
  expect(api.calls).toEqual(["get", "start", "get"]);
});

test("a start that Amazon answered with an error, but began, is not repeated either if somebody ends the test", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" }).fail("startBetaTest", "uncertain", true);
  let looks = 0;
  const { getBetaTest } = api;
  api.getBetaTest = async () => {
    // Seen STARTING first.
    if (++looks === 3) api.betaTest = { status: "ENDED" };
    return getBetaTest.call(api);
  };
  const error = await interruption(go(api));
  expect(error.message).toMatch(
    /something else changed .* now ENDED, after Amazon had accepted startBetaTest/,
  );
  expect(api.calls.filter((call) => call !== "get")).toEqual(["start"]);
});

test("waiting grows from half a second to ten, and ends when the time is up", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  api.startBetaTest = async () => {
    api.lag = 1000;
  };
  const outcome = go(api, {}, 60_000);
  const error = await interruption(outcome);
  expect(error.message).toMatch(
    /still IN_DRAFT after 58 s \(limit 60 s\)\. Run again.*timeoutSeconds/,
  );
  const { slept } = outcome.clock;
  expect(slept[0]).toBe(500);
  expect(Math.max(...slept)).toBe(10_000);
  expect(slept.reduce((a, b) => a + b)).toBeLessThanOrEqual(60_000);
});

test("progress is reported step by step", async () => {
  const outcome = go(new FakeApi(), { desired: { status: "RUNNING", testers: [ada] } });
  await outcome;
  expect(outcome.progress).toEqual([
    "creating the beta test",
    "adding testers (1)",
    "starting the beta test",
    "beta test is STARTING, waiting for RUNNING",
    "beta test is STARTING, waiting for RUNNING",
  ]);
});

test("a feedback address that the API does not report is set once, and then taken as set", async () => {
  const api = new FakeApi();
  const get = api.getBetaTest.bind(api);
  api.getBetaTest = async () => {
    const betaTest = await get();
    return betaTest && { status: betaTest.status };
  };
  const desired = { status: "RUNNING", feedbackEmail: "f@example.com" } as const;
  await go(api, { desired });
  expect(api.calls.filter((call) => call === "update f@example.com")).toHaveLength(1);
  api.calls.length = 0;
  await go(api, { desired, lastKnown: { feedbackEmail: "f@example.com" } });
  expect(api.calls).toEqual(["get"]);
});

test("after a 409 on create, the provider observes and adopts what exists", async () => {
  const api = new FakeApi();
  // Another run was faster.
  api.createBetaTest = async () => {
    api.calls.push("create");
    api.betaTest = { status: "IN_DRAFT" };
    throw new FakeError("uncertain");
  };
  await go(api, { adopt: "ifEqual" });
  expect(api.calls).toEqual(["get", "create", "get", "start", "get", "get"]);
});

test.each(["createBetaTest", "startBetaTest"] as const)(
  "a 409 on %s, because somebody else's test that differs is running, takes nothing over",
  async (operation) => {
    const api = new FakeApi(operation === "startBetaTest" ? { status: "IN_DRAFT" } : undefined);
    api[operation] = async () => {
      api.betaTest = running;
      api.testers = ["grace@example.com"];
      throw new FakeError("uncertain");
    };
    const desired = { status: "RUNNING", testers: [ada] } as const;
    const error = await interruption(go(api, { desired, adopt: "ifEqual" }));
    expect(error.message).toMatch(/already RUNNING for this skill and differs/);
    expect(api.testers).toEqual(["grace@example.com"]);
    // The state must not keep what is not this resource's: the next destroy would end it.
    expect(error.changed).toBe(false);
  },
);

test("a create that stays uncertain, with no test to be seen, leaves nothing in the state", async () => {
  const api = new FakeApi();
  for (let i = 0; i < 3; i++) api.fail("createBetaTest", "uncertain");
  expect((await interruption(go(api))).changed).toBe(false);
});

test("a 409 on create that stays is reported after three tries", async () => {
  const api = new FakeApi();
  for (let i = 0; i < 3; i++) api.fail("createBetaTest", "uncertain");
  await interruption(go(api));
  expect(api.calls.filter((call) => call === "create")).toHaveLength(3);
});

test("after a conflict on end, the provider observes, and an end by somebody else suffices", async () => {
  const api = new FakeApi(running);
  api.endBetaTest = async () => {
    api.calls.push("end");
    api.betaTest = { status: "ENDED" };
    throw new FakeError("uncertain");
  };
  await go(api, { desired: { status: "ENDED" } });
  expect(api.calls).toEqual(["get", "end", "get"]);
});

test("where Amazon takes fewer testers in a call, fewer are sent, and each once", async () => {
  const api = new FakeApi({ status: "IN_DRAFT" });
  const testers = Array.from({ length: 20 }, (_, i) => `t${i}@example.com`);
  const add = api.addTesters.bind(api);
  api.addTesters = async (id, emails) => {
    if (emails.length <= 6) return add(id, emails);
    // Not atomic: some were taken before the call was refused.
    if (emails.length === 20) await add(id, emails.slice(0, 3));
    throw new FakeError("unacceptable");
  };
  await go(api, { desired: { status: "RUNNING", testers } });
  expect(api.testers).toEqual(testers);
  const added = api.calls.filter((call) => call.startsWith("add "));
  expect(added.map((call) => call.split(",").length)).toEqual([3, 5, 5, 5, 2]);
});

/** An API that does not take one address, and what is refused with it. */
function refusing(bad: string, betaTest?: BetaTest): FakeApi {
  const api = new FakeApi(betaTest);
  const add = api.addTesters.bind(api);
  api.addTesters = async (id, emails) => {
    if (!emails.includes(bad)) return add(id, emails);
    throw new FakeError("unacceptable", "This address is not accepted.");
  };
  return api;
}

test("if one of sixty testers is refused, the others are added, nothing is started, and the error names the place", async () => {
  const testers = Array.from({ length: 60 }, (_, index) => `tester${index}@example.com`);
  const api = refusing("tester30@example.com");
  const desired = { status: "RUNNING", testers } as const;
  const error = await interruption(go(api, { desired }));
  expect(error.message).toMatch(
    /^Amazon rejected testers\[30\]\. 59 testers were added and nothing was started\. .* This address is not accepted\.$/,
  );
  expect(error.changed).toBe(true);
  expect([...api.testers].sort()).toEqual(
    testers.filter((tester) => tester !== "tester30@example.com").sort(),
  );
  expect(api.calls).not.toContain("start");
  // Halving finds it; those after it go in calls that grow again.
  expect(api.calls.filter((call) => call.startsWith("add ")).length).toBeLessThan(16);
});

test("where Amazon takes nobody at all, three refusals are enough", async () => {
  const testers = Array.from({ length: 500 }, (_, index) => `tester${index}@example.com`);
  const api = new FakeApi(running);
  let calls = 0;
  api.addTesters = async () => {
    calls++;
    throw new FakeError("unacceptable", "Not now.");
  };
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers } }));
  expect(error.message).toContain("testers[0], testers[499], testers[1]");
  expect(calls).toBeLessThan(40);
});

test("testers are not invited again when Amazon lists them late and rejects another address", async () => {
  const bad = "bad@example.com";
  const clock = new FakeClock();
  const api = refusing(bad, running);
  const listedAtMs = clock.now() + 3000;
  const listTesters = api.listTesters.bind(api);
  api.listTesters = async () => (clock.now() < listedAtMs ? [] : listTesters());
  const testers = ["m1@example.com", "m2@example.com", bad, "m3@example.com"];
  const target: Target = { skillId, desired: { status: "RUNNING", testers } };
  await interruption(converge(target, contextOf(api, { clock })) as ReturnType<typeof go>);
  expect([...api.testers].sort()).toEqual(testers.filter((tester) => tester !== bad).sort());
});

test("a feedback address that Amazon shows late is set once", async () => {
  const api = new FakeApi({ ...running, feedbackEmail: "old@example.com" });
  const get = api.getBetaTest.bind(api);
  api.getBetaTest = async () => ({
    ...(await get()),
    ...running,
    feedbackEmail: "old@example.com",
  });
  const observed = await go(api, {
    desired: { status: "RUNNING", feedbackEmail: "new@example.com" },
  });
  expect(api.calls.filter((call) => call.startsWith("update"))).toHaveLength(1);
  expect(observed.betaTest?.feedbackEmail).toBe("new@example.com");
});

test("where Amazon does not say how many invitations are left, nobody leaves for others who cannot come", async () => {
  const api = new FakeApi(running);
  api.testers = ["a@example.com", "b@example.com"];
  api.addTesters = async () => {
    throw new FakeError("unacceptable", "No invitations are left.");
  };
  const testers = ["c@example.com", "d@example.com", "e@example.com", "f@example.com"];
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers } }));
  expect(error.message).toContain("the number of invitations rather than the addresses");
  expect(api.testers).toEqual(["a@example.com", "b@example.com"]);
});

test("a tester that Amazon does not remove keeps nobody else in the test, and the error names no address", async () => {
  const leaving = Array.from({ length: 10 }, (_, index) => `leaving${index}@example.com`);
  const api = new FakeApi(running);
  api.testers = [ada, ...leaving];
  const remove = api.removeTesters.bind(api);
  api.removeTesters = async (id, emails) => {
    if (emails.includes("leaving4@example.com")) throw new FakeError("unacceptable", "Not her.");
    return remove(id, emails);
  };
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers: [ada] } }));
  expect(error.message).toBe(
    "Amazon refused to remove 1 tester that the program does not list. 9 testers were removed. " +
      "Remove that tester in Amazon's developer console, or run again. Not her.",
  );
  expect(api.testers).toEqual([ada, "leaving4@example.com"]);
});

test("a tester who Amazon refused, and somebody else adds meanwhile, stays in the test", async () => {
  const api = refusing("bad@example.com", running);
  api.testers = ["old@example.com"];
  const list = api.listTesters.bind(api);
  let lists = 0;
  api.listTesters = async () => {
    if (++lists === 4) api.testers = [...api.testers, "bad@example.com"];
    return list();
  };
  const testers = ["a@example.com", "bad@example.com", "b@example.com"];
  await go(api, { desired: { status: "RUNNING", testers } });
  expect([...api.testers].sort()).toEqual([...testers].sort());
});

test("a tester who Amazon did not remove, and somebody else removes meanwhile, is not invited", async () => {
  const api = new FakeApi(running);
  api.testers = [ada, "leaving@example.com"];
  api.removeTesters = async () => {
    api.testers = [ada];
    throw new FakeError("unacceptable", "Not her.");
  };
  await go(api, { desired: { status: "RUNNING", testers: [ada] } });
  expect(api.calls.filter((call) => call.startsWith("add"))).toEqual([]);
  expect(api.testers).toEqual([ada]);
});

test("where Amazon takes nobody any more, three refusals in a row are enough", async () => {
  const testers = Array.from({ length: 40 }, (_, index) => `tester${index}@example.com`);
  const api = new FakeApi({ status: "IN_DRAFT" });
  const add = api.addTesters.bind(api);
  let calls = 0;
  // Amazon does not say how many invitations are left.
  api.addTesters = async (id, emails) => {
    calls++;
    if (api.testers.length + emails.length <= 25) return add(id, emails);
    throw new FakeError("unacceptable", "No invitations are left.");
  };
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers } }));
  expect(error.message).toMatch(
    /^Amazon rejected testers\[25\], testers\[39\], testers\[26\]; 12 more were not added\. 25 testers were added/,
  );
  expect(api.testers).toEqual(testers.slice(0, 25));
  expect(calls).toBeLessThan(25);
});

test("if Amazon rejects the body of a create, an update sets the feedback address", async () => {
  const api = new FakeApi();
  api.fail("createBetaTest", "unacceptable");
  const desired = { status: "RUNNING", feedbackEmail: "f@example.com" } as const;
  await go(api, { desired });
  expect(api.calls.slice(0, 6)).toEqual([
    "get",
    "create f@example.com",
    "get",
    "create",
    "update f@example.com",
    "start",
  ]);
});

const unseen = { lastKnown: { status: "RUNNING", vendorIds: ["M1"] } } as const;

test("one 404 does not make a managed, running test gone: if the skill exists, the test is requested again", async () => {
  const api = new FakeApi();
  await go(api, { desired: { status: "ENDED" }, ...unseen });
  expect(api.calls).toEqual(["get", "visible", "get"]);
});

test("a draft is not gone on one word either: somebody may have started it since, and nobody can delete it", async () => {
  const api = new FakeApi();
  await go(api, { desired: { status: "ENDED" }, lastKnown: { status: "IN_DRAFT" } });
  expect(api.calls).toEqual(["get", "visible", "get"]);
});

test("where the skill is not there either, but the account is ours, the skill was deleted", async () => {
  const api = new FakeApi();
  api.visible = false;
  const observed = await go(api, { desired: { status: "ENDED" }, ...unseen });
  expect(observed).toEqual({ skillIsDeleted: true });
  const error = await interruption(go(api, { ...unseen }));
  expect(error.message).toContain("it was deleted along with its beta test");
});

test.each([
  ["another account", ["M2"], ["M1"]],
  ["an account that the state does not know", ["M1"], undefined],
])(
  "where the skill is not there either, and it is %s, nothing is believed",
  async (_, seen, vendorIds) => {
    const api = new FakeApi();
    api.visible = false;
    api.vendorIds = seen;
    const known = { status: "RUNNING", vendorIds };
    const error = await interruption(go(api, { desired: { status: "ENDED" }, lastKnown: known }));
    expect(error.message).toMatch(/another account's credentials.*pulumi state delete/);
    expect(error.changed).toBe(false);
  },
);

test("an account that shares one of two vendors is not the account of the test", async () => {
  const api = new FakeApi();
  api.visible = false;
  api.vendorIds = ["M2"];
  const known = { status: "RUNNING", vendorIds: ["M1", "M2"] };
  const error = await interruption(go(api, { desired: { status: "ENDED" }, lastKnown: known }));
  expect(error.message).toContain("another account's credentials");
});

test("the skill was not deleted where Amazon has its test again a moment later", async () => {
  const api = new FakeApi(running);
  api.visible = false;
  const get = api.getBetaTest.bind(api);
  let looks = 0;
  api.getBetaTest = async () => {
    const betaTest = await get();
    return ++looks === 1 ? undefined : betaTest;
  };
  const observed = await go(api, { desired: { status: "ENDED" }, ...unseen });
  expect(observed.betaTest?.status).toBe("ENDED");
  expect(api.calls.filter((call) => call === "end")).toHaveLength(1);
});

test.each(["ENDED", "STOPPING"])(
  "a test that was %s when last seen may run again: it is not gone on one word either",
  async (status) => {
    const api = new FakeApi(running);
    const get = api.getBetaTest.bind(api);
    let looks = 0;
    api.getBetaTest = async () => {
      const betaTest = await get();
      return ++looks === 1 ? undefined : betaTest;
    };
    const observed = await go(api, { desired: { status: "ENDED" }, lastKnown: { status } });
    expect(observed.betaTest?.status).toBe("ENDED");
    expect(api.calls.slice(0, 4)).toEqual(["get", "visible", "get", "end"]);
  },
);

test("a test that this run has seen end may be gone at once", async () => {
  const api = new FakeApi({ status: "STOPPING" });
  const get = api.getBetaTest.bind(api);
  api.getBetaTest = async () => {
    const betaTest = await get();
    api.betaTest = undefined;
    return betaTest;
  };
  await go(api, { desired: { status: "ENDED" }, ...unseen });
  expect(api.calls).toEqual(["get", "get"]);
});

test("a running test that is taken over is told of before anything is done to it", async () => {
  const api = new FakeApi(running);
  const told: string[] = [];
  const means = contextOf(api, { onAdopt: async () => void told.push(`after ${api.calls}`) });
  const desired = { status: "RUNNING", feedbackEmail: "g@example.com" } as const;
  await converge({ skillId, desired, adopt: "always" }, means);
  expect(told).toEqual(["after get"]);
});

test("one address that Amazon does not accept stops the run with its words, once all others are in", async () => {
  const testers = ["a@example.com", "b@example.com", "bad@example.com"];
  const api = refusing("bad@example.com", running);
  const error = await interruption(go(api, { desired: { status: "RUNNING", testers } }));
  expect(error.message).toMatch(/testers\[2\].* This address is not accepted\.$/);
  expect(error.changed).toBe(true);
  expect(api.testers).toEqual(["a@example.com", "b@example.com"]);
});

test("a run whose user is gone does nothing more", async () => {
  const api = new FakeApi();
  const onProgress = async (line: string) => {
    if (line.startsWith("starting")) throw new Error("nobody is there");
  };
  const means = contextOf(api, { onProgress });
  const target = { skillId, desired: { status: "RUNNING" }, adopt: "always" } as const;
  await interruption(converge(target, means));
  expect(api.calls).toEqual(["get", "create"]);
});

test("a wait that is broken off keeps what was done", async () => {
  const api = new FakeApi();
  const controller = new AbortController();
  const onProgress = async (line: string) => {
    if (line.includes("waiting")) controller.abort(new Error("cancelled"));
  };
  const means = contextOf(api, { onProgress, signal: controller.signal });
  const target = { skillId, desired: { status: "RUNNING" }, adopt: "always" } as const;
  const error = await interruption(converge(target, means));
  expect(error).toMatchObject({
    message: "cancelled",
    changed: true,
    observed: { betaTest: { status: "STARTING" } },
  });
});

test("a test that was running and is gone gives way to a new one", async () => {
  const api = new FakeApi();
  const lastKnown = { status: "RUNNING", expiryDate: "2026-06-01T00:00:00.000Z" };
  const desired = { status: "RUNNING", testers: [ada] } as const;
  const observed = await go(api, { desired, lastKnown });
  expect(observed).toMatchObject({ betaTest: { status: "RUNNING" }, end: undefined });
  expect(api.calls).toEqual([
    ...["get", "visible", "get", "create ", "get", "list"].map((call) => call.trim()),
    ...[`add ${ada}`, "start", "get", "get"],
  ]);
});

test("where Amazon still has no test after the creation that replaces one that is gone, that is waited out", async () => {
  const api = Object.assign(new FakeApi(), { lag: 4 });
  const lastKnown = { status: "RUNNING" };
  const observed = await go(api, { desired: { status: "RUNNING", testers: [ada] }, lastKnown });
  expect(observed.betaTest?.status).toBe("RUNNING");
  expect(api.calls.filter((call) => call === "create")).toHaveLength(1);
  expect(api.calls.filter((call) => call === "start")).toHaveLength(1);
});

describe("where fewer invitations are left than are needed,", () => {
  const many = Array.from({ length: 40 }, (_, index) => `t${index}@example.com`);
  const desired = { status: "RUNNING", testers: many } as const;

  test("a refusal is not split up, blames no address, and the error says what to do", async () => {
    const api = new FakeApi({ ...running, invitesRemaining: 2 }).fail("addTesters", "unacceptable");
    const { cause } = await interruption(go(api, { desired }));
    expect(cause.message).toMatch(
      /^only 2 invitations are left, but 40 are needed, and Amazon refused: .*From the program, remove 38 of the testers .*, or end the test/,
    );
    expect(cause.message).not.toMatch(/testers\[|@/);
    expect(api.calls).toEqual(["get", "list", `add ${many}`, "get", "list"]);
  });

  test.each([
    ["are spent, nobody else leaves for people who cannot come", false],
    ["come back, everybody is exchanged", true],
  ])("one removal shows whether invitations return: where they %s", async (_, isReturned) => {
    const api = new FakeApi({ ...running, invitesRemaining: 0 });
    api.testers = Array.from({ length: 500 }, (_, index) => `old${index}@example.com`);
    const removeTesters = api.removeTesters.bind(api);
    api.removeTesters = async (id, emails) => {
      await removeTesters(id, emails);
      if (isReturned && api.betaTest) {
        api.betaTest = { ...api.betaTest, invitesRemaining: 500 - api.testers.length };
      }
    };
    if (!isReturned) api.fail("addTesters", "unacceptable");
    const outcome = go(api, { desired });
    if (isReturned) {
      await outcome;
      expect(api.testers).toEqual(many);
    } else {
      expect((await interruption(outcome)).message).toContain("1 tester was removed");
      expect(api.testers).toHaveLength(499);
    }
    expect(api.calls.filter((call) => call.startsWith("remove"))).toHaveLength(isReturned ? 3 : 1);
  });

  describe.each([true, false])(
    "when all 500 testers are exchanged (Amazon says how many are left: %s),",
    (isCounted) => {
      const all = Array.from({ length: 500 }, (_, index) => `t${index}@example.com`);
      const full = (isReturned: boolean) => {
        const api = new FakeApi(running);
        api.testers = all.map((address) => `old-${address}`);
        const sizes: number[] = [];
        let left = 0;
        const report = () => {
          sizes.push(api.testers.length);
          if (isCounted) api.betaTest = { ...running, invitesRemaining: left };
        };
        report();
        const { addTesters, removeTesters } = api;
        api.removeTesters = async (id, emails) => {
          await removeTesters.call(api, id, emails);
          if (isReturned) left += emails.length;
          report();
        };
        api.addTesters = async (id, emails) => {
          if (emails.length > left) throw new FakeError("unacceptable");
          await addTesters.call(api, id, emails);
          left -= emails.length;
          report();
        };
        return { api, sizes };
      };

      test("half of them stay until the others are there", async () => {
        const { api, sizes } = full(true);
        await go(api, { desired: { status: "RUNNING", testers: all } });
        expect(api.testers.sort()).toEqual([...all].sort());
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(250);
        // Nobody else leaves before somebody has come.
        expect(sizes.slice(0, 3)).toEqual([500, 499, 500]);
        expect(sizes.length).toBeLessThan(12);
      });

      test("a newcomer that Amazon rejects is named, and the others come", async () => {
        const { api } = full(true);
        const { addTesters } = api;
        api.addTesters = async (id, emails) => {
          if (emails.includes("t400@example.com"))
            throw new FakeError("unacceptable", "Not valid.");
          await addTesters.call(api, id, emails);
        };
        const error = await interruption(go(api, { desired: { status: "RUNNING", testers: all } }));
        expect(error.message).toContain(
          "Amazon rejected testers[400]. 499 testers were added and 500 testers were removed.",
        );
        expect(api.testers.filter((tester) => !tester.startsWith("old-"))).toHaveLength(499);
      });

      test("one leaves at most if Amazon refuses the first who comes", async () => {
        const { api } = full(false);
        await interruption(go(api, { desired: { status: "RUNNING", testers: all } }));
        expect(api.testers).toHaveLength(499);
      });
    },
  );

  test("nobody leaves where some are spent already", async () => {
    const api = new FakeApi({ ...running, invitesRemaining: 0 }).fail("addTesters", "unacceptable");
    api.testers = ["old@example.com"];
    await interruption(go(api, { desired }));
    expect(api.testers).toEqual(["old@example.com"]);
  });

  test("Amazon decides: what it accepts is done", async () => {
    const api = new FakeApi({ ...running, invitesRemaining: 2 });
    await go(api, { desired });
    expect(api.testers).toEqual(many);
  });

  test("a refusal for another reason is split up where there are enough, or nobody knows", async () => {
    for (const invitesRemaining of [40, undefined]) {
      const api = new FakeApi({ ...running, ...(invitesRemaining && { invitesRemaining }) });
      await go(api.fail("addTesters", "unacceptable"), { desired });
      expect(api.testers).toEqual(many);
    }
  });
});
