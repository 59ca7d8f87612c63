/** Errors about the way to Amazon, told apart from those about what is there. */

/**
 * - `settings`: Amazon does not take the credentials, there are none, or another setting breaks its rule; with
 *   others, the same may succeed.
 * - `unreachable`: Amazon did not answer, or only that it cannot now.
 */
export type ErrorCategory = "settings" | "unreachable";

/** What was in the way before Amazon could say anything of the beta test; undefined where nothing was. */
export function categoryOf(error: unknown): ErrorCategory | undefined {
  const { category, cause } = error as { category?: ErrorCategory; cause?: unknown };
  return category ?? (cause instanceof Error ? categoryOf(cause) : undefined);
}
