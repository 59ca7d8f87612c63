/**
 * The lifecycle as a Pulumi dynamic resource.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import type { dynamic } from "@pulumi/pulumi";
import type { Clock } from "../clock";
import type { BetaTestApi } from "../lifecycle/api";
import type { Desired, Observed } from "../lifecycle/betaTest";
import { check } from "../lifecycle/check";
import { converge, InterruptedError, type Target } from "../lifecycle/converge";
import { describeExpiry, describeSteps } from "../lifecycle/describe";
import { type Known, observe } from "../lifecycle/observe";
import { plan } from "../lifecycle/plan";
import type { SettingName, Settings } from "../settings";
import type { Engine } from "./engine";
import { within } from "./operation";
import {
  desiredOf,
  type Inputs,
  inputsAsSeen,
  isManagedAlike,
  isUnknown,
  knownOf,
  type Outputs,
  outputsAsSeen,
  outputsOf,
  withDefaults,
  withoutValues,
} from "./properties";

/** What the adapter needs of the process that it runs in. */
export interface Surroundings {
  /** @throws for configuration that cannot work; the message says what to do. */
  settings(configured: (name: SettingName) => string | undefined): Settings;
  /** Loads what talks to Amazon, which previews of new resources do without. */
  connect(settings: Settings): Promise<Connected>;
  readonly engine: Pick<Engine, "say" | "warn" | "showProgress">;
}

export interface Connected {
  readonly clock: Clock;
  /** Amazon's API for one operation, which the signal ends. */
  api(signal: AbortSignal): BetaTestApi;
}

export function createDynamicProvider(surroundings: Surroundings) {
  let configured: (name: SettingName) => string | undefined = () => undefined;
  let connected: Promise<Connected & { timeoutMs: number }> | undefined;
  const { engine } = surroundings;

  function connect() {
    connected ??= (async () => {
      const settings = surroundings.settings(configured);
      return { ...(await surroundings.connect(settings)), timeoutMs: settings.timeoutMs };
    })();
    return connected;
  }

  async function look(id: string, desired: Desired, known: Known): Promise<Observed> {
    const { api, timeoutMs } = await connect();
    return within(timeoutMs, undefined, (signal) => observe(api(signal), id, desired, known)).catch(
      rethrowPlain,
    );
  }

  async function run(target: Target) {
    let shown = "";
    const onProgress = async (line: string) => {
      // Where there is no screen to replace it on, every line stays: one is enough for many polls.
      if (line !== shown) await engine.showProgress(`${target.skillId}: ${line}`);
      shown = line;
    };
    const { api, clock, timeoutMs } = await connect();
    return within(timeoutMs, undefined, (signal) =>
      converge(target, { api: api(signal), clock, onProgress, timeoutMs, signal }),
    );
  }

  /** Keeps in the state what a failure left behind, so that the next run goes on from there. */
  async function runOrKeep(target: Target, inputs: Inputs): Promise<Outputs> {
    try {
      return outputsOf(inputs, await run(target));
    } catch (error) {
      if (!(error instanceof InterruptedError) || !error.changed) throw plainError(error);
      throw Object.assign(plainError(error), {
        id: target.skillId,
        properties: outputsAsSeen(inputs, error.observed),
        reasons: [error.message],
      });
    }
  }

  return {
    async configure({ config }) {
      configured = (name) => config.get(`alexa:${name}`);
    },

    async check(_olds: unknown, news: Record<string, unknown>) {
      const { __provider: _, ...given } = news;
      const inputs = withDefaults(given);
      const failures = withoutValues(check(inputs, isUnknown));
      try {
        surroundings.settings(configured);
      } catch (error) {
        failures.push({ property: "", reason: (error as Error).message });
      }
      return { inputs, failures };
    },

    async diff(id: string, olds: Outputs, news: Inputs) {
      if (news.skillId !== id) {
        await engine.say(
          `${id}: the beta test will be ended, and one for the new skillId takes its place`,
        );
        return { changes: true, replaces: ["skillId"] };
      }
      if (Object.values(news).some(isUnknown)) return { changes: true };
      const desired = desiredOf(news);
      const observed = await look(id, desired, knownOf(olds));
      const steps = plan(observed, desired);
      if (steps.length > 0) await engine.say(`${id}: ${describeSteps(observed, desired, steps)}`);
      const expiry = steps.length === 0 && describeExpiry(observed, (await connect()).clock.now());
      if (expiry) await engine.warn(`${id}: ${expiry}`);
      return { changes: steps.length > 0 || !isManagedAlike(olds, news) };
    },

    async create(inputs: Inputs) {
      const adopt = inputs.adopt ? "always" : "ifEqual";
      const target = { skillId: inputs.skillId, desired: desiredOf(inputs), adopt } as const;
      return { id: inputs.skillId, outs: await runOrKeep(target, inputs) };
    },

    async read(id: string, props: Outputs) {
      const inputs = { ...props, skillId: id };
      const observed = await look(id, desiredOf(inputs), knownOf(props));
      const gone = !observed.betaTest && inputs.desiredStatus !== "ENDED";
      if (gone) return { id: "", props: {} };
      return { id, props: outputsAsSeen(inputs, observed), inputs: inputsAsSeen(inputs, observed) };
    },

    async update(id: string, olds: Outputs, news: Inputs) {
      const target = {
        skillId: id,
        desired: desiredOf(news),
        known: knownOf(olds),
        adopt: "always",
      } as const;
      return { outs: await runOrKeep(target, news) };
    },

    async delete(id: string, _props: Outputs) {
      const target = { skillId: id, desired: { status: "ENDED" }, adopt: "always" } as const;
      const { betaTest } = await run(target).catch(rethrowPlain);
      if (betaTest?.status === "IN_DRAFT") {
        await engine.say(
          `${id}: the beta test is a draft, which nobody has access to; Amazon has no way to delete one, so it stays`,
        );
      }
    },
  } satisfies dynamic.ResourceProvider;
}

/** Pulumi prints the stack of what a dynamic provider throws: the message is what the user needs. */
function plainError(error: unknown): Error {
  const { message } = error as Error;
  return Object.assign(new Error(message), { name: "", stack: "" });
}

function rethrowPlain(error: unknown): never {
  throw plainError(error);
}
