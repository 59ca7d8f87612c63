/** What all resources of a provider share: its settings, the connection to Amazon, and messages to the user. */
import type { BetaTestApi } from "../betaTest/api";
import type { Clock, Operation } from "../clock";
import { categoryOf } from "../errorCategory";
import type { SettingName, Settings } from "../settings";
import { type Declaration, type Declarations, declareOnce } from "./declarations";
import type { CallOptions } from "./Resource";
import type { InputFailure } from "./rules";
import { ShortIds } from "./ShortIds";
import { isUnknown } from "./unknown";
import { withDeadline } from "./withDeadline";

/** What a provider needs from the process that it runs in. */
export interface ProviderRuntime {
  /** @throws if the configuration is invalid; the message says what to do. */
  settings(configured: ReadSetting): Settings;
  /** Loads the API client, so that a provider answers its engine before. */
  connect(settings: Settings): Promise<Amazon>;
  readonly engine: EngineLog;
  readonly declarations: Declarations;
  /** Pulumi's command, such as `refresh` or `do --dry-run`; undefined if that cannot be found out. */
  command?(): string | undefined;
}

export type ReadSetting = (name: SettingName) => string | undefined;

export interface Amazon {
  readonly clock: Clock;
  api(operation: Operation): BetaTestApi;
}

/** A line belongs to the resource with this `urn`, or to the stack. */
export interface EngineLog {
  /** Shown with `--debug` only. */
  debug(line: string, urn?: string): Promise<void>;
  info(line: string, urn?: string): Promise<void>;
  warn(line: string, urn?: string): Promise<void>;
  /** The next such line replaces it. Rejects if the engine is gone. */
  showProgress(line: string, urn?: string): Promise<void>;
}

export interface ApiCallOptions extends CallOptions {
  /** An upper limit to the timeout, in milliseconds; a preview has one of its own. */
  readonly maxWaitMs?: number;
  readonly onProgress?: Operation["onWait"];
}

/** How long a preview waits for Amazon each time that it observes a test, in milliseconds; and once that was in vain. */
const maxPreviewWaitMs = 30_000;
const maxWaitAgainMs = 10_000;

export class ProviderSession {
  private configured: ReadSetting = () => undefined;
  private providerName: string | undefined;
  private amazon: Promise<Amazon & { timeoutMs: number }> | undefined;
  private readonly cancellation = new AbortController();
  private isProgramsPreview: boolean | undefined;
  readonly ids = new ShortIds();
  /**
   * Whether Amazon could not be reached with these settings: then previews hardly wait for it again, since the engine asks
   * for one resource after the other.
   */
  isUnreachable = false;
  /** Whether this command runs the program, so that the settings are current; `refresh` and `destroy` mostly don't. */
  commandRunsProgram = false;

  constructor(private readonly runtime: ProviderRuntime) {}

  /** @param providerName of a Provider that the program declares, for errors about its settings. */
  configure(configured: ReadSetting, providerName?: string): void {
    this.declarations.providerStarts();
    this.configured = configured;
    this.providerName = providerName;
    this.amazon = undefined;
    this.isUnreachable = false;
  }

  /** Ends every wait. */
  cancel(): void {
    this.cancellation.abort(
      new Error(
        "cancelled; what was done is kept, and the next run resumes where this one stopped",
      ),
    );
  }

  /** @throws if the configuration is invalid; the message says what to do. */
  settings(): Settings {
    try {
      return this.runtime.settings(this.configured);
    } catch (error) {
      if (this.providerName !== undefined) {
        (error as Error).message = `Provider "${this.providerName}": ${(error as Error).message}`;
      }
      throw error;
    }
  }

  get declarations(): Declarations {
    return this.runtime.declarations;
  }

  async info(id: string, line: string, { urn }: CallOptions): Promise<void> {
    await this.runtime.engine.info(this.lineOf(id, line), urn);
  }

  async warn(id: string, line: string, { urn }: CallOptions): Promise<void> {
    await this.runtime.engine.warn(this.lineOf(id, line), urn);
  }

  /** What happens comes first, since a terminal cuts the end. @param id empty if it is not known yet. */
  private lineOf(id: string, line: string): string {
    return id === "" ? line : `${line} (skill ${this.ids.shorten(id)})`;
  }

  progressReporter(id: string, { urn }: CallOptions): (line: string) => Promise<void> {
    let shown = "";
    return async (line) => {
      // Without a terminal, no line is replaced: show one for many polls.
      if (line !== shown) await this.runtime.engine.showProgress(this.lineOf(id, line), urn);
      shown = line;
    };
  }

  async clock(): Promise<Clock> {
    return (await this.connect()).clock;
  }

  /** Ends early when the user cancels. */
  async pause(ms: number): Promise<void> {
    await (await this.clock()).sleep(ms, this.cancellation.signal);
  }

  /** Runs `work` as one operation, all of whose waits end at its timeout or when the user cancels. */
  async withApi<T>(
    id: string,
    call: ApiCallOptions,
    work: (api: BetaTestApi, operation: Operation, timeoutMs: number) => Promise<T>,
  ): Promise<T> {
    const { maxWaitMs = Number.POSITIVE_INFINITY, onProgress = this.progressReporter(id, call) } =
      call;
    const { api, clock, ...settings } = await this.connect();
    const inPreviewMs = this.isUnreachable ? maxWaitAgainMs : maxPreviewWaitMs;
    const isPreview = call.isPreview ?? this.isPreview;
    const previewMs = isPreview ? inPreviewMs : Number.POSITIVE_INFINITY;
    const timeoutMs = Math.min(call.timeoutMs ?? settings.timeoutMs, maxWaitMs, previewMs);
    const cancelled = this.cancellation.signal;
    return withDeadline({ timeoutMs, clock, cancelled, onWait: onProgress }, (operation) =>
      work(api(operation), operation, timeoutMs),
    );
  }

  /** Pulumi runs these commands with the settings of the last up: an error that may follow from that says so. */
  async withStoredSettings<T>(command: "refresh" | "destroy", work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.commandRunsProgram || !categoryOf(error)) throw error;
      const { message } = error as Error;
      (error as Error).message =
        `${message}${message.includes("\n") ? "\n" : " "}\`pulumi ${command}\` uses the settings stored by the last \`pulumi up\`; ` +
        `\`pulumi ${command} --run-program\` uses the current ones, as long as the program declares the resource.`;
      throw error;
    }
  }

  /**
   * The failures of a resource's inputs, and of the provider's settings; and it declares what the resource owns, if its inputs
   * are good.
   *
   * @param declared undefined if it is not known yet, or nobody says which resource it is.
   */
  checkAndDeclare(
    skillId: unknown,
    inputFailures: readonly InputFailure[],
    declared: () => Declaration | undefined,
  ): string[] {
    this.commandRunsProgram = true;
    const failures = inputFailures.map(({ reason }) => reason);
    try {
      this.settings();
      const declaration = failures.length === 0 && !isUnknown(skillId) ? declared() : undefined;
      if (!declaration) return failures;
      this.ids.add(String(skillId));
      declareOnce(this.declarations, declaration);
    } catch (error) {
      failures.push((error as Error).message);
    }
    return failures;
  }

  /** Whether everything is deleted, whatever the program declares: `destroy --run-program` does not check it. */
  get isDestroy(): boolean {
    return this.runtime.command?.() === "destroy";
  }

  /** @throws if what would be deleted is not to be: the engine asks for it all the same. */
  assertNoDryRun(): void {
    if (this.runtime.command?.() !== "do --dry-run") return;
    throw new Error(
      "nothing was deleted: Pulumi does not tell a provider that a deletion is only to be tried, and this one would end the " +
        "access of people. Without --dry-run, `pulumi do` deletes it.",
    );
  }

  /** Whether the program declares the provider, which may be replaced itself. */
  get isExplicit(): boolean {
    return this.providerName !== undefined;
  }

  /**
   * Whether the read of a state may be left to the diff, or the delete, that follows it, which uses the current settings.
   * Nothing follows the reads of a refresh, which would report success without having read anything.
   */
  get mayDeferReads(): boolean {
    const command = this.runtime.command?.();
    return !this.commandRunsProgram && command !== undefined && command !== "refresh";
  }

  /** The engine does not say it of every call. An `up` has a preview, too, which only the SDK can tell apart. */
  private get isPreview(): boolean {
    if (this.runtime.command?.() === "preview") return true;
    try {
      // The program's word for all of the run: a preview has a provider's process of its own.
      this.isProgramsPreview ??= this.declarations.isPreview();
    } catch {
      // Whoever needs all declarations will say so.
    }
    return this.isProgramsPreview ?? false;
  }

  private connect(): Promise<Amazon & { timeoutMs: number }> {
    this.amazon ??= (async () => {
      const settings = this.settings();
      return { ...(await this.runtime.connect(settings)), timeoutMs: settings.timeoutMs };
    })();
    return this.amazon;
  }
}
