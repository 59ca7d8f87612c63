/** Tells errors of reaching Amazon at all from errors about the beta test. */

/**
 * - `settings`: there are no credentials, Amazon rejects them, or a setting is invalid; other settings may work.
 * - `unreachable`: Amazon did not respond, or cannot serve the request now.
 */
export type ErrorCategory = "settings" | "unreachable";

/** The category of an error or of its causes; undefined if it is about the beta test. */
export function categoryOf(error: unknown): ErrorCategory | undefined {
  const { category, cause } = error as { category?: ErrorCategory; cause?: unknown };
  return category ?? (cause instanceof Error ? categoryOf(cause) : undefined);
}
