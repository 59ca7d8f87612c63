/** What stops the lifecycle for reasons of its own; nothing was repeated. */
import type { ErrorCategory } from "../errorCategory";

/** The beta test stands in the way, or did not get where it should. */
export class LifecycleError extends Error {
  override readonly name: string = "LifecycleError";
}

/** A test that people have access to cannot be found any more, as it is with the credentials of another account. */
export class NotFoundError extends LifecycleError {
  override readonly name = "NotFoundError";
  readonly category: ErrorCategory = "settings";
}

/** The program asks for what no step of Amazon's API can bring about. */
export class ImpossibleError extends LifecycleError {
  override readonly name = "ImpossibleError";
}
