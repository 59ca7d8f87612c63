/** Everything that can happen to a beta test, at random. */
import fc from "fast-check";
import type { FaultOrder, OutOfBandChange, SimulatorSettings } from "../../simulator";
import type { Program } from "../helpers/MiniEngine";

export type Command =
  | { kind: "up"; program: Omit<Program, "skillId">; other: boolean }
  | { kind: "preview" | "refresh" | "destroy" | "expireTokens" }
  | { kind: "change"; change: OutOfBandChange }
  | { kind: "remove" }
  | { kind: "fault"; fault: FaultOrder }
  | { kind: "advance"; days: number };

const names = ["ada", "grace", "linus", "Barbara"];
const email = fc
  .tuple(fc.constantFrom(...names), fc.boolean())
  .map(([name, loud]) => `${loud ? name.toUpperCase() : name}@example.com`);
const testers = fc.array(email, { maxLength: 5 });

export const program = fc.record(
  {
    desiredStatus: fc.constantFrom(
      "RUNNING",
      "RUNNING",
      "RUNNING",
      "IN_DRAFT",
      "ENDED",
    ) as fc.Arbitrary<"RUNNING" | "IN_DRAFT" | "ENDED">,
    testers,
    feedbackEmail: email,
    adopt: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Distinct people: Amazon has nobody twice. */
const present = fc.uniqueArray(email, {
  maxLength: 4,
  selector: (address) => address.toLowerCase(),
});

const change = fc.record(
  {
    status: fc.constantFrom(
      "IN_DRAFT",
      "STARTING",
      "RUNNING",
      "STOPPING",
      "ENDED",
    ) as fc.Arbitrary<"RUNNING">,
    testers: present,
    feedbackEmail: email,
  },
  { requiredKeys: [] },
);

/** Whether the request was carried out is open only where the answer does not say. */
const fault = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", undefined) as fc.Arbitrary<"GET" | undefined>,
    path: fc.constantFrom("/betaTest", "/start", "/end", "/add", "/remove", "/testers", undefined),
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
  .map((order) => {
    const saysNo = order.answer.kind === "status" && order.answer.status < 500;
    return { ...order, applied: order.applied && !saysNo };
  });

export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("up" as const),
        program,
        other: fc.constantFrom(false, false, false, true),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("change" as const), change }) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom("preview", "refresh", "destroy", "expireTokens")
        .map((kind) => ({ kind }) as Command),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "remove" } as Command) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("advance" as const),
        days: fc.constantFrom(1, 80, 91),
      }),
    },
  ),
  { minLength: 2, maxLength: 20, size: "max" },
);

/**
 * A 404 in Amazon's own words is believed. Where it is wrong, a create of the draft that is there succeeds,
 * and two spellings are two people, all at once, somebody can be invited by both: docs/reliability.md says so.
 */
export function isBelievable(command: Command, amazon: Partial<SimulatorSettings>): boolean {
  if (command.kind !== "fault" || !amazon.emailsAreCaseSensitive) return true;
  const { answer } = command.fault;
  return amazon.draftCreate !== "accepted" || answer.kind !== "status" || answer.status !== 404;
}

/** How Amazon is, in what no public source settles. */
export const settings: fc.Arbitrary<Partial<SimulatorSettings>> = fc.record({
  draftCreate: fc.constantFrom("conflict", "accepted"),
  startAfterEnd: fc.constantFrom("refused", "accepted"),
  afterEnd: fc.constantFrom("ended", "absent"),
  knownTester: fc.constantFrom("ignored", "refused", "mailed"),
  addIsAtomic: fc.boolean(),
  emailsAreCaseSensitive: fc.boolean(),
  testersPerCall: fc.constantFrom(500, 2, 1),
  pageSize: fc.constantFrom(500, 2, 1),
  transitionDelayMs: fc.constantFrom(0, 700, 30_000),
});
