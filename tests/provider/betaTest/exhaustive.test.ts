import { converge, InterruptedError } from "../../../provider/betaTest/converge";
import { ImpossibleError, LifecycleError } from "../../../provider/betaTest/errors";
import {
  betaTestStatuses,
  type DesiredStatus,
  desiredStatuses,
} from "../../../provider/betaTest/model";
import type { Inputs } from "../../../provider/resource/skillBetaTest/inputs";
import {
  desiredOf,
  lastKnownOf,
  type Outputs,
  outputsFromObserved,
  outputsOf,
} from "../../../provider/resource/skillBetaTest/properties";
import type { ApiVariants } from "../../../simulator/settings";
import type { BetaTest } from "../../../simulator/state";
import { FakeClock } from "../../helpers/clock";
import {
  inEveryReading,
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
  inputs: Inputs;
  start: Start;
}

test("from every situation, by every path with up to two faults, every reading ends as desired", async () => {
  let combinations = 0;
  let paths = 0;
  let runs = 0;
  for (const scenario of scenarios()) {
    const explored = await inEveryReading(async (readings) => {
      const explorer = new Explorer(scenario, readings);
      return { paths: await explorer.explore(scenario.start, mostFaults), runs: explorer.runs };
    });
    combinations += explored.length;
    for (const one of explored) paths += one.paths;
    for (const one of explored) runs += one.runs;
  }
  process.stdout.write(
    `explored ${paths} paths from ${scenarios().length} situations in ${combinations} combinations with ` +
      `the readings that matter to them, by ${runs} runs of the lifecycle; every one ended as desired\n`,
  );
  expect(paths).toBeGreaterThan(100_000);
}, 600_000);

/** Every desired state against every status and tester set that Amazon can have. */
function scenarios(): Scenario[] {
  return wishes().flatMap((inputs) =>
    presences().flatMap(([status, present]) =>
      [false, true].map((isInState) => ({
        name: `${JSON.stringify(inputs)} from ${status} ${present} ${isInState ? "in" : "not in"} the state`,
        inputs,
        start: startOf(status, present, inputs, isInState),
      })),
    ),
  );
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

function startOf(status: string, present: string[], inputs: Inputs, isInState: boolean): Start {
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
    // Without a feedback address, which no test has yet: one that the state has stands in for one unreported.
    ...(isInState && { state: outputsFromObserved(inputs, {}) }),
  };
}

class Explorer {
  runs = 0;
  /** How many paths lead on from a start that was seen before. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly scenario: Scenario,
    private readonly readings: ApiVariants,
  ) {}

  /** @returns how many paths lead on from here. */
  async explore(start: Start, faultsLeft: number): Promise<number> {
    const key = JSON.stringify([faultsLeft, start.state, start.counts, this.shape(start)]);
    const paths = this.seen.get(key) ?? (await this.branch(start, new Map(), 0, faultsLeft));
    this.seen.set(key, paths);
    return paths;
  }

  /** Runs with these faults; then with one more, at every later call and of every kind. */
  private async branch(
    start: Start,
    faults: ReadonlyMap<number, ModelFault>,
    from: number,
    faultsLeft: number,
  ): Promise<number> {
    const { api, next } = await this.run(start, faults);
    let paths = next ? await this.explore(next, faultsLeft) : 1;
    if (faultsLeft === 0) return paths;
    for (let call = from; call < api.calls.length; call++) {
      for (const fault of api.calls[call] === "look" ? lookFaults : mutationFaults) {
        const more = new Map([...faults, [call, fault]]);
        paths += await this.branch(start, more, call + 1, faultsLeft - 1);
      }
    }
    return paths;
  }

  /** One run of the lifecycle; `next` is where another begins, where this one did not come to its end. */
  private async run(start: Start, faults: ReadonlyMap<number, ModelFault>) {
    this.runs++;
    const { inputs } = this.scenario;
    const situation: Situation = {
      world: structuredClone(start.world),
      counts: { ...start.counts },
    };
    const clock = new FakeClock();
    const api = new ModelApi(situation, () => clock.now(), this.readings, faults);
    const { state } = start;
    const outcome = await converge(
      {
        skillId,
        desired: desiredOf(inputs),
        ...(state ? { lastKnown: lastKnownOf(state) } : { adopt: "ifEqual" }),
      },
      { api, clock, onProgress: async () => {}, timeoutMs: 600_000, signal: never },
    ).catch((error: InterruptedError) => error);
    if (!(outcome instanceof InterruptedError)) {
      this.verify(situation, api, outputsOf(inputs, outcome));
      return { api };
    }
    const { cause, changed, observed } = outcome;
    if (cause instanceof Undecided) throw cause;
    if (cause instanceof Killed) return { api, next: { ...situation, ...(state && { state }) } };
    if (faults.size === 0) {
      this.verifyRefusal(start, situation, cause);
      return { api };
    }
    const kept = changed ? outputsFromObserved(inputs, observed) : state;
    return { api, next: { ...situation, ...(kept && { state: kept }) } };
  }

  private verify({ world, counts }: Situation, api: ModelApi, outputs: Outputs): void {
    const { inputs, start, name } = this.scenario;
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

const never = new AbortController().signal;
