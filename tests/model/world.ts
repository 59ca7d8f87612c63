/** One case of the model: a program, its engine, Amazon, and what must never happen between them. */
import { OwnDeclarations } from "../../provider/adapters/declarations";
import { createDynamicProvider } from "../../provider/adapters/dynamic";
import { exchangeRefreshToken } from "../../provider/auth/lwa";
import { createTokenSource } from "../../provider/auth/TokenSource";
import type { Clock } from "../../provider/clock";
import { createSmapiClient } from "../../provider/smapi/client";
import { createConnection } from "../../provider/smapi/send";
import { type LoggedRequest, simulatedCredentials } from "../../simulator";
import { noLimit } from "../helpers/clock";
import { MiniEngine, type Program } from "../helpers/MiniEngine";
import type { Mail, TestSimulator } from "../helpers/simulator";
import type { Command } from "./commands";

/** What the cases did in all, for the figures that are printed. */
export interface Tally {
  cases: number;
  commands: number;
  faults: number;
  failedRuns: number;
  invitations: number;
}

/** Time passes where the provider sleeps, here and at Amazon. */
class SharedClock implements Clock {
  private offsetMs = 0;
  constructor(private readonly simulator: TestSimulator) {}
  now(): number {
    return Date.now() + this.offsetMs;
  }
  async sleep(ms: number): Promise<void> {
    this.offsetMs += ms;
    await this.simulator.advanceMs(ms);
  }
}

export class World {
  private readonly engine: MiniEngine;
  private program: Program;
  private readonly skillIds: [string, string];

  constructor(
    private readonly simulator: TestSimulator,
    private readonly tally: Tally,
    name: string,
  ) {
    this.skillIds = [`amzn1.ask.skill.${name}.a`, `amzn1.ask.skill.${name}.b`];
    this.program = { skillId: this.skillIds[0] };
    const clock = new SharedClock(simulator);
    const { url } = simulator;
    const tokens = createTokenSource(
      undefined,
      (operation) => exchangeRefreshToken(url, simulatedCredentials, clock, operation),
      clock,
    );
    const connection = createConnection(url, { tokens, clock, random: () => 0.5 });
    this.engine = new MiniEngine(
      createDynamicProvider({
        settings: () => ({ timeoutMs: 120_000 }) as never,
        connect: async () => ({
          clock,
          api: (operation) => createSmapiClient({ ...connection, limiter: noLimit }, operation),
        }),
        engine: { say: async () => {}, warn: async () => {}, showProgress: async () => {} },
        declarations: new OwnDeclarations(),
      }),
    );
  }

  async run(command: Command): Promise<void> {
    this.tally.commands++;
    const [skillId, otherId] = this.skillIds;
    switch (command.kind) {
      case "up":
        this.program = { ...command.program, skillId: command.other ? otherId : skillId };
        return this.watched(() => this.engine.up(this.program), { wanted: this.program });
      case "preview":
        return this.previewed();
      case "refresh":
        return this.watched(() => this.engine.refresh());
      case "destroy":
        return this.watched(() => this.engine.destroy());
      case "fault":
        this.tally.faults++;
        await this.simulator.order(command.fault);
        return;
      case "change":
        await this.simulator.change(skillId, command.change);
        return;
      case "remove":
        await this.simulator.remove(skillId);
        return;
      case "advance":
        await this.simulator.advanceDays(command.days);
        return;
      case "expireTokens":
        await this.simulator.expireTokens();
    }
  }

  /** Whatever came before: one clean up, and a preview that has nothing to do and only looked. */
  async settle(): Promise<void> {
    await this.simulator.clearFaults();
    this.program = { ...this.program, adopt: true };
    try {
      await this.watched(() => this.engine.up(this.program), {
        wanted: this.program,
        strict: true,
      });
    } catch (error) {
      if (/can only be ended/.test((error as Error).message)) return;
      throw error;
    }
    await this.simulator.requests();
    if (await this.engine.preview(this.program))
      throw new Error("A preview after a clean up shows a difference.");
    const requests = await this.simulator.requests();
    const looks = requests.filter((request) => request.startsWith("GET /betaTest "));
    if (looks.length !== 1)
      throw new Error(`A preview without a difference looked ${looks.length} times.`);
  }

  private async previewed(): Promise<void> {
    await this.simulator.requests();
    await this.engine.preview(this.program).catch(() => this.tally.failedRuns++);
    const mutations = (await this.simulator.requests()).filter(
      (request) => !/^GET |^POST \/auth\//.test(request),
    );
    if (mutations.length > 0) throw new Error(`A preview changed something: ${mutations}`);
  }

  /** Runs what may fail, and holds what Amazon saw and mailed against what may never be. */
  private async watched(
    work: () => Promise<void>,
    { wanted, strict = false }: { wanted?: Program; strict?: boolean } = {},
  ): Promise<void> {
    const mailsBefore = (await this.mails()).length;
    const invited = new Set(await this.invited());
    await this.simulator.requests();
    let failed: Error | undefined;
    await work().catch((error) => {
      failed = error;
    });
    const requests = await this.simulator.logged();
    this.check((await this.mails()).slice(mailsBefore), invited, requests);
    const { skillId, desiredStatus = "RUNNING" } = wanted ?? { desiredStatus: "ENDED" };
    const ended = requests.some(({ path }) => path === `/v1/skills/${skillId}/betaTest/end`);
    if (ended && desiredStatus !== "ENDED") throw new Error("What the program wants was ended.");
    if (!failed) return;
    this.tally.failedRuns++;
    if (strict) throw failed;
  }

  private check(mails: Mail[], invited: Set<string>, requests: LoggedRequest[]): void {
    // A create, even one whose answer was lost, opens a test to which everybody is new.
    for (const key of [...invited]) if (isNewTest(key, requests)) invited.delete(key);
    for (const { skillId, emailId, kind } of mails) {
      const key = keyOf(skillId, emailId);
      if (kind === "access end") invited.delete(key);
      if (kind !== "invitation") continue;
      this.tally.invitations++;
      if (invited.has(key)) throw new Error(`${key} was invited twice.`);
      invited.add(key);
    }
  }

  private mails(): Promise<Mail[]> {
    return this.simulator.ask<Mail[]>("GET", "/mails");
  }

  /** Who has an invitation to a test that is there. */
  private async invited(): Promise<string[]> {
    const skills = await Promise.all(this.skillIds.map((skillId) => this.simulator.skill(skillId)));
    return skills.flatMap((skill) =>
      skill && /STARTING|RUNNING/.test(skill.status)
        ? skill.testers.map((emailId) => keyOf(skill.skillId, emailId))
        : [],
    );
  }
}

function isNewTest(key: string, requests: LoggedRequest[]): boolean {
  const path = `/v1/skills/${key.split(" ")[0]}/betaTest`;
  return requests.some((request) => request.method === "POST" && request.path === path);
}

function keyOf(skillId: string, emailId: string): string {
  return `${skillId} ${emailId.toLowerCase()}`;
}
