/** What a front end does for its engine, in the lifecycle's words: the dynamic resource and the plugin share it. */
import type { Clock, Operation } from "../clock";
import type { BetaTestApi } from "../lifecycle/api";
import type { Desired, Observed } from "../lifecycle/betaTest";
import { check } from "../lifecycle/check";
import { converge, InterruptedError, type Target } from "../lifecycle/converge";
import { describeExpiry, describeSteps } from "../lifecycle/describe";
import { type Known, observe } from "../lifecycle/observe";
import { plan, type Step } from "../lifecycle/plan";
import type { SettingName, Settings } from "../settings";
import type { Engine } from "./engine";
import {
  desiredOf,
  type Inputs,
  inputsAsSeen,
  isUnknown,
  knownOf,
  type Outputs,
  outputsAsSeen,
  outputsOf,
  withDefaults,
  withoutValues,
} from "./properties";
import { within } from "./within";

/** What the front ends need of the process that they run in. */
export interface Surroundings {
  /** @throws for configuration that cannot work; the message says what to do. */
  settings(configured: (name: SettingName) => string | undefined): Settings;
  /** Loads what talks to Amazon, which previews of new resources do without. */
  connect(settings: Settings): Promise<Connected>;
  readonly engine: Pick<Engine, "say" | "warn" | "showProgress">;
}

export interface Connected {
  readonly clock: Clock;
  /** Amazon's API for one operation, and for no longer. */
  api(operation: Operation): BetaTestApi;
}

/** What the engine says of one call, where it says anything. */
export interface CallOptions {
  /** The resource that messages belong to. */
  readonly urn?: string;
  /** How long this operation may wait for Amazon, in place of the configuration's. */
  readonly timeoutMs?: number;
}

/** The operation failed half-way: the state keeps the resource, with what is there and why. */
export class HalfDoneError extends Error {
  override readonly name = "HalfDoneError";

  constructor(
    message: string,
    readonly id: string,
    readonly properties: Outputs,
  ) {
    super(message);
  }

  get reasons(): string[] {
    return [this.message];
  }
}

export class Operations {
  private configured: (name: SettingName) => string | undefined = () => undefined;
  private connected: Promise<Connected & { timeoutMs: number }> | undefined;
  private readonly cancellation = new AbortController();

  constructor(private readonly surroundings: Surroundings) {}

  configure(configured: (name: SettingName) => string | undefined): void {
    this.configured = configured;
    this.connected = undefined;
  }

  /** Breaks off what waits; what was done by then is kept. */
  cancel(): void {
    this.cancellation.abort(
      new Error("cancelled; what was done is kept, and the next run goes on from there"),
    );
  }

  check(given: Record<string, unknown>) {
    const inputs = withDefaults(given);
    const failures = withoutValues(check(inputs, isUnknown));
    try {
      this.surroundings.settings(this.configured);
    } catch (error) {
      failures.push({ property: "", reason: (error as Error).message });
    }
    return { inputs, failures };
  }

  async look(
    id: string,
    desired: Pick<Desired, "testers">,
    known: Known = {},
    options: CallOptions = {},
  ): Promise<Observed> {
    const connected = await this.connect();
    const bounds = this.bounds(connected, this.progressOf(id, options), options);
    return within(bounds, (operation) => observe(connected.api(operation), id, desired, known));
  }

  /** Tells the reviewer of a preview what `steps` will do, or that the test is about to end by itself. */
  async announce(
    id: string,
    observed: Observed,
    inputs: Inputs,
    steps: readonly Step[],
    { urn }: CallOptions = {},
  ): Promise<void> {
    const { engine } = this.surroundings;
    if (steps.length > 0) {
      return engine.say(`${id}: ${describeSteps(observed, desiredOf(inputs), steps)}`, urn);
    }
    const { clock } = await this.connect();
    const expiry = describeExpiry(observed, clock.now());
    if (expiry) await engine.warn(`${id}: ${expiry}`, urn);
  }

  /** Tells the reviewer that another skillId makes another beta test of this resource. */
  async announceReplacement(id: string, { urn }: CallOptions = {}): Promise<void> {
    await this.surroundings.engine.say(
      `${id}: the beta test will be ended, and one for the new skillId takes its place`,
      urn,
    );
  }

  async create(inputs: Inputs, options: CallOptions = {}): Promise<Outputs> {
    const adopt = inputs.adopt ? "always" : "ifEqual";
    const target = { skillId: inputs.skillId, desired: desiredOf(inputs), adopt } as const;
    return this.runOrKeep(target, inputs, options);
  }

  async update(
    id: string,
    olds: Outputs,
    news: Inputs,
    options: CallOptions = {},
  ): Promise<Outputs> {
    const desired = desiredOf(news);
    const target = { skillId: id, desired, known: knownOf(olds), adopt: "always" } as const;
    return this.runOrKeep(target, news, options);
  }

  /** @returns undefined where the resource is gone. */
  async read(id: string, state: Inputs): Promise<{ inputs: Inputs; outputs: Outputs } | undefined> {
    const observed = await this.look(id, desiredOf(state), knownOf(state));
    if (!observed.betaTest && state.desiredStatus !== "ENDED") return undefined;
    return { inputs: inputsAsSeen(state, observed), outputs: outputsAsSeen(state, observed) };
  }

  /** A beta test that no program has to manage, with its testers and whether they have accepted. */
  async describe(skillId: string): Promise<object> {
    const connected = await this.connect();
    const bounds = this.bounds(connected, this.progressOf(skillId));
    return within(bounds, async (operation) => {
      const amazon = connected.api(operation);
      const betaTest = await amazon.getBetaTest(skillId);
      if (!betaTest) throw new Error(`the skill ${skillId} has no beta test`);
      return { skillId, ...betaTest, testers: await amazon.listTesters(skillId) };
    });
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    const target = { skillId: id, desired: { status: "ENDED" }, adopt: "always" } as const;
    const { betaTest } = await this.run(target, options);
    if (betaTest?.status !== "IN_DRAFT") return;
    await this.surroundings.engine.say(
      `${id}: the beta test is a draft, which nobody has access to; Amazon has no way to delete one, so it stays`,
      options.urn,
    );
  }

  private async runOrKeep(target: Target, inputs: Inputs, options: CallOptions): Promise<Outputs> {
    try {
      return outputsOf(inputs, await this.run(target, options));
    } catch (error) {
      if (!(error instanceof InterruptedError) || !error.changed) throw error;
      const properties = outputsAsSeen(inputs, error.observed);
      throw new HalfDoneError(error.message, target.skillId, properties);
    }
  }

  private async run(target: Target, options: CallOptions): Promise<Observed> {
    const onProgress = this.progressOf(target.skillId, options);
    const connected = await this.connect();
    const bounds = this.bounds(connected, onProgress, options);
    return within(bounds, (operation) => {
      const { clock, timeoutMs } = bounds;
      const { signal } = operation;
      return converge(target, {
        api: connected.api(operation),
        clock,
        onProgress,
        timeoutMs,
        signal,
      });
    });
  }

  private bounds(
    { timeoutMs, clock }: Connected & { timeoutMs: number },
    onWait: Operation["onWait"],
    options: CallOptions = {},
  ) {
    const cancelled = this.cancellation.signal;
    return { timeoutMs: options.timeoutMs ?? timeoutMs, clock, cancelled, onWait };
  }

  private progressOf(id: string, { urn }: CallOptions = {}): (line: string) => Promise<void> {
    let shown = "";
    return async (line) => {
      // Where there is no screen to replace it on, every line stays: one is enough for many polls.
      if (line !== shown) await this.surroundings.engine.showProgress(`${id}: ${line}`, urn);
      shown = line;
    };
  }

  private connect(): Promise<Connected & { timeoutMs: number }> {
    this.connected ??= (async () => {
      const settings = this.surroundings.settings(this.configured);
      return {
        ...(await this.surroundings.connect(settings)),
        timeoutMs: settings.timeoutMs,
      };
    })();
    return this.connected;
  }
}

/** The steps that `news` asks for, after what was seen. */
export function stepsTowards(observed: Observed, news: Inputs): Step[] {
  return plan(observed, desiredOf(news));
}
