/** One case of the model: a program, its engine, Amazon, and what must never happen between them. */

import { createTokenExchange } from "../../provider/auth/lwa";
import { ownCredentials } from "../../provider/auth/ownCredentials";
import { createTokenSource } from "../../provider/auth/TokenSource";
import type { Operation } from "../../provider/clock";
import type { ProviderRuntime } from "../../provider/resource/ProviderSession";
import { resolveSettings, type Settings } from "../../provider/settings";
import { createSmapiClient } from "../../provider/smapi/client";
import { createConnection } from "../../provider/smapi/send";
import { type SimulatorSettings, simulatedAccounts } from "../../simulator";
import { noLimit } from "../helpers/clock";
import { Amazon } from "./amazon";
import { type Command, type RunOptions, skillCount } from "./commands";
import {
  CheckError,
  Engine,
  type Entry,
  type Options,
  type Outcome,
  type UpOptions,
} from "./engine";
import { type Config, type FrontEnd, urnOf } from "./frontEnds";
import { edited, type Program, testsIn, valid } from "./program";
import {
  assertNobodyInvitedTwice,
  assertNobodyRemoved,
  assertNothingChanged,
  assertNothingEnded,
  isDeclaredTwice,
  keyOf,
  numbersIn,
  pathOf,
  peopleIn,
  Violation,
} from "./rules";

/** What the cases did in all, for the figures that are printed. */
export interface Tally {
  cases: number;
  commands: number;
  runs: number;
  failedRuns: number;
  faults: number;
  invitations: number;
  /** Previews whose numbers were held against the mails of the up after them, and those that gave none. */
  compared: number;
  unsaid: number;
  declaredTwice: number;
  asTheOther: number;
}

export function emptyTally(): Tally {
  const counts = { cases: 0, commands: 0, runs: 0, failedRuns: 0, faults: 0, invitations: 0 };
  return { ...counts, compared: 0, unsaid: 0, declaredTwice: 0, asTheOther: 0 };
}

type Account = keyof typeof simulatedAccounts;
type Mail = Amazon["world"]["mails"][number];

/** What Amazon got and sent in the course of one command. */
interface Seen {
  readonly outcome: Outcome;
  readonly mails: readonly Mail[];
  /** The access that people lost by something else than a delete. */
  readonly losses: readonly Mail[];
  readonly requests: readonly { method: string; path: string; status: number; body?: unknown }[];
  readonly before: readonly Entry[];
  readonly accounts: ReadonlySet<Account>;
}

const skillIds = Array.from({ length: skillCount }, (_, index) => `amzn1.ask.skill.${index}`);

export class World {
  private readonly amazon: Amazon;
  private readonly engine: Engine;
  private program: Program = [];
  private account: Account = "default";
  private from: "configuration" | "environment" = "environment";
  private token = "";
  private tokens = 0;
  private readonly accounts = new Set<Account>();
  private readonly deleted: Mail[] = [];
  private readonly trace: string[] = [];

  constructor(
    settings: Partial<SimulatorSettings>,
    private readonly tally: Tally,
  ) {
    this.amazon = new Amazon(settings);
    this.issueToken();
    const runtime: Pick<ProviderRuntime, "settings" | "connect"> = {
      settings: (configured) =>
        resolveSettings(configured, this.environment(), this.amazon.now(), {
          credentialSources: [ownCredentials],
        }),
      connect: (resolved) => this.connect(resolved),
    };
    this.engine = new Engine(runtime, async (work) => {
      const { mails } = this.amazon.world;
      const before = mails.length;
      try {
        return await work();
      } finally {
        this.deleted.push(...mails.slice(before));
      }
    });
  }

  /** As `provider/runtime.ts`, on the model's clock. */
  private async connect({ endpoint, authEndpoint, credentials }: Settings) {
    const { amazon } = this;
    const { accessToken, refresh } = credentials;
    const { other } = simulatedAccounts;
    const isOther = accessToken
      ? accessToken.value.includes("other")
      : refresh?.refreshToken === other.refreshToken;
    this.accounts.add(isOther ? "other" : "default");
    const exchange = refresh && createTokenExchange(authEndpoint, refresh, amazon);
    const tokens = createTokenSource(accessToken, exchange, amazon);
    const connection = createConnection(endpoint, { tokens, clock: amazon, random: () => 0.5 });
    // The adaptive limit has its own tests.
    const api = (operation: Operation) =>
      createSmapiClient({ ...connection, limiter: noLimit }, operation);
    return { clock: amazon, api };
  }

  /** Everything in its order, and then what must hold whatever it was. */
  async live(commands: readonly Command[]): Promise<void> {
    try {
      for (const command of commands) await this.perform(command);
      await this.settle();
    } catch (error) {
      (error as Error).message += `\n${this.trace.join("\n")}`;
      throw error;
    }
  }

  private async perform(command: Command): Promise<void> {
    this.tally.commands++;
    this.trace.push(JSON.stringify(command));
    const { amazon } = this;
    const skillIdOf = (index: number) => skillIds[index] as string;
    switch (command.kind) {
      case "edit":
        for (const edit of command.edits) this.program = edited(this.program, edit, skillIds);
        this.trace.push(`  program ${JSON.stringify(this.program)}`);
        return;
      case "up":
        await this.up(command.options);
        return;
      case "preview":
        await this.preview(command.options);
        return;
      case "previewAndUp":
        return this.previewAndUp(command.options);
      case "refresh":
      case "destroy":
        return this.runOther(command.kind, command.preview, command.options);
      case "fault":
        this.tally.faults++;
        return amazon.injectFault(command.fault);
      case "change":
        return amazon.change(skillIdOf(command.skill), command.change);
      case "remove":
        return amazon.remove(skillIdOf(command.skill));
      case "advance":
        return amazon.advanceDays(command.days);
      case "taint": {
        const { entries } = this.engine;
        const entry = entries[command.which % entries.length];
        if (entry) entry.taint = true;
        return;
      }
      case "rotate":
        amazon.tokens.expireAll();
        return this.issueToken();
      case "signIn":
        this.account = command.account;
        this.from = command.from;
        return this.issueToken();
    }
  }

  /** Whatever came before: one clean up, and a preview that has nothing to do and only looked. */
  private async settle(): Promise<void> {
    this.trace.push("settling");
    this.amazon.faults.clear();
    this.account = "default";
    this.issueToken();
    this.program = valid(this.program);
    // A delete of the last resource of a front end would have nothing but the settings of the last up.
    const { outcome } = await this.up(undefined, ["dynamic", "plugin"]);
    if (outcome.error) {
      if (/can only be ended/.test(outcome.error.message)) return;
      throw new Violation(`A clean up failed: ${outcome.error.message}`);
    }
    const { outcome: preview, requests } = await this.preview();
    if (preview.error || preview.steps.length > 0)
      throw new Violation("A preview after a clean up shows a difference.");
    for (const { args, ignoreChanges } of testsIn(this.program)) {
      // Each process looks for itself.
      const ofSkill = this.program.filter((each) => each.args.skillId === args.skillId);
      const processes = new Set(ofSkill.map(({ frontEnd }) => frontEnd)).size;
      // Where the status is ignored, the state does not hear that a test has gone, and its word is doubted.
      if (ignoreChanges?.includes("desiredStatus")) continue;
      const looks = requests.filter(({ path }) => path === pathOf(args.skillId));
      // That an ended test is gone is doubted each time: somebody may have started another.
      const isDoubted = args.desiredStatus === "ENDED" && looks[0]?.status === 404;
      if (looks.length !== (isDoubted ? 2 : processes))
        throw new Violation(`A preview without a difference looked ${looks.length} times.`);
    }
  }

  private async up(options?: RunOptions, uses: readonly FrontEnd[] = []): Promise<Seen> {
    const { program } = this;
    const given = { ...this.upOptions(options), uses };
    const seen = await this.watched("up", () => this.engine.up(program, given));
    const managed = seen.before.map(({ id }) => id);
    assertNothingEnded(seen.requests, program, managed, given.targets);
    assertNobodyRemoved(seen.requests, program, seen.before);
    this.checkDeclaredTwice(seen, given);
    return seen;
  }

  private async preview(options?: RunOptions): Promise<Seen> {
    const { program } = this;
    const given = { ...this.upOptions(options), preview: true };
    const seen = await this.watched("preview", () => this.engine.up(program, given));
    assertNothingChanged(seen.requests);
    this.checkDeclaredTwice(seen, given);
    return seen;
  }

  private async previewAndUp(options: RunOptions): Promise<void> {
    this.amazon.faults.clear();
    const statuses = skillIds.map((skillId) => this.amazon.statusOf(skillId));
    // Of a dynamic resource that was deleted already, a preview tells an update as well: docs/reliability.md.
    const isHalfReplaced = this.engine.entries.some((entry) => entry.isPendingReplacement);
    const { outcome: preview } = await this.preview(options);
    const { outcome, mails, losses } = await this.up(options);
    if (preview.error || outcome.error || isHalfReplaced) return;
    const said = numbersIn(preview.lines);
    if (!said) {
      this.tally.unsaid++;
      const isOnItsWay = statuses.some((status) => /STARTING|STOPPING/.test(status));
      // Of a tester that is declared before its test, or without it.
      const isUnordered = preview.lines.some((line) => line.includes("before or after that"));
      if (!isOnItsWay && !isUnordered)
        throw new Violation("A preview does not say how many people, and nothing is on its way.");
      return;
    }
    this.tally.compared++;
    const invited = peopleIn(mails, "invitation");
    const lost = peopleIn(losses, "access end");
    if (said.invited !== invited || said.losing !== lost)
      throw new Violation(
        `The preview said ${said.invited} invited and ${said.losing} losing access; it was ${invited} and ${lost}.`,
      );
  }

  private async runOther(
    kind: "refresh" | "destroy",
    preview: boolean,
    options: RunOptions,
  ): Promise<void> {
    const program = options.runProgram ? this.program : undefined;
    const given = { ...this.options(options), preview };
    const is404Ordered = this.amazon.faults
      .list()
      .some(({ answer }) => answer.kind === "status" && answer.status === 404);
    const seen = await this.watched(preview ? `preview of ${kind}` : kind, () =>
      this.engine[kind](program, given),
    );
    if (preview || kind === "refresh") assertNothingChanged(seen.requests);
    if (seen.outcome.lines.some((line) => /invited/.test(line)))
      throw new Violation(`${kind} speaks of invitations.`);
    if (kind !== "destroy" || preview || seen.outcome.error || given.targets || is404Ordered)
      return;
    for (const { id, isPendingReplacement } of seen.before) {
      if (!isPendingReplacement && this.isOpen(id))
        throw new Violation(`${id} still runs after a destroy.`);
    }
  }

  /** Runs what may fail, and holds what Amazon saw and mailed against what may never be. */
  private async watched(name: string, work: () => Promise<Outcome>): Promise<Seen> {
    const { amazon } = this;
    const { mails } = amazon.world;
    const mailsBefore = mails.length;
    const invited = this.invited();
    const before = this.engine.entries;
    amazon.forgetRequests();
    this.accounts.clear();
    this.deleted.length = 0;
    this.tally.runs++;
    const outcome = await work();
    if (outcome.error) this.tally.failedRuns++;
    const sent = mails.slice(mailsBefore);
    const seen: Seen = {
      outcome,
      mails: sent,
      losses: sent.filter((mail) => mail.kind === "access end" && !this.deleted.includes(mail)),
      requests: amazon.requests(),
      before,
      accounts: new Set(this.accounts),
    };
    this.traceRun(name, seen);
    this.tally.invitations += assertNobodyInvitedTwice(sent, seen.requests, invited);
    this.checkForeign(seen);
    return seen;
  }

  /** With the credentials of another account, nobody can know what became of a test that people have access to. */
  private checkForeign({ accounts, before, requests }: Seen): void {
    if (accounts.size !== 1 || !accounts.has("other")) return;
    this.tally.asTheOther++;
    const kept = this.engine.entries.map(({ id }) => id);
    // Whoever declares it takes it over, now or once it is a target.
    const declared = this.program.map(({ args }) => args.skillId);
    const ids = [...kept, ...declared];
    for (const { id, outputs, isPendingReplacement } of before) {
      const isOpen = /STARTING|RUNNING/.test(String(outputs.status));
      if (isOpen && !isPendingReplacement && !ids.includes(id) && this.isOpen(id))
        throw new Violation(`${id} was dropped from the state with another account's credentials.`);
    }
    if (requests.some(({ path }) => /\/(start|end)$/.test(path)))
      throw new Violation("A test was started or ended with another account's credentials.");
  }

  private checkDeclaredTwice(
    { outcome, requests }: Seen,
    { targets, eager, deletedFirst }: Options & Partial<Pick<UpOptions, "eager" | "deletedFirst">>,
  ): void {
    if (!isDeclaredTwice(this.program, targets)) return;
    this.tally.declaredTwice++;
    if (!outcome.error) throw new Violation("A skill is declared twice, and the run succeeded.");
    // What the program no longer declares may be deleted before it is heard.
    const isHeardFirst = !eager && !deletedFirst;
    if (isHeardFirst && outcome.error instanceof CheckError) assertNothingChanged(requests);
  }

  private upOptions(options?: RunOptions) {
    const { replace, deletedFirst, refresh = false, eager = true } = options ?? {};
    return {
      ...this.options(options),
      refresh,
      eager,
      ...(replace !== undefined && { replace: this.urnsAt(replace) }),
      ...(deletedFirst !== undefined && { deletedFirst: this.urnsAt(deletedFirst) }),
    };
  }

  private options({ target, continueOnError = false }: Partial<RunOptions> = {}): Options {
    const targets = target === undefined ? undefined : this.urnsAt(target);
    return { config: this.config(), continueOnError, ...(targets && { targets }) };
  }

  /** A resource of the program, or one that only the state has. */
  private urnsAt(index: number): string[] {
    const declared = this.program.map(urnOf);
    const urns = [...new Set([...declared, ...this.engine.entries.map(({ urn }) => urn)])];
    return urns.slice(index % Math.max(urns.length, 1)).slice(0, 1);
  }

  private issueToken(): void {
    this.token = `Atza|${this.account}-${this.tokens++}`;
    this.amazon.tokens.allow(this.token, this.account);
  }

  private config(): Config {
    const timeoutSeconds = "120";
    return this.from === "configuration"
      ? { timeoutSeconds, accessToken: this.token }
      : { timeoutSeconds };
  }

  /** What can be renewed stands here: in CI, and on the machines of people, it lasts. */
  private environment(): Record<string, string> {
    const { url } = this.amazon;
    const { clientId, clientSecret, refreshToken } = simulatedAccounts[this.account];
    const addresses = { ASK_SMAPI_SERVER_BASE_URL: url, ASK_LWA_TOKEN_HOST: url };
    if (this.from === "configuration") return addresses;
    return {
      ...addresses,
      ASK_LWA_CLIENT_ID: clientId,
      ASK_LWA_CLIENT_CONFIRMATION: clientSecret,
      ASK_REFRESH_TOKEN: refreshToken,
    };
  }

  /** Who has an invitation to a test that is there. */
  private invited(): string[] {
    return skillIds.flatMap((skillId) =>
      this.isOpen(skillId)
        ? this.amazon.testersOf(skillId).map((emailId) => keyOf({ skillId, emailId }))
        : [],
    );
  }

  private isOpen(skillId: string): boolean {
    return /STARTING|RUNNING/.test(this.amazon.statusOf(skillId));
  }

  private traceRun(name: string, { outcome, requests, mails }: Seen): void {
    const { lines, steps, error } = outcome;
    this.trace.push(
      `  ${name}: ${error?.message ?? "done"}`,
      ...steps.map((step) => `    step ${step}`),
      ...lines.map((line) => `    said ${line}`),
      ...requests.map(({ method, path, status }) => `    ${method} ${path} ${status}`),
      ...mails.map(({ kind, skillId, emailId }) => `    mail ${kind} ${skillId} ${emailId}`),
    );
  }
}
