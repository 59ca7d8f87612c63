/** Between Pulumi's property bags and the lifecycle's words; shared by every front end. */

import type { Failure } from "../betaTest/check";
import { sameEmails } from "../betaTest/emails";
import type { Desired, DesiredStatus, Observed } from "../betaTest/model";
import type { LastKnown } from "../betaTest/observe";
import type { Step } from "../betaTest/plan";

/** The arguments of a SkillBetaTest, checked and with their defaults. */
export interface Inputs {
  readonly skillId: string;
  readonly feedbackEmail?: string;
  readonly testers?: readonly string[];
  readonly desiredStatus: DesiredStatus;
  readonly adopt: boolean;
}

/** What the state keeps. A property without a value is left out: Pulumi cannot keep `undefined`. */
export interface Outputs extends Inputs {
  readonly status: string;
  readonly expiryDate?: string;
  readonly invitationUrl?: string;
  readonly invitesRemaining?: number;
  /** The vendors of the account that made the test; Pulumi shows no property that begins so. */
  readonly __vendorIds?: readonly string[];
}

/** Source: `UnknownStringValue` of Pulumi's wire protocol. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const defaults = { desiredStatus: "RUNNING", adopt: false } as const;

/** Pulumi's stand-in for a value that a preview does not know yet, alone or in a list. */
export function isUnknown(value: unknown): boolean {
  return value === unknownValue || (Array.isArray(value) && value.some(isUnknown));
}

/**
 * Check failures as Pulumi takes them. The engine prints the value of a property that is named, even of a
 * secret one; so none is, and the reason names it alone.
 */
export function withoutValues(failures: readonly Failure[]): Failure[] {
  return failures.map(({ reason }) => ({ property: "", reason }));
}

/**
 * With the defaults, addresses without the spaces around them, and nothing of what stands beside the inputs,
 * such as `__provider`, which the engine carries over from a dynamic resource with `ignoreChanges: ["*"]`.
 */
export function withDefaults(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(inputs).filter(
    ([name, value]) => !name.startsWith("__") && value !== undefined && value !== null,
  );
  const normal = given.map(([name, value]) => [name, name === "skillId" ? value : trimmed(value)]);
  return { ...defaults, ...Object.fromEntries(normal) };
}

function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed);
  return typeof value === "string" ? value.trim() : value;
}

export function desiredOf({ desiredStatus, feedbackEmail, testers }: Inputs): Desired {
  return {
    status: desiredStatus,
    ...(feedbackEmail !== undefined && { feedbackEmail }),
    ...(testers !== undefined && { testers }),
  };
}

/** The names of the inputs that a preview does not know yet. */
export function unknownIn(inputs: object): string[] {
  return Object.entries(inputs).flatMap(([name, value]) => (isUnknown(value) ? [name] : []));
}

/**
 * `ignoreChanges` for a front end whose engine cannot tell what Amazon has: what is ignored is as it was seen.
 *
 * @param ignored paths as the program gives them, such as `testers`.
 */
export function withIgnored(news: Inputs, observed: Observed, ignored: readonly string[]): Inputs {
  const seen = inputsFromObserved(news, observed);
  const kept = Object.entries(seen).filter(([name]) => isIgnored(name, ignored));
  return { ...news, ...Object.fromEntries(kept) };
}

/** @param path of a property or of what is in it, such as `testers[2]`. */
export function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.includes("*") || ignored.includes(path.replace(/\[.*/, ""));
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
  const isAsSeen = olds && steps?.length === 0;
  const startsAnew = (kind: Step["kind"]) => kind === "createBetaTest" || kind === "startBetaTest";
  const isNew = !olds || !steps || steps.some(({ kind }) => startsAnew(kind));
  return pick({
    ...pickInputs(news),
    status: isAsSeen ? olds.status : news.desiredStatus,
    __vendorIds: olds?.__vendorIds,
    expiryDate: isNew ? unknownValue : olds.expiryDate,
    invitationUrl: isNew ? unknownValue : olds.invitationUrl,
    invitesRemaining: isNew || steps.length > 0 ? unknownValue : olds.invitesRemaining,
  });
}

/** The inputs of a test that no program has declared yet: everything is managed that is there. */
export function importedInputs(skillId: string, { betaTest, testers = [] }: Observed): Inputs {
  const managed = {
    skillId,
    feedbackEmail: betaTest?.feedbackEmail,
    testers: testers.length > 0 ? testers : undefined,
    ...defaults,
  };
  return { ...pick(managed), desiredStatus: desiredStatusOf({ betaTest }, managed) };
}

/** What the state remembers of earlier runs: never what a program asked for and Amazon did not take. */
export function lastKnownOf({ status, feedbackEmail, __vendorIds }: Partial<Outputs>): LastKnown {
  return { status, feedbackEmail, vendorIds: __vendorIds };
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
    // Where there is no test, it has ended: that is all that a program can tell apart.
    status: betaTest?.status ?? "ENDED",
    expiryDate: betaTest?.expiryDate,
    invitationUrl: betaTest?.invitationUrl,
    invitesRemaining: betaTest?.invitesRemaining,
  });
}

/**
 * What the state keeps of a test that was seen, but is not, or not yet, as the program asks:
 * of the managed properties what is there, and nothing of those that are not managed.
 */
export function outputsFromObserved(
  inputs: Inputs,
  observed: Observed,
  vendorIds?: readonly string[],
): Outputs {
  return outputsOf(inputsFromObserved(inputs, observed), observed, vendorIds);
}

/** The inputs that would leave the beta test as it was seen. */
export function inputsFromObserved(inputs: Inputs, observed: Observed): Inputs {
  const { betaTest, testers } = observed;
  const desiredStatus = desiredStatusOf(observed, inputs);
  // Nobody has access, as it should be: who would have it, and where they would write to, makes no difference.
  if (desiredStatus === "ENDED" && inputs.desiredStatus === "ENDED") return pickInputs(inputs);
  return pickInputs({
    ...inputs,
    desiredStatus,
    feedbackEmail: inputs.feedbackEmail === undefined ? undefined : betaTest?.feedbackEmail,
    testers: inputs.testers && testersAsSeen(inputs.testers, testers),
  });
}

/** Keeps the program's spelling and order where the people are the same. */
function testersAsSeen(
  managed: readonly string[],
  seen: readonly string[] | undefined,
): readonly string[] {
  return seen === undefined || sameEmails(managed, seen) ? managed : seen;
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

function pickInputs(inputs: Inputs): Inputs {
  const { skillId, feedbackEmail, testers, desiredStatus, adopt } = inputs;
  return pick({ skillId, feedbackEmail, testers, desiredStatus, adopt });
}

function pick<T extends object>(properties: T): T {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as T;
}
