/**
 * E-mail addresses, and sets of them. Addresses that differ only in case or outer spaces are the same: Amazon does not
 * document whether it distinguishes them, and inviting a person twice is the worse mistake.
 */

/**
 * What passes for an address: dots only between other characters, a domain with a dot. Nothing is matched in two
 * ways, so the time is linear, however long the text.
 */
export const emailPattern = /^[\w'+-]+(?:\.[\w'+-]+)*(?<!')@(?:[a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i;

/** What {@link emailPattern} asks for. */
export const emailRule = "must be an e-mail address, such as name@example.com";

export function sameEmail(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && normalize(a) === normalize(b));
}

/** Each address once, in the spelling and order of its first occurrence. */
export function distinctEmails(emails: readonly string[]): string[] {
  const byFolded = new Map<string, string>();
  for (const email of emails) {
    if (!byFolded.has(normalize(email))) byFolded.set(normalize(email), email.trim());
  }
  return [...byFolded.values()];
}

/** The addresses of `emails` that are not in `others`, each once. */
export function emailsMissingFrom(others: readonly string[], emails: readonly string[]): string[] {
  return distinctEmails(everySpellingMissingFrom(others, emails));
}

/** Like {@link emailsMissingFrom}, with every spelling: Amazon may distinguish them, and remove only one. */
export function everySpellingMissingFrom(
  others: readonly string[],
  emails: readonly string[],
): string[] {
  const known = new Set(others.map(normalize));
  return emails.filter((email) => !known.has(normalize(email)));
}

export function sameEmails(a: readonly string[], b: readonly string[]): boolean {
  return emailsMissingFrom(a, b).length === 0 && emailsMissingFrom(b, a).length === 0;
}

/** The same for all spellings of an address. */
export function normalize(email: string): string {
  return email.trim().toLowerCase();
}
