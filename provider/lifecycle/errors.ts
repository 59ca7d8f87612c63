/** What stops the lifecycle for reasons of its own; nothing was repeated. */

/** The beta test stands in the way, or did not get where it should. */
export class LifecycleError extends Error {
  override readonly name: string = "LifecycleError";
}

/** The program asks for what no step of Amazon's API can bring about. */
export class ImpossibleError extends LifecycleError {
  override readonly name = "ImpossibleError";
}
