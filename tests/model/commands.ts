/** Everything that can happen to beta tests, the programs that declare them and their credentials, at random. */
import fc from "fast-check";
import type { AccountName, FaultInput, OutOfBandChange, SimulatorSettings } from "../../simulator";
import { accountNames } from "../../simulator/accounts";
import { statuses } from "../../simulator/betaTests";
import { variantArbitraries } from "../helpers/apiVariants";
import type { FrontEnd } from "./frontEnds";

/** What a program says of a beta test, beside its skill. */
export interface Args {
  readonly desiredStatus?: "RUNNING" | "IN_DRAFT" | "ENDED";
  readonly testers?: readonly string[];
  readonly feedbackEmail?: string;
  readonly adopt?: boolean;
}

/** A move of somebody who edits the program. `which` is one of its resources, `skill` one of the skills. */
export type Edit =
  | {
      edit: "declare";
      name: string;
      frontEnd: FrontEnd;
      skill: number;
      args: Args;
      options: ResourceOptions;
    }
  | {
      edit: "invite";
      name: string;
      frontEnd: FrontEnd;
      skill: number;
      email: string;
      options: ResourceOptions;
    }
  | { edit: "write"; which: number; args: Args; email: string; options: ResourceOptions }
  | { edit: "rename"; which: number; name: string; alias: boolean }
  | { edit: "moveTo"; which: number; skill: number }
  | { edit: "swap"; which: number; other: number }
  | { edit: "changeFrontEnd" | "drop" | "putLast"; which: number }
  | { edit: "duplicate"; which: number; name: string; frontEnd: FrontEnd };

export interface ResourceOptions {
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** What a run is asked beside. `target`, `replace` and `deletedFirst` are resources of the program, or of the state. */
export interface RunOptions {
  readonly target?: number | undefined;
  readonly replace?: number | undefined;
  readonly deletedFirst?: number | undefined;
  readonly refresh: boolean;
  readonly continueOnError: boolean;
  readonly runProgram: boolean;
  readonly eager: boolean;
}

export type Command =
  | { kind: "edit"; edits: Edit[] }
  | { kind: "up" | "preview" | "previewAndUp"; options: RunOptions }
  | { kind: "refresh" | "destroy"; preview: boolean; options: RunOptions }
  | { kind: "taint"; which: number }
  | { kind: "change"; skill: number; change: OutOfBandChange }
  | { kind: "remove"; skill: number }
  | { kind: "fault"; fault: FaultInput }
  | { kind: "advance"; days: number }
  | { kind: "rotate" }
  | { kind: "signIn"; account: AccountName; from: "configuration" | "environment" };

export const skillCount = 3;

const people = ["ada", "grace", "linus", "Barbara"];
const email = fc
  .tuple(fc.constantFrom(...people), fc.boolean())
  .map(([name, loud]) => `${loud ? name.toUpperCase() : name}@example.com`);

export const args: fc.Arbitrary<Args> = fc.record(
  {
    desiredStatus: fc.constantFrom("RUNNING", "RUNNING", "RUNNING", "IN_DRAFT", "ENDED"),
    testers: fc.array(email, { maxLength: 5 }),
    feedbackEmail: email,
    adopt: fc.boolean(),
  },
  { requiredKeys: [] },
);

const options: fc.Arbitrary<ResourceOptions> = fc.record({
  ignoreChanges: fc.constantFrom<string[]>(
    [],
    [],
    [],
    ["testers"],
    ["feedbackEmail"],
    ["desiredStatus"],
    ["testers", "feedbackEmail"],
  ),
  deleteBeforeReplace: fc.constantFrom(false, false, false, true),
});

const which = fc.nat({ max: 5 });
const skill = fc.nat({ max: skillCount - 1 });
const name = fc.constantFrom("a", "b", "c");
const frontEnd = fc.constantFrom<FrontEnd>("dynamic", "plugin");

const declare = fc.record({
  edit: fc.constant("declare" as const),
  ...{ name, frontEnd, skill, args, options },
});

const invite = fc.record({
  edit: fc.constant("invite" as const),
  ...{ name, frontEnd, skill, email, options },
});

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: declare },
  { weight: 4, arbitrary: invite },
  {
    weight: 4,
    arbitrary: fc.record({ edit: fc.constant("write" as const), which, args, email, options }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      edit: fc.constant("rename" as const),
      which,
      name,
      alias: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("moveTo" as const), which, skill }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant("swap" as const), which, other: which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      edit: fc.constantFrom("changeFrontEnd" as const, "drop" as const, "putLast" as const),
      which,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant("duplicate" as const), which, name, frontEnd }),
  },
);

const edits = fc.record({
  kind: fc.constant("edit" as const),
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
});

const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 7 });
const rarely = fc.constantFrom(false, false, false, true);

const run: fc.Arbitrary<RunOptions> = fc.record({
  target: seldom(which),
  replace: seldom(which),
  deletedFirst: seldom(which),
  refresh: rarely,
  continueOnError: rarely,
  runProgram: fc.boolean(),
  eager: fc.boolean(),
});

/** Distinct people: Amazon has nobody twice. */
const present = fc.uniqueArray(email, {
  maxLength: 4,
  selector: (address) => address.toLowerCase(),
});

const change = fc.record(
  {
    status: fc.constantFrom(...statuses),
    testers: present,
    feedbackEmail: email,
  },
  { requiredKeys: [] },
);

/** Whether the request was carried out is open only where the answer does not say. */
const fault = fc
  .record({
    method: fc.constantFrom("GET" as const, "POST" as const, "PUT" as const, undefined),
    path: fc.constantFrom(
      "/betaTest",
      "/start",
      "/end",
      "/add",
      "/remove",
      "/testers",
      "/status",
      "/vendors",
      undefined,
    ),
    after: fc.nat({ max: 3 }),
    times: fc.integer({ min: 1, max: 8 }),
    applied: fc.boolean(),
    answer: fc.oneof(
      fc
        .constantFrom(400, 401, 403, 404, 409, 429, 500, 503)
        .map((status) => ({ kind: "status" as const, status })),
      fc.constantFrom(
        { kind: "reset" as const },
        { kind: "html" as const },
        { kind: "brokenJson" as const },
      ),
    ),
  })
  .map((fault) => {
    const saysNo = fault.answer.kind === "status" && fault.answer.status < 500;
    return { ...fault, applied: fault.applied && !saysNo };
  });

const of = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: edits },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of("up", "up", "previewAndUp", "previewAndUp", "preview"),
      options: run,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of("refresh", "destroy"),
      preview: fc.boolean(),
      options: run,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: of("fault"), fault }) },
  { weight: 3, arbitrary: fc.record({ kind: of("change"), skill, change }) },
  { weight: 1, arbitrary: fc.record({ kind: of("taint"), which }) },
  { weight: 1, arbitrary: fc.record({ kind: of("remove"), skill }) },
  { weight: 1, arbitrary: fc.record({ kind: of("advance"), days: fc.constantFrom(1, 80, 91) }) },
  { weight: 1, arbitrary: fc.record({ kind: of("rotate") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of("signIn"),
      account: of(...accountNames),
      from: of("configuration", "environment"),
    }),
  },
);

/** Begins with a program, as life does. */
const first = fc.record({
  kind: of("edit"),
  edits: fc.array(fc.oneof({ weight: 2, arbitrary: declare }, { weight: 1, arbitrary: invite }), {
    minLength: 1,
    maxLength: 4,
  }),
});

export const commands: fc.Arbitrary<Command[]> = fc
  .tuple(first, fc.array(command, { minLength: 2, maxLength: 20, size: "max" }))
  .map(([program, rest]) => [program, ...rest]);

/**
 * A 404 in Amazon's own words is believed. Where it is wrong, a create of the draft that is there succeeds,
 * and two spellings are two people, all at once, somebody can be invited by both: docs/reliability.md says so.
 */
export function isBelievable(command: Command, amazon: Partial<SimulatorSettings>): boolean {
  if (command.kind !== "fault" || !amazon.emailsAreCaseSensitive) return true;
  const { answer } = command.fault;
  return amazon.draftCreate !== "accepted" || answer.kind !== "status" || answer.status !== 404;
}

/** How Amazon is, in what it does not document. */
export const settings: fc.Arbitrary<Partial<SimulatorSettings>> = fc.record({
  ...variantArbitraries,
  testersPerCall: fc.constantFrom(500, 2, 1),
  pageSize: fc.constantFrom(500, 2, 1),
  transitionDelayMs: fc.constantFrom(0, 700, 30_000),
});
