/** Between the property bags of a SkillBetaTest and the lifecycle's terms. */
import { detailsOf } from "../../betaTest/details";
import { sameEmails } from "../../betaTest/emails";
import type { BetaTest, Desired, DesiredStatus, Observed } from "../../betaTest/model";
import type { LastKnown } from "../../betaTest/observe";
import type { Step } from "../../betaTest/plan";
import { unknownValue } from "../unknown";
import { defaults, type Inputs, inputNames } from "./inputs";

/** What Amazon alone decides. */
type ReadOnly = Omit<BetaTest, keyof Inputs | "status">;

/** What the state keeps. A property without a value is left out: Pulumi cannot keep `undefined`. */
export interface Outputs extends Inputs, ReadOnly {
  readonly status: string;
  /** The vendors of the account that made the test; Pulumi shows no property that begins so. */
  readonly __vendorIds?: readonly string[];
}

/** What makes an output unknown in a preview: a new test, or any change at all. */
const unknownAfter = {
  expiryDate: "start",
  invitationUrl: "start",
  invitesRemaining: "change",
} satisfies Record<keyof ReadOnly, "start" | "change">;

export const readOnlyNames = Object.keys(unknownAfter) as (keyof ReadOnly)[];

export function desiredOf(inputs: Inputs): Desired {
  const { skillId: _, adopt: __, desiredStatus, ...managed } = pickInputs(inputs);
  return { status: desiredStatus, ...managed };
}

/** What earlier runs left in the state: never what a program asked for and Amazon did not take. */
export function lastKnownOf(olds: Partial<Outputs>): LastKnown {
  return { ...detailsOf(olds), status: olds.status, vendorIds: olds.__vendorIds };
}

/** What the state keeps once the beta test is as the program asked. */
export function outputsOf(
  inputs: Inputs,
  { betaTest }: Observed,
  vendorIds?: readonly string[],
): Outputs {
  return pick({
    ...pickInputs(inputs),
    __vendorIds: vendorIds,
    ...Object.fromEntries(readOnlyNames.map((name) => [name, betaTest?.[name]])),
    // Where there is no test, it has ended: that is all that a program can tell apart.
    status: betaTest?.status ?? "ENDED",
  });
}

/**
 * What the state keeps of a test that was observed, but is not, or not yet, as the program asks:
 * of the managed properties what is there, and nothing of those that are not managed.
 */
export function outputsFromObserved(
  inputs: Inputs,
  observed: Observed,
  vendorIds?: readonly string[],
): Outputs {
  return outputsOf(inputsFromObserved(inputs, observed), observed, vendorIds);
}

/** The inputs that would leave the beta test as it was observed. */
export function inputsFromObserved(inputs: Inputs, observed: Observed): Inputs {
  const desiredStatus = desiredStatusOf(observed, inputs);
  // Nobody has access, as it should be: who would have it, and where they would write to, makes no difference.
  if (desiredStatus === "ENDED" && inputs.desiredStatus === "ENDED") return pickInputs(inputs);
  const { testers, ...seen } = managedFrom(observed);
  const isManaged = ([name]: [string, unknown]) => inputs[name as keyof Inputs] !== undefined;
  return pickInputs({
    ...inputs,
    ...Object.fromEntries(Object.entries(seen).filter(isManaged)),
    testers: inputs.testers && inSpellingOf(inputs.testers, testers),
    desiredStatus,
  });
}

/** The inputs of a test that no program has declared yet: everything is managed that is there. */
export function importedInputs(skillId: string, observed: Observed): Inputs {
  const { testers = [], ...managed } = managedFrom(observed);
  return pickInputs({
    ...defaults,
    skillId,
    ...managed,
    testers: testers.length > 0 ? testers : undefined,
    desiredStatus: desiredStatusOf(observed, defaults),
  });
}

/** The observed values of what a program can manage. */
function managedFrom({ betaTest, testers }: Observed) {
  return { feedbackEmail: betaTest?.feedbackEmail, testers } satisfies {
    [Name in keyof Required<Omit<Desired, "status">>]: unknown;
  };
}

/** Keeps the program's spelling and order where the people are the same. */
function inSpellingOf(
  managed: readonly string[],
  observed: readonly string[] | undefined,
): readonly string[] {
  return observed === undefined || sameEmails(managed, observed) ? managed : observed;
}

function desiredStatusOf(
  { betaTest }: Observed,
  inputs: Pick<Inputs, "desiredStatus">,
): DesiredStatus {
  switch (betaTest?.status) {
    case undefined:
    case "STOPPING":
    case "ENDED":
      return "ENDED";
    case "IN_DRAFT":
      // A draft is as good as an ended test to a program that wants it ended: no operation ends it.
      return inputs.desiredStatus === "ENDED" ? "ENDED" : "IN_DRAFT";
    case "STARTING":
    case "RUNNING":
      return "RUNNING";
  }
}

/**
 * What the state will keep, as far as a preview can know it.
 *
 * @param steps what will be done; undefined where that is not known yet.
 */
export function previewOutputs(
  news: Inputs,
  olds: Outputs | undefined,
  steps: readonly Step[] | undefined,
): object {
  const starts = ({ kind }: Step) => kind === "createBetaTest" || kind === "startBetaTest";
  const isUnknownAfter = {
    start: !olds || !steps || steps.some(starts),
    change: !olds || steps?.length !== 0,
  };
  const readOnly = Object.entries(unknownAfter).map(([name, what]) => [
    name,
    isUnknownAfter[what] ? unknownValue : olds?.[name as keyof ReadOnly],
  ]);
  return pick({
    ...pickInputs(news),
    status: olds && steps?.length === 0 ? olds.status : news.desiredStatus,
    __vendorIds: olds?.__vendorIds,
    ...Object.fromEntries(readOnly),
  });
}

/**
 * `ignoreChanges` for a front end whose engine cannot tell what Amazon has: what is ignored is as it was observed.
 *
 * @param ignored paths as the program gives them, such as `testers`.
 */
export function withIgnored(news: Inputs, observed: Observed, ignored: readonly string[]): Inputs {
  const seen = Object.entries(inputsFromObserved(news, observed));
  return { ...news, ...Object.fromEntries(seen.filter(([name]) => isIgnored(name, ignored))) };
}

/** @param path of a property or of what is in it, such as `testers[2]`. */
export function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.includes("*") || ignored.includes(path.replace(/\[.*/, ""));
}

function pickInputs(inputs: Inputs): Inputs {
  const entries = inputNames.map((name): [string, unknown] => [name, inputs[name]]);
  return pick(Object.fromEntries(entries)) as unknown as Inputs;
}

function pick<T extends object>(properties: T): T {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as T;
}
