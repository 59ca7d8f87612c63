/** Between Pulumi's property bags and the lifecycle's words; shared by every front end. */
import type { BetaTest, Desired, DesiredStatus, Observed } from "../lifecycle/betaTest";
import type { Failure } from "../lifecycle/check";
import { sameEmail, sameEmails } from "../lifecycle/emails";
import type { Known } from "../lifecycle/observe";
import type { Step } from "../lifecycle/plan";

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

export function withDefaults(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...Object.fromEntries(given) };
}

export function desiredOf({ desiredStatus, feedbackEmail, testers }: Inputs): Desired {
  return {
    status: desiredStatus,
    ...(feedbackEmail !== undefined && { feedbackEmail }),
    ...(testers !== undefined && { testers }),
  };
}

/** Whether the state already says what the program does, but for the spelling of the testers. */
export function isManagedAlike(olds: Outputs, news: Inputs): boolean {
  return (
    olds.desiredStatus === news.desiredStatus &&
    olds.adopt === news.adopt &&
    sameEmail(olds.feedbackEmail, news.feedbackEmail) &&
    (olds.testers && news.testers
      ? sameEmails(olds.testers, news.testers)
      : olds.testers === news.testers)
  );
}

/** What the state says was seen last. */
export function seenIn({ status, feedbackEmail, expiryDate, testers }: Outputs): Observed {
  const betaTest = { status, feedbackEmail, expiryDate } as BetaTest;
  return { betaTest: pick(betaTest), ...(testers && { testers }) };
}

/**
 * What the state will keep, as far as a preview can know it.
 *
 * @param steps what will be done; undefined where that is not known yet.
 */
export function outputsInPreview(
  news: Inputs,
  olds: Outputs | undefined,
  steps: readonly Step[] | undefined,
): object {
  const startsAnew = (kind: Step["kind"]) => kind === "createBetaTest" || kind === "startBetaTest";
  const isNew = !olds || !steps || steps.some(({ kind }) => startsAnew(kind));
  return pick({
    ...pickInputs(news),
    status: news.desiredStatus,
    expiryDate: isNew ? unknownValue : olds.expiryDate,
    invitationUrl: isNew ? unknownValue : olds.invitationUrl,
    invitesRemaining: isNew || steps.length > 0 ? unknownValue : olds.invitesRemaining,
  });
}

/** The inputs of a test that no program has declared yet: everything is managed that is there. */
export function inputsOfImport(skillId: string, { betaTest, testers = [] }: Observed): Inputs {
  const managed = {
    skillId,
    feedbackEmail: betaTest?.feedbackEmail,
    testers: testers.length > 0 ? testers : undefined,
    ...defaults,
  };
  return { ...pick(managed), desiredStatus: desiredStatusOf({ betaTest }, managed) };
}

/** What the state remembers of earlier runs. */
export function knownOf({ feedbackEmail }: Inputs): Known {
  return feedbackEmail === undefined ? {} : { feedbackEmail };
}

/** What the state keeps once the beta test is as the program asked. */
export function outputsOf(inputs: Inputs, { betaTest }: Observed): Outputs {
  return pick({
    ...pickInputs(inputs),
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
export function outputsAsSeen(inputs: Inputs, observed: Observed): Outputs {
  return outputsOf(inputsAsSeen(inputs, observed), observed);
}

/** The inputs that would leave the beta test as it was seen. */
export function inputsAsSeen(inputs: Inputs, observed: Observed): Inputs {
  const { betaTest, testers } = observed;
  return pickInputs({
    ...inputs,
    desiredStatus: desiredStatusOf(observed, inputs),
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
