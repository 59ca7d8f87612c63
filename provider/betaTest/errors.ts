/** Errors of the lifecycle itself, as opposed to those of the API. */
import type { ErrorCategory } from "../errorCategory";

/** The beta test cannot be brought to the desired state, or not in time. */
export class LifecycleError extends Error {
  override readonly name: string = "LifecycleError";
}

/** A running test that differs from the program may be somebody else's. */
export class NotAdoptableError extends LifecycleError {
  override readonly name = "NotAdoptableError";
}

/** A beta test that should exist is not found, as happens with another account's credentials. */
export class NotFoundError extends LifecycleError {
  override readonly name = "NotFoundError";
  readonly category: ErrorCategory = "settings";
}

/** No operation of Amazon's API leads to the desired state. */
export class ImpossibleError extends LifecycleError {
  override readonly name = "ImpossibleError";
}
