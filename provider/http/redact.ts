/** What foreign text may be quoted in a log or an error, and what is taken out of it. */

import { stripVTControlCharacters } from "node:util";

const maxQuoteLength = 300;
/** More than a quote needs, and short enough to search quickly. */
const maxInputLength = 2000;

/** Its delimiters can be part of neither an address nor a token. */
const wordPattern = /[^\s"<>()[\],;:]+/g;
/** As URLs have them, encoded however often. */
const percentEncoded = /(?:%(?:25)*[\da-f]{2})+/gi;
/** An at sign and a bar as mails, JSON and HTML write them, or full-width. */
const writtenAt =
  /[\uFF20\uFE6B]|=40|\\u0*40|\\x40|\\100|&(?:amp;)*(?:#0*64|#x0*40|commat);?|[([{]\s?at\s?[)\]}]/gi;
/** With what may stand around it: white space, the quotes of a local part, a tag that lets a line break. */
const looseAt = /["']?(?:\s|<[^<>]{0,20}>)*@(?:\s|<[^<>]{0,20}>)*/g;
const writtenBar = /\uFF5C|=7C|\\u0*7C|\\x7C|&#0*124;?|&#x0*7C;?|&ver(?:bar|t);?/gi;
const tokenPattern = /(?:At(?:za|zr|zo|c)\||eyJ[\w-]{8}).*/is;
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
  const withoutSecrets = (quoted: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), quoted);
  redacted = withoutSecrets(redacted);
  // The cut may have left part of a secret, an address or a token at the end.
  if (isTruncated) redacted = redacted.slice(0, redacted.length - maxSecretLength);
  redacted = withoutSecrets(withoutControls(redacted.replace(percentEncoded, decode)))
    .replace(writtenAt, "@")
    .replace(looseAt, "@")
    .replace(writtenBar, "|");
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

function decode(encoded: string): string {
  const once = encoded.replace(/%(?:25)+(?=[\da-f]{2})/gi, "%");
  try {
    return decodeURIComponent(once);
  } catch {
    // Not UTF-8: what matters is ASCII.
    return once.replace(/%([2-7][\da-f])/gi, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
}

/** A terminal obeys some characters, and shows others from right to left or not at all. */
function withoutControls(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}

function redactWord(word: string): string {
  return word.includes("@") ? "[e-mail]" : word.replace(tokenPattern, "[token]");
}
