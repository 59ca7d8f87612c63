/** The model's random programs, people and faults, under the real engine. */
import fc from "fast-check";
import { stage } from "../helpers/e2e";
import type { Mail } from "../helpers/simulator";
import { type Command, commands, isBelievable, type RunOptions, settings } from "../model/commands";
import { urnOf } from "../model/frontEnds";
import { edited, type Program, valid } from "../model/program";
import {
  assertNobodyInvitedTwice,
  assertNobodyRemoved,
  assertNothingChanged,
  assertNothingEnded,
  isDeclaredTwice,
  keyOf,
  numbersIn,
  peopleIn,
  Violation,
} from "../model/rules";

const seed = Number(process.env.SEED ?? 20_261_122);
const cases = 5;
const runsOfACase = 5;
const on = stage();
const tally = { runs: 0, faults: 0, compared: 0, declaredTwice: 0 };

interface Kept {
  readonly urn: string;
  readonly id: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a run did, at Amazon and on the screen. */
interface Seen {
  readonly failed: boolean;
  readonly output: string;
  readonly mails: readonly Mail[];
}

/** One project through its life, by the same commands as the model's, and by the same rules. */
class Life {
  private program: Program = [];
  private readonly skillIds: readonly string[];

  constructor(count: number) {
    this.skillIds = [0, 1, 2].map((index) => `amzn1.ask.skill.random${count}.${index}`);
  }

  async perform(command: Command): Promise<void> {
    const { simulator, project } = on;
    const skillIdOf = (index: number) => this.skillIds[index] as string;
    switch (command.kind) {
      case "edit":
        for (const edit of command.edits) this.program = edited(this.program, edit, this.skillIds);
        return this.write();
      case "up":
        await this.up(command.options);
        return;
      // Every preview is held against the up after it: there are few of them here.
      case "preview":
      case "previewAndUp":
        await this.previewAndUp(command.options);
        return;
      case "refresh":
        await this.watched(() => project.refresh());
        return;
      case "destroy":
        return this.destroy();
      case "taint": {
        const urns = await this.urns();
        const urn = urns[command.which % urns.length];
        if (urn) await project.pulumi("state", "taint", urn, "--yes");
        return;
      }
      case "fault":
        tally.faults++;
        await simulator.injectFault(command.fault);
        return;
      case "change":
        await simulator.change(skillIdOf(command.skill), command.change);
        return;
      case "remove":
        await simulator.remove(skillIdOf(command.skill));
        return;
      case "advance":
        await simulator.advanceDays(command.days);
        return;
      default:
      // Credentials are the model's: here they are the environment's.
    }
  }

  /** Whatever came before: one clean up, and a preview that has nothing to do and only looked. */
  async settle(): Promise<void> {
    const { simulator, project } = on;
    await simulator.clearFaults();
    // A running test cannot become a draft: that program could never be.
    this.program = valid(this.program).map((resource) => ({
      ...resource,
      ignoreChanges: [],
      args: {
        ...resource.args,
        ...(resource.type === "SkillBetaTest" && { desiredStatus: "RUNNING" }),
      },
    }));
    this.write();
    const { failed, output } = await this.previewAndUp();
    if (failed) throw new Violation(`A clean up failed: ${output}`);
    await simulator.requests();
    const { changes } = await project.preview();
    expect(changes).toEqual({ same: this.program.length + 1 });
    assertNothingChanged(await simulator.logged());
    await this.destroy();
    for (const { args } of this.program) {
      const skill = await simulator.skill(args.skillId);
      expect(skill?.status).toMatch(/STOPPING|ENDED/);
    }
  }

  private async up(options?: RunOptions): Promise<Seen> {
    const { project, simulator } = on;
    const before = await this.resources();
    const { target, replace } = await this.chosen(options);
    const seen = await this.watched(() =>
      project.up({ ...(target && { target }), ...(replace && { replace }) }),
    );
    const requests = await simulator.logged();
    const managed = before.map(({ id }) => id);
    assertNothingEnded(requests, this.program, managed, target);
    assertNobodyRemoved(requests, this.program, before);
    this.checkDeclaredTwice(seen, target);
    return seen;
  }

  private async preview(options?: RunOptions): Promise<Seen> {
    const { project, simulator } = on;
    const { target, replace } = await this.chosen(options);
    const chosen = { ...(target && { target }), ...(replace && { replace }) };
    const seen = await this.watched(() => project.preview(chosen));
    assertNothingChanged(await simulator.logged());
    this.checkDeclaredTwice(seen, target);
    return seen;
  }

  /** @returns what the up did. */
  private async previewAndUp(options?: RunOptions): Promise<Seen> {
    await on.simulator.clearFaults();
    const preview = await this.preview(options);
    const up = await this.up(options);
    if (preview.failed || up.failed) return up;
    // The engine says a line again among the diagnostics.
    const lines = new Set(preview.output.match(/.* \(skill \S+\)/g));
    const said = numbersIn([...lines]);
    if (!said) return up;
    tally.compared++;
    expect(peopleIn(up.mails, "invitation")).toBe(said.invited);
    return up;
  }

  private async destroy(): Promise<void> {
    await this.watched(() => on.project.destroy());
  }

  private checkDeclaredTwice({ failed }: Seen, targets?: readonly string[]): void {
    if (!isDeclaredTwice(this.program, targets)) return;
    tally.declaredTwice++;
    if (!failed) throw new Violation("A skill is declared twice, and the run succeeded.");
  }

  private async watched(run: () => Promise<{ output: string }>): Promise<Seen> {
    const { simulator } = on;
    const before = (await this.mails()).length;
    const invited = await this.invited();
    await simulator.requests();
    tally.runs++;
    const { failed, output } = await run().then(
      (done) => ({ failed: false, output: done.output }),
      (error: Error) => ({ failed: true, output: error.message }),
    );
    const mails = (await this.mails()).slice(before);
    assertNobodyInvitedTwice(mails, await simulator.logged(), invited);
    return { failed, output, mails };
  }

  private mails(): Promise<Mail[]> {
    return on.simulator.ask<Mail[]>("GET", "/mails");
  }

  private async invited(): Promise<string[]> {
    const skills = await Promise.all(this.skillIds.map((skillId) => on.simulator.skill(skillId)));
    return skills.flatMap((skill) =>
      skill && /STARTING|RUNNING/.test(skill.status)
        ? skill.testers.map((emailId) => keyOf({ skillId: skill.skillId, emailId }))
        : [],
    );
  }

  private async resources(): Promise<Kept[]> {
    const { deployment } = await on.project.stack.exportStack();
    const all: Kept[] = deployment.resources ?? [];
    return all.filter(({ type }) => /SkillBetaTest(er)?$/.test(type));
  }

  private async urns(): Promise<string[]> {
    return (await this.resources()).map(({ urn }) => urn);
  }

  private async chosen({ target, replace }: Partial<RunOptions> = {}) {
    const declared = this.program.map(urnOf);
    const urns = [...new Set([...declared, ...(await this.urns())])];
    const at = (index?: number) =>
      index === undefined || urns.length === 0 ? undefined : [urns[index % urns.length] as string];
    return { target: at(target), replace: at(replace) };
  }

  private write(): void {
    const declared = this.program.map(
      ({ type, frontEnd, name, args, aliases = [], ...options }) => {
        const from = frontEnd === "plugin" ? "plugin" : "alexa";
        const { ignoreChanges, deleteBeforeReplace } = options;
        const opts = {
          ...{ ignoreChanges, deleteBeforeReplace },
          aliases: aliases.map((alias) => ({ name: alias })),
        };
        return `new ${from}.${type}("${name}", ${JSON.stringify(args)}, ${JSON.stringify(opts)});`;
      },
    );
    const plugin = `const plugin = require("pulumi-alexa/plugin");`;
    on.project.write([plugin, ...declared].join("\n"));
  }
}

test("random programs, people and faults through the real engine end with one clean up and an empty preview", async () => {
  let count = 0;
  const property = fc.asyncProperty(settings, commands, async (behaviour, steps) => {
    const { simulator } = on;
    await simulator.clearFaults();
    await simulator.set({ ...behaviour, transitionDelayMs: 50 });
    const life = new Life(count++);
    const before = tally.runs;
    for (const step of steps) {
      if (isBelievable(step, behaviour) && tally.runs < before + runsOfACase)
        await life.perform(step);
    }
    await life.settle();
  });
  await fc.assert(property, { seed, numRuns: cases, endOnFailure: true });
  process.stdout.write(
    `random: seed ${seed}, ${count} cases through the real engine, ${tally.runs} runs, ${tally.faults} faults ordered, ` +
      `${tally.compared} previews told the number of invitations, ${tally.declaredTwice} runs of a skill declared twice\n`,
  );
}, 900_000);
