/** What a PUT can change in a beta test: the feedback address, and whatever Amazon adds to it. */
import { sameEmail } from "./emails";
import type { Desired, Observed } from "./model";

export type Details = Omit<Desired, "status" | "testers">;

/** Whether two values of a detail are the same. */
export const sameDetails: {
  readonly [Name in keyof Details]-?: (a: Details[Name], b: Details[Name]) => boolean;
} = { feedbackEmail: sameEmail };

export const detailNames = Object.keys(sameDetails) as (keyof Details)[];

/** The details of something that has them among others; those without a value are left out. */
export function detailsOf(from: Details): Details {
  const present = detailNames.filter((name) => from[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, from[name]]));
}

/** The names of the details that are desired to be other than they are. */
export function changedDetails(observed: Observed, desired: Desired): (keyof Details)[] {
  return detailNames.filter(
    (name) =>
      desired[name] !== undefined && !sameDetails[name](desired[name], observed.betaTest?.[name]),
  );
}
