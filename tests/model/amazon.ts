/** The simulated Amazon without sockets, on a clock that only the model moves. */
import axios, { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from "axios";
import * as v from "valibot";
import type { Clock } from "../../provider/clock";
import type {
  FaultInput,
  LoggedRequest,
  OutOfBandChange,
  SimulatorSettings,
} from "../../simulator";
import { createApp } from "../../simulator/app";
import { BetaTests } from "../../simulator/betaTests";
import { Changes } from "../../simulator/changes";
import { dayMs, MovableClock } from "../../simulator/clock";
import { Faults, faultSchema } from "../../simulator/faults";
import { RequestLog } from "../../simulator/requestLog";
import { defaultSettings } from "../../simulator/settings";
import { Skills } from "../../simulator/skills";
import { emptyState } from "../../simulator/state";
import { Tokens } from "../../simulator/tokens";

const start = Date.parse("2026-01-01T00:00:00Z");

export class Amazon implements Clock {
  readonly url = "http://127.0.0.1";
  readonly settings: SimulatorSettings;
  readonly world = emptyState();
  readonly skills = new Skills(this.world.skills);
  readonly tokens: Tokens;
  readonly faults = new Faults();
  private readonly log = new RequestLog();
  private readonly clock = new MovableClock(() => start);
  private readonly betaTests: BetaTests;
  private readonly app: ReturnType<typeof createApp>;

  constructor(settings: Partial<SimulatorSettings>) {
    this.settings = { ...defaultSettings, ...settings };
    this.tokens = new Tokens(() => this.now());
    this.betaTests = new BetaTests(this.world, () => this.now(), this.settings);
    const { betaTests, clock, faults, log, skills, tokens } = this;
    this.app = createApp({
      ...{ betaTests, clock, faults, log, skills, tokens, settings: this.settings },
      changes: new Changes(),
      stateFile: undefined,
      onChange: () => {},
    });
    axios.defaults.adapter = (config) => this.answer(config);
  }

  now(): number {
    return this.clock.now();
  }

  /** Time passes where the provider sleeps. */
  async sleep(ms: number): Promise<void> {
    this.clock.advance(ms);
  }

  advanceDays(days: number): void {
    this.clock.advance(days * dayMs);
  }

  injectFault(fault: FaultInput): void {
    this.faults.inject(v.parse(faultSchema, fault));
  }

  /** What somebody does in Amazon's console. */
  async change(skillId: string, change: OutOfBandChange): Promise<void> {
    const path = `${this.url}/simulator/skills/${skillId}/betaTest`;
    const headers = { Host: "127.0.0.1", "Content-Type": "application/json" };
    await this.app.request(path, { method: "PUT", headers, body: JSON.stringify(change) });
  }

  remove(skillId: string): void {
    delete this.world.betaTests[skillId];
  }

  statusOf(skillId: string): string {
    const betaTest = this.world.betaTests[skillId];
    return betaTest ? this.betaTests.statusOf(betaTest) : "ABSENT";
  }

  testersOf(skillId: string): string[] {
    return this.world.betaTests[skillId]?.testers.map(({ emailId }) => emailId) ?? [];
  }

  requests(): readonly LoggedRequest[] {
    return this.log.list();
  }

  forgetRequests(): void {
    this.log.clear();
  }

  private async answer(config: InternalAxiosRequestConfig) {
    if (config.signal?.aborted) throw new AxiosError("canceled", AxiosError.ERR_CANCELED);
    let isCut = false;
    const socket = {
      destroy: () => {
        isCut = true;
      },
    };
    const response = await this.app.request(
      axios.getUri(config),
      {
        method: String(config.method).toUpperCase(),
        headers: { ...config.headers.toJSON(true), Host: "127.0.0.1" } as Record<string, string>,
        ...(config.data !== undefined && { body: String(config.data) }),
      },
      { incoming: { socket } } as never,
    );
    if (isCut) throw new AxiosError("socket hang up", AxiosError.ECONNABORTED, config);
    const headers = new AxiosHeaders(Object.fromEntries(response.headers));
    const { status, statusText } = response;
    return { config, status, statusText, headers, data: await response.text() };
  }
}
