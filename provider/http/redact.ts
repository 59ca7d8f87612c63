/** What foreign text may be quoted in a log or an error, and what is taken out of it. */

const maxQuoteLength = 300;
/** More than a quote needs, and short enough to search quickly. */
const maxInputLength = 2000;

/** Its delimiters can be part of neither an address nor a token. */
const wordPattern = /[^\s"<>()[\],;:]+/g;
const addressPattern = /@|%40|\\u0040|&#(?:64|x40)|&commat/i;
const tokenPattern = /(?:At(?:za|zr|zo|c)(?:\||%7C)|eyJ[\w-]{8}).*/is;
const bearerPattern = /\bBearer\s+[^\s"'<>]+/gi;

/**
 * Removes e-mail addresses, Amazon's tokens and known secrets from text of unknown origin. Time and memory are
 * bounded, whatever the text.
 *
 * @returns the beginning of `text` on one line, redacted and cut to 300 characters.
 */
export function redact(text: string, ...knownSecrets: readonly (string | undefined)[]): string {
  const secrets = knownSecrets.filter(
    (secret) => secret !== undefined && secret !== "",
  ) as string[];
  // Longest first: a secret may be part of a longer one.
  secrets.sort((a, b) => b.length - a.length);
  const maxSecretLength = secrets[0]?.length ?? 0;
  const isTruncated = text.length > maxInputLength + maxSecretLength;

  let redacted = isTruncated ? text.slice(0, maxInputLength + maxSecretLength) : text;
  for (const secret of secrets) redacted = redacted.replaceAll(secret, "[secret]");
  // The cut may have left part of a secret, an address or a token at the end.
  if (isTruncated) redacted = redacted.slice(0, redacted.length - maxSecretLength);
  const end = isTruncated ? redacted.length : Number.POSITIVE_INFINITY;
  redacted = redacted
    .replace(wordPattern, (word, at: number) => (at + word.length === end ? "" : redactWord(word)))
    .replace(bearerPattern, "Bearer [token]")
    .replace(/\s+/g, " ")
    .trim();
  return isTruncated || redacted.length > maxQuoteLength
    ? `${redacted.slice(0, maxQuoteLength)}…`
    : redacted;
}

function redactWord(word: string): string {
  return addressPattern.test(word) ? "[e-mail]" : word.replace(tokenPattern, "[token]");
}
