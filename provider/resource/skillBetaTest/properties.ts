/** Converts between the properties of a SkillBetaTest and the types of the lifecycle. */

import type { BetaTest, Desired, End, Observed } from "../../betaTest/BetaTest";
import { detailsOf } from "../../betaTest/details";
import { emailsMissingFrom, sameEmails } from "../../betaTest/emails";
import type { LastKnown } from "../../betaTest/observe";
import type { Step } from "../../betaTest/plan";
import { type DesiredStatus, desiredStatusFor } from "../../betaTest/status";
import { unknownValue } from "../unknown";
import { defaults, type Inputs, inputNames } from "./inputs";

/** The outputs that Amazon alone decides. */
type ReadOnly = Omit<BetaTest, keyof Inputs | "status">;

/** What the state keeps. None is `undefined`: Pulumi's wire format has no such value. */
export interface Outputs extends Inputs, ReadOnly {
  readonly status: string;
  /** The vendors of the account that created the test. Pulumi does not show names that start like this. */
  readonly __vendorIds?: readonly string[];
  /** How the test has ended, if the program did not end it. */
  readonly __end?: End;
  /**
   * An update has failed: Pulumi keeps the old inputs beside these outputs, so what is secret among the one may not be
   * secret among the other.
   */
  readonly __stoppedHalfway?: true;
}

/** Whether an output is unknown in the preview of a start, or of any change. */
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

export function lastKnownOf(olds: Partial<Outputs>): LastKnown {
  // Nothing was set in a test that was only to be ended.
  const details = olds.desiredStatus === "ENDED" ? {} : detailsOf(olds);
  const { status, expiryDate, invitesRemaining, __end, __vendorIds } = olds;
  return { ...details, status, expiryDate, invitesRemaining, end: __end, vendorIds: __vendorIds };
}

/** The outputs once the beta test is as desired. */
export function outputsOf(
  inputs: Inputs,
  { betaTest, end }: Observed,
  vendorIds?: readonly string[],
): Outputs {
  return withoutUndefined({
    ...pickInputs(inputs),
    __vendorIds: vendorIds,
    __end: end,
    ...Object.fromEntries(readOnlyNames.map((name) => [name, betaTest?.[name]])),
    // For a program, no test is the same as one that has ended.
    status: betaTest?.status ?? "ENDED",
  });
}

/** The outputs of a beta test that may not be as desired: the observed values of what is managed. */
export function outputsFromObserved(
  inputs: Inputs,
  observed: Observed,
  vendorIds?: readonly string[],
): Outputs {
  return outputsOf(inputsFromObserved(inputs, observed), observed, vendorIds);
}

/** The inputs with which the beta test would stay as it was observed. */
export function inputsFromObserved(inputs: Inputs, observed: Observed): Inputs {
  const desiredStatus = desiredStatusOf(observed, inputs);
  // Nobody has access, as desired, so testers and feedback address make no difference.
  if (desiredStatus === "ENDED" && inputs.desiredStatus === "ENDED") return pickInputs(inputs);
  const { testers, ...details } = managedValues(observed);
  const isManaged = ([name]: [string, unknown]) => inputs[name as keyof Inputs] !== undefined;
  return pickInputs({
    ...inputs,
    ...Object.fromEntries(Object.entries(details).filter(isManaged)),
    testers: inputs.testers && testers ? inOrderOf(inputs.testers, testers) : inputs.testers,
    desiredStatus,
  });
}

/** In the program's spelling and order as far as possible: `ignoreChanges` can name a place, such as `testers[0]`. */
function inOrderOf(managed: readonly string[], observed: readonly string[]): readonly string[] {
  if (sameEmails(managed, observed)) return managed;
  const removed = emailsMissingFrom(observed, managed);
  return [...emailsMissingFrom(removed, managed), ...emailsMissingFrom(managed, observed)];
}

/** The inputs of an imported test: every observed value is managed. */
export function importedInputs(skillId: string, observed: Observed): Inputs {
  const { testers = [], ...managed } = managedValues(observed);
  return pickInputs({
    ...defaults,
    skillId,
    ...managed,
    testers: testers.length > 0 ? testers : undefined,
    desiredStatus: desiredStatusOf(observed, defaults),
  });
}

function managedValues({ betaTest, testers }: Observed) {
  return { feedbackEmail: betaTest?.feedbackEmail, testers } satisfies {
    [Name in keyof Required<Omit<Desired, "status">>]: unknown;
  };
}

function desiredStatusOf(
  { betaTest }: Observed,
  inputs: Pick<Inputs, "desiredStatus">,
): DesiredStatus {
  const status = betaTest ? desiredStatusFor(betaTest.status) : "ENDED";
  // To end a draft, there is nothing to do: nobody has access to it.
  return status === "IN_DRAFT" && inputs.desiredStatus === "ENDED" ? "ENDED" : status;
}

/** What a preview knows of a change. */
export interface Explained {
  readonly observed: Observed;
  readonly steps: readonly Step[];
}

/** @param explained undefined if it is not known yet what will be done. */
export function previewOutputs(
  news: Inputs,
  olds: Outputs | undefined,
  explained: Explained | undefined,
): object {
  const { observed: { betaTest } = {}, steps } = explained ?? {};
  const starts = ({ kind }: Step) => kind === "createBetaTest" || kind === "startBetaTest";
  const isUnknownAfter = { start: !steps || steps.some(starts), change: steps?.length !== 0 };
  const readOnly = Object.entries(unknownAfter).map(([name, what]) => [
    name,
    isUnknownAfter[what] ? unknownValue : betaTest?.[name as keyof ReadOnly],
  ]);
  return withoutUndefined({
    ...pickInputs(news),
    status: (steps?.length === 0 && betaTest?.status) || news.desiredStatus,
    __vendorIds: olds?.__vendorIds,
    ...Object.fromEntries(readOnly),
  });
}

/** Applies `ignoreChanges`: ignored inputs have their observed values, or else those of the state's outputs. */
export function withIgnored(
  news: Inputs,
  olds: Partial<Outputs>,
  observed: Observed,
  ignored: readonly string[],
): Inputs {
  const ignoredOf = (inputs: Partial<Inputs>) =>
    Object.fromEntries(Object.entries(inputs).filter(([name]) => isIgnored(name, ignored)));
  const last = { ...news, ...ignoredOf(pickInputs(olds as Inputs)) };
  return { ...last, ...ignoredOf(inputsFromObserved(last, observed)) };
}

/** @param path such as `testers` or `testers[2]`. */
export function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.includes("*") || ignored.includes(path.replace(/\[.*/, ""));
}

function pickInputs(inputs: Inputs): Inputs {
  const entries = inputNames.map((name): [string, unknown] => [name, inputs[name]]);
  return withoutUndefined(Object.fromEntries(entries)) as unknown as Inputs;
}

function withoutUndefined<T extends object>(properties: T): T {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as T;
}
