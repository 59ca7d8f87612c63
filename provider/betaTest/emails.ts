/**
 * Sets of e-mail addresses. Two that differ by case or outer spaces are one address: whether Amazon
 * tells them apart is settled nowhere, and inviting a person twice is the worse mistake.
 */

export function sameEmail(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && fold(a) === fold(b));
}

/** The addresses of `emails`, each once, in the spelling and order of its first mention. */
export function distinctEmails(emails: readonly string[]): string[] {
  const byFolded = new Map<string, string>();
  for (const email of emails) {
    if (!byFolded.has(fold(email))) byFolded.set(fold(email), email.trim());
  }
  return [...byFolded.values()];
}

/** The addresses of `emails` that `others` does not hold. */
export function emailsMissingFrom(others: readonly string[], emails: readonly string[]): string[] {
  return distinctEmails(everySpellingMissingFrom(others, emails));
}

/** As {@link emailsMissingFrom}, with every spelling: an API that tells them apart removes each by itself. */
export function everySpellingMissingFrom(
  others: readonly string[],
  emails: readonly string[],
): string[] {
  const known = new Set(others.map(fold));
  return emails.filter((email) => !known.has(fold(email)));
}

export function sameEmails(a: readonly string[], b: readonly string[]): boolean {
  return emailsMissingFrom(a, b).length === 0 && emailsMissingFrom(b, a).length === 0;
}

function fold(email: string): string {
  return email.trim().toLowerCase();
}
