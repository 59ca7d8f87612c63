/** The properties of a beta test that an update (PUT) can change: at present, the feedback address. */

import type { Desired, Observed } from "./BetaTest";
import { sameEmail } from "./emails";

export type Details = Omit<Desired, "status" | "testers">;

/** How two values of each detail are compared. */
export const sameDetails: {
  readonly [Name in keyof Details]-?: (a: Details[Name], b: Details[Name]) => boolean;
} = { feedbackEmail: sameEmail };

const detailNames = Object.keys(sameDetails) as (keyof Details)[];

/** Only the details of an object, without those that have no value. */
export function detailsOf(from: Details): Details {
  const present = detailNames.filter((name) => from[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, from[name]]));
}

/** The names of the managed details that differ. */
export function changedDetails(observed: Observed, desired: Desired): (keyof Details)[] {
  return detailNames.filter(
    (name) =>
      desired[name] !== undefined && !sameDetails[name](desired[name], observed.betaTest?.[name]),
  );
}
