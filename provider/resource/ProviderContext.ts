/** What all resources of a provider share in a run: its settings, the way to Amazon, and words for the user. */
import type { BetaTestApi } from "../betaTest/api";
import type { Clock, Operation } from "../clock";
import { categoryOf, type ErrorCategory } from "../errorCategory";
import type { SettingName, Settings } from "../settings";
import type { Declarations } from "./declarations";
import type { Call } from "./Resource";
import { withDeadline } from "./withDeadline";

/** What a provider needs of the process that it runs in. */
export interface ProviderRuntime {
  /** @throws for configuration that cannot work; the message says what to do. */
  settings(configured: ReadSetting): Settings;
  /** Loads what talks to Amazon: a run that changes nothing may do without. */
  connect(settings: Settings): Promise<Amazon>;
  readonly engine: Messages;
  readonly declarations: Declarations;
  /** Whether this is `pulumi refresh`, where that can be known. */
  isRefresh?(): boolean;
}

export type ReadSetting = (name: SettingName) => string | undefined;

export interface Amazon {
  readonly clock: Clock;
  /** Amazon's API for one operation, and for no longer. */
  api(operation: Operation): BetaTestApi;
}

/** Each line belongs to the resource whose `urn` is given, or to the stack. */
export interface Messages {
  /** A line that stays. */
  info(line: string, urn?: string): Promise<void>;
  /** A warning that stays. */
  warn(line: string, urn?: string): Promise<void>;
  /** A line that the next one replaces. Rejects where the engine is gone. */
  showProgress(line: string, urn?: string): Promise<void>;
}

export interface ApiCall extends Call {
  /** The most that it is worth waiting, in milliseconds, whatever the time-out. */
  readonly patienceMs?: number;
  readonly onProgress?: Operation["onWait"];
}

export class ProviderContext {
  private configured: ReadSetting = () => undefined;
  private amazon: Promise<Amazon & { timeoutMs: number }> | undefined;
  private readonly cancellation = new AbortController();
  /** Whether today's program was heard in this process: in `destroy` and `refresh` it mostly is not. */
  isProgramKnown = false;

  constructor(private readonly runtime: ProviderRuntime) {}

  configure(configured: ReadSetting): void {
    this.configured = configured;
    this.amazon = undefined;
  }

  /** The settings are the program's of today, and not what Pulumi kept of the last up. */
  noteProgram(): void {
    this.isProgramKnown = true;
  }

  /** Breaks off what waits; what was done by then is kept. */
  cancel(): void {
    this.cancellation.abort(
      new Error("cancelled; what was done is kept, and the next run resumes from there"),
    );
  }

  /** @throws for configuration that cannot work; the message says what to do. */
  settings(): Settings {
    return this.runtime.settings(this.configured);
  }

  get declarations(): Declarations {
    return this.runtime.declarations;
  }

  async info(id: string, line: string, { urn }: Call): Promise<void> {
    await this.runtime.engine.info(`${id}: ${line}`, urn);
  }

  async warn(id: string, line: string, { urn }: Call): Promise<void> {
    await this.runtime.engine.warn(`${id}: ${line}`, urn);
  }

  /** A line on the screen for what `id` is doing at the moment. */
  progressOf(id: string, { urn }: Call): (line: string) => Promise<void> {
    let shown = "";
    return async (line) => {
      // Where there is no screen to replace it on, every line stays: one is enough for many polls.
      if (line !== shown) await this.runtime.engine.showProgress(`${id}: ${line}`, urn);
      shown = line;
    };
  }

  async clock(): Promise<Clock> {
    return (await this.connect()).clock;
  }

  /** Runs one operation, whose waits all end at its time, or where the user breaks it off. */
  async withApi<T>(
    id: string,
    call: ApiCall,
    work: (api: BetaTestApi, operation: Operation, timeoutMs: number) => Promise<T>,
  ): Promise<T> {
    const { patienceMs = Number.POSITIVE_INFINITY, onProgress = this.progressOf(id, call) } = call;
    const { api, clock, ...settings } = await this.connect();
    const timeoutMs = Math.min(call.timeoutMs ?? settings.timeoutMs, patienceMs);
    const cancelled = this.cancellation.signal;
    return withDeadline({ timeoutMs, clock, cancelled, onWait: onProgress }, (operation) =>
      work(api(operation), operation, timeoutMs),
    );
  }

  /** Where Pulumi runs a command with the settings of the last up, the error says so. */
  async withStoredSettings<T>(command: "refresh" | "destroy", work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.isOfStoredSettings(error)) throw error;
      (error as Error).message +=
        ` \`pulumi ${command}\` uses the settings stored by the last up; ` +
        `\`pulumi ${command} --run-program\` uses the current ones, as long as the program declares the resource.`;
      throw error;
    }
  }

  /** Whether a read may leave it to the diff after it: today's settings may do what the stored ones do not. */
  canDefer(error: unknown): boolean {
    // Nothing comes after the reads of a refresh: it would have succeeded without one.
    return (
      categoryOf(error) === "settings" &&
      this.isOfStoredSettings(error) &&
      !this.runtime.isRefresh?.()
    );
  }

  /** Whether it may be about what Pulumi kept in the state, and not about what the program has today. */
  private isOfStoredSettings(error: unknown): boolean {
    const category: ErrorCategory | undefined = categoryOf(error);
    if (!category || this.isProgramKnown) return false;
    if (category === "unreachable") {
      return [this.configured("endpoint"), this.configured("authEndpoint")].some(Boolean);
    }
    try {
      return this.settings().credentials.origin === "configuration";
    } catch {
      return true;
    }
  }

  private connect(): Promise<Amazon & { timeoutMs: number }> {
    this.amazon ??= (async () => {
      const settings = this.settings();
      return { ...(await this.runtime.connect(settings)), timeoutMs: settings.timeoutMs };
    })();
    return this.amazon;
  }
}
