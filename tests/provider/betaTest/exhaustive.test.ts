import type { Goal, Membership } from "../../../provider/betaTest/BetaTest";
import { converge, InterruptedError, type Target } from "../../../provider/betaTest/converge";
import { sameEmail } from "../../../provider/betaTest/emails";
import { ImpossibleError, LifecycleError } from "../../../provider/betaTest/errors";
import {
  betaTestStatuses,
  type DesiredStatus,
  desiredStatuses,
} from "../../../provider/betaTest/status";
import { TransitionTimes } from "../../../provider/betaTest/Waiting";
import type { Inputs } from "../../../provider/resource/skillBetaTest/inputs";
import {
  desiredOf,
  lastKnownOf,
  type Outputs,
  outputsFromObserved,
  outputsOf,
} from "../../../provider/resource/skillBetaTest/properties";
import type { BetaTest } from "../../../simulator/state";
import type { ApiVariants } from "../../../simulator/types";
import { FakeClock } from "../../helpers/clock";
import {
  inEveryVariant,
  Killed,
  lookFaults,
  ModelApi,
  type ModelFault,
  mutationFaults,
  type Situation,
  skillId,
  Undecided,
} from "../../helpers/ModelApi";

const mostFaults = 2;
const ada = "ada@example.com";
const bob = "bob@example.com";
const carol = "carol@example.com";

/** Where a run begins: what Amazon has, and what Pulumi's state has. */
interface Start extends Situation {
  /** Undefined where the resource is not in the state. */
  state?: Outputs;
}

interface Scenario {
  name: string;
  /** Of a resource for the whole test, or for some of its testers. */
  wish: Inputs | Membership;
  start: Start;
}

function isMembership(wish: Scenario["wish"]): wish is Membership {
  return "leaving" in wish;
}

function goalOf(wish: Scenario["wish"]): Goal {
  return isMembership(wish) ? wish : desiredOf(wish);
}

const { stackTraceLimit } = Error;
beforeAll(() => {
  // Faults are errors by the million; what fails names its scenario.
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

test("from every situation, by every path with up to two faults, every variant ends as desired", async () => {
  let combinations = 0;
  let paths = 0;
  let runs = 0;
  for (const scenario of scenarios()) {
    const explorer = new Explorer(scenario);
    const explored = await inEveryVariant((variants) => explorer.countPaths(variants));
    combinations += explored.length;
    for (const found of explored) paths += found;
    runs += explorer.runs;
  }
  process.stdout.write(
    `explored ${paths} paths from ${scenarios().length} situations in ${combinations} combinations with ` +
      `the variants that matter to them, by ${runs} runs of the lifecycle that differ; every one ended as desired\n`,
  );
  expect(paths).toBeGreaterThan(100_000);
}, 600_000);

/** Every desired state against every status and tester set that Amazon can have. */
function scenarios(): Scenario[] {
  return [...wishes(), ...memberships()].flatMap((wish) =>
    presences().flatMap(([status, present]) =>
      states(wish).map(([known, state]) => ({
        name: `${JSON.stringify(wish)} from ${status} ${present}, ${known}`,
        wish,
        start: { ...startOf(status, present), ...(state && { state }) },
      })),
    ),
  );
}

/** Those who join together, and those who leave together. */
function memberships(): Membership[] {
  const groups = [[ada], [ada, carol]];
  return groups.flatMap((group) => [
    { status: "AS_IS", testers: group, leaving: [] },
    { status: "AS_IS", testers: [], leaving: group },
  ]);
}

/** What Pulumi may know of the test: nothing, that it is its own, or that it was running as well. */
function states(inputs: Scenario["wish"]): [name: string, state: Outputs | undefined][] {
  if (isMembership(inputs)) return [["whatever is in the state", undefined]];
  const running = { status: "RUNNING", expiryDate: "2026-06-01T00:00:00.000Z" } as const;
  // Without a feedback address, which no test has yet: one that the state has stands in for one unreported.
  return [
    ["not in the state", undefined],
    ["in the state", outputsFromObserved(inputs, {})],
    ["running in the state", outputsFromObserved(inputs, { betaTest: running })],
  ];
}

function wishes(): Inputs[] {
  const testers = [undefined, [], [ada], [ada, carol]].map(
    (emails) => emails && { testers: emails },
  );
  const all = [...testers, { testers: [ada, carol], feedbackEmail: "f@example.com" }];
  return desiredStatuses.flatMap((desiredStatus) =>
    all.map((managed) => ({ skillId, desiredStatus, adopt: false, ...managed })),
  );
}

function presences(): [status: string, testers: string[]][] {
  const testers = [[], [ada], [bob, carol], [ada.toUpperCase()]];
  return [
    ["ABSENT", []],
    ...betaTestStatuses.flatMap((status) => testers.map((t) => [status, t] as [string, string[]])),
  ];
}

function startOf(status: string, present: string[]): Start {
  const now = new FakeClock().now();
  const started = { startedAtMs: now, runningAtMs: now };
  const times: Record<string, Partial<BetaTest>> = {
    STARTING: { startedAtMs: now, runningAtMs: now + 100 },
    RUNNING: started,
    STOPPING: { ...started, endRequestedAtMs: now, endedAtMs: now + 100 },
    ENDED: { ...started, endRequestedAtMs: now, endedAtMs: now },
  };
  const invited = status === "STARTING" || status === "RUNNING";
  const tester = {
    associationDate: "",
    isReminderAllowed: true,
    invitationStatus: "NOT_ACCEPTED",
  } as const;
  return {
    world: {
      betaTests:
        status === "ABSENT"
          ? {}
          : {
              [skillId]: {
                ...times[status],
                testers: present.map((emailId) => ({ emailId, ...tester })),
              },
            },
      mails: invited
        ? present.map((emailId) => ({ at: "", skillId, emailId, kind: "invitation" as const }))
        : [],
    },
    counts: { creates: 0, starts: 0, ends: 0 },
  };
}

/** What was found, by the variants that it asked for: under all that answer the same, it is the same. */
class Findings<T> {
  found: T | undefined;
  /** What is asked first, and what was found by its answer. */
  asked: keyof ApiVariants | undefined;
  private byAnswer: Map<unknown, Findings<T>> | undefined;

  at(answer: unknown): Findings<T> {
    this.byAnswer ??= new Map();
    const further = this.byAnswer.get(answer) ?? new Findings<T>();
    this.byAnswer.set(answer, further);
    return further;
  }
}

/** Variants that note what they are asked, so that nothing is looked for twice that they have no part in. */
class NotedVariants {
  readonly variants: ApiVariants;
  private readonly asked: (keyof ApiVariants)[] = [];

  constructor(variants: ApiVariants) {
    this.variants = new Proxy(variants, {
      get: (target, name: keyof ApiVariants) => {
        this.asked.push(name);
        return target[name];
      },
    });
  }

  async once<T>(findings: Findings<T>, find: () => Promise<T>): Promise<T> {
    let earlier = findings;
    while (earlier.asked) earlier = earlier.at(this.variants[earlier.asked]);
    if (earlier.found !== undefined) return earlier.found;
    const from = this.asked.length;
    const found = await find();
    const asked = new Set(this.asked.slice(from));
    this.asked.splice(from, Number.POSITIVE_INFINITY, ...asked);
    let last = findings;
    for (const name of asked) {
      last.asked = name;
      last = last.at(this.variants[name]);
    }
    last.found = found;
    return found;
  }
}

/** The runs from a start with faults at these calls. */
class Branch {
  readonly runs = new Findings<Run>();
  private readonly further = new Map<string, Branch>();

  constructor(
    readonly start: Start,
    readonly faults: ReadonlyMap<number, ModelFault> = new Map(),
  ) {}

  with(fault: ModelFault, call: number): Branch {
    const key = `${call} ${fault}`;
    const branch =
      this.further.get(key) ?? new Branch(this.start, new Map([...this.faults, [call, fault]]));
    this.further.set(key, branch);
    return branch;
  }
}

/** Where a run begins, and all that leads on from there. */
class Beginning extends Branch {
  /** How many paths, by the faults that are left. */
  readonly paths = Array.from({ length: mostFaults + 1 }, () => new Findings<number>());
}

interface Run {
  readonly calls: ModelApi["calls"];
  /** Where the next run begins, where this one did not come to its end. */
  readonly next?: Beginning | undefined;
}

class Explorer {
  /** How many differ. */
  runs = 0;
  /** Many paths come to the same. */
  private readonly beginnings = new Map<string, Beginning>();

  constructor(private readonly scenario: Scenario) {}

  /** @returns how many paths there are. */
  countPaths(variants: ApiVariants): Promise<number> {
    const noted = new NotedVariants(variants);
    return this.explore(this.beginningOf(this.scenario.start), mostFaults, noted);
  }

  private explore(beginning: Beginning, faultsLeft: number, noted: NotedVariants): Promise<number> {
    const paths = beginning.paths[faultsLeft] as Findings<number>;
    return noted.once(paths, () => this.follow(beginning, 0, faultsLeft, noted));
  }

  /** Runs with the branch's faults; then with one more, at every later call and of every kind. */
  private async follow(
    branch: Branch,
    from: number,
    faultsLeft: number,
    noted: NotedVariants,
  ): Promise<number> {
    const { calls, next } = await noted.once(branch.runs, () => this.run(branch, noted.variants));
    let paths = next ? await this.explore(next, faultsLeft, noted) : 1;
    if (faultsLeft === 0) return paths;
    for (let call = from; call < calls.length; call++) {
      for (const fault of calls[call] === "look" ? lookFaults : mutationFaults) {
        paths += await this.follow(branch.with(fault, call), call + 1, faultsLeft - 1, noted);
      }
    }
    return paths;
  }

  private async run(branch: Branch, variants: ApiVariants): Promise<Run> {
    const { api, next } = await this.converge(branch, variants);
    this.runs++;
    return { calls: api.calls, next: next && this.beginningOf(next) };
  }

  private beginningOf(start: Start): Beginning {
    const key = JSON.stringify([start.state, start.counts, this.shape(start)]);
    const beginning = this.beginnings.get(key) ?? new Beginning(start);
    this.beginnings.set(key, beginning);
    return beginning;
  }

  /** One run of the lifecycle; `next` is where another begins, where this one did not come to its end. */
  private async converge({ start, faults }: Branch, variants: ApiVariants) {
    const { wish } = this.scenario;
    const situation: Situation = {
      world: copyOf(start.world),
      counts: { ...start.counts },
    };
    const clock = new FakeClock();
    const api = new ModelApi(situation, () => clock.now(), variants, faults);
    const { state } = start;
    const known = state ? { lastKnown: lastKnownOf(state) } : { adopt: "ifEqual" as const };
    const target: Target = {
      skillId,
      desired: goalOf(wish),
      ...(isMembership(wish) ? { lastKnown: { wasThere: true } } : known),
    };
    const outcome = await converge(target, {
      api,
      clock,
      onProgress: async () => {},
      timeoutMs: 600_000,
      signal: never,
      transitionTimes: new TransitionTimes(),
    }).catch((error: InterruptedError) => error);
    if (!(outcome instanceof InterruptedError)) {
      if (isMembership(wish)) this.verifyMembership(wish, situation, api);
      else this.verify(wish, situation, api, outputsOf(wish, outcome));
      return { api };
    }
    const { cause, changed, observed } = outcome;
    if (cause instanceof Undecided) throw cause;
    if (cause instanceof Killed) return { api, next: { ...situation, ...(state && { state }) } };
    if (faults.size === 0) {
      this.verifyRefusal(start, situation, cause);
      return { api };
    }
    const kept = changed && !isMembership(wish) ? outputsFromObserved(wish, observed) : state;
    return { api, next: { ...situation, ...(kept && { state: kept }) } };
  }

  /** Only these have come or gone, and the test is as it was. */
  private verifyMembership(
    { testers, leaving }: Membership,
    { world, counts }: Situation,
    api: ModelApi,
  ): void {
    const { start, name } = this.scenario;
    const fail = (what: string) => {
      throw new Error(`${name}: ${what}; ${JSON.stringify({ world, counts })}`);
    };
    if (counts.creates + counts.starts + counts.ends > 0) fail("the test was changed");
    const isIn = (email: string) =>
      world.betaTests[skillId]?.testers.some(({ emailId }) => sameEmail(emailId, email));
    const before = start.world.betaTests[skillId]?.testers ?? [];
    const others = before.filter(
      ({ emailId }) => ![...testers, ...leaving].some((each) => sameEmail(each, emailId)),
    );
    if (!others.every(({ emailId }) => isIn(emailId))) fail("somebody else was removed");
    if (!testers.every(isIn)) fail("somebody has not come");
    if (/DRAFT|RUNNING/.test(api.status()) && leaving.some(isIn)) fail("somebody has not left");
    const invited = world.mails
      .filter(({ kind }) => kind === "invitation")
      .map(({ emailId }) => emailId.toLowerCase());
    if (new Set(invited).size < invited.length) fail("somebody was invited twice");
  }

  private verify(
    inputs: Inputs,
    { world, counts }: Situation,
    api: ModelApi,
    outputs: Outputs,
  ): void {
    const { start, name } = this.scenario;
    const fail = (what: string) => {
      throw new Error(`${name}: ${what}; ${JSON.stringify({ world, counts, outputs })}`);
    };
    const expected: Record<DesiredStatus, readonly string[]> = {
      RUNNING: ["RUNNING"],
      IN_DRAFT: ["IN_DRAFT"],
      ENDED: ["ENDED", "ABSENT", "IN_DRAFT"],
    };
    if (!expected[inputs.desiredStatus].includes(api.status())) fail(`it is ${api.status()}`);
    if (counts.creates > 1) fail("it was created twice");
    if (counts.starts > 1) fail("it was started twice");
    if (counts.ends > (inputs.desiredStatus === "ENDED" ? 1 : 0)) fail("it was ended");
    const invitations = world.mails
      .filter(({ kind }) => kind === "invitation")
      .map(({ emailId }) => emailId.toLowerCase());
    const before = start.world.mails.length;
    const fresh = counts.creates > 0 ? invitations.slice(before) : invitations;
    if (new Set(fresh).size < fresh.length) fail("somebody was invited twice");
    if (inputs.desiredStatus === "ENDED" || !inputs.testers) return;
    const testers = world.betaTests[skillId]?.testers
      .map(({ emailId }) => emailId.toLowerCase())
      .sort();
    if (String(testers) !== String([...inputs.testers].sort())) fail("the testers differ");
    if (inputs.feedbackEmail !== world.betaTests[skillId]?.feedbackEmail)
      fail("feedbackEmail differs");
  }

  /** Without a fault, only what the program may not do is refused, and then nothing has changed. */
  private verifyRefusal(start: Start, { counts, world }: Situation, cause: Error): void {
    const { name } = this.scenario;
    const isDue =
      cause instanceof ImpossibleError || (cause instanceof LifecycleError && !start.state);
    if (!isDue) throw new Error(`${name}: stopped without a fault: ${cause.stack}`);
    expect(counts).toEqual(start.counts);
    expect(world.mails).toHaveLength(start.world.mails.length);
  }

  private shape({ world }: Situation): unknown {
    const betaTest = world.betaTests[skillId];
    return [
      betaTest && { ...betaTest, testers: betaTest.testers.map(({ emailId }) => emailId) },
      world.mails.map(({ emailId, kind }) => emailId + kind),
    ];
  }
}

/** As `structuredClone`, in a tenth of the time. */
function copyOf({ betaTests, mails }: Situation["world"]): Situation["world"] {
  const copies = Object.entries(betaTests).map(([id, betaTest]) => [
    id,
    { ...betaTest, testers: betaTest.testers.map((tester) => ({ ...tester })) },
  ]);
  return { betaTests: Object.fromEntries(copies), mails: [...mails] };
}

const never = new AbortController().signal;
