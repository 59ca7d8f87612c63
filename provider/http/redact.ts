/** What foreign text may be quoted in a log or an error, and what is taken out of it. */

import { stripVTControlCharacters } from "node:util";

const maxQuoteLength = 300;
/** More than a quote needs, and short enough to search quickly. */
const maxInputLength = 2000;
/** What is encoded in turn, by URLs, JSON, HTML or mails, seldom is so more often. */
const maxDecodings = 6;

/** Its delimiters can be part of neither an address nor a token. */
const wordPattern = /[^\s"<>()[\],;:]+/g;
/** With what may stand around it: white space, the quotes of a local part, a tag that lets a line break. */
const looseAt = /["']?(?:\s|<[^<>]{0,20}>)*@(?:\s|<[^<>]{0,20}>)*/g;
const spelledAt = /\s?[([{]\s?at\s?[)\]}]\s?/gi;

/** Addresses that are more than one word, or have no at sign. */
const longAddresses = [
  // The name in front of an address may be the address.
  /"[^"]{0,64}"\s*<[^<>\s@]{1,64}@[^<>\s]{1,255}>/g,
  /"[^"]{0,64}"\s*@\s*[^\s"<>()[\],;:]+/g,
  /[^\s"<>()[\],;:]+\s*@\s*\[[^[\]\s]{1,64}\]/g,
  /[\w.+-]+\s+at\s+(?:[\w-]+\.)+[a-z]{2,}/gi,
];

/** Amazon's access and refresh tokens, and JSON web tokens. */
const tokenPattern = /(?:At(?:za|zr|zo|c)\||eyJ[\w-]{8}).*/is;
const looseToken = /\b(At(?:za|zr|zo|c))\s*\|\s*/gi;
const bearerPattern = /\bBearer\s+[^\s"'<>]+/gi;
const clientSecret = /\bamzn1\.oa2-cs\.[^\s"'<>,;&]+/gi;
/** What is called a secret; a value in brackets has been taken out before. */
const namedSecret =
  /\b((?:client_?|aws_?)?secret|(?:access|refresh|id)_?token|password)(["'\s]*[:=]["'\s]*)[^\s"'<>,;&[]+/gi;
const base64Pattern = /[\w+/-]{16,}={0,2}/g;

/**
 * Removes e-mail addresses, Amazon's tokens and known secrets from text of unknown origin, however they are written. Time
 * and memory are bounded, whatever the text.
 *
 * @returns the beginning of `text` on one line, decoded, redacted and cut to 300 characters.
 */
export function redact(text: string, ...knownSecrets: readonly (string | undefined)[]): string {
  const secrets = knownSecrets.filter(
    (secret) => secret !== undefined && secret !== "",
  ) as string[];
  // Longest first: a secret may be part of a longer one.
  secrets.sort((a, b) => b.length - a.length);
  const maxSecretLength = secrets[0]?.length ?? 0;
  const isTruncated = text.length > maxInputLength + maxSecretLength;

  let plain = isTruncated ? text.slice(0, maxInputLength + maxSecretLength) : text;
  plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), plain);
  // The cut may have left part of a secret, an address or a token at the end.
  if (isTruncated) plain = plain.slice(0, plain.length - maxSecretLength);
  const patterns = secrets.flatMap(patternsOf);
  plain = withoutSecrets(decode(plain), patterns);
  for (const pattern of longAddresses) plain = plain.replace(pattern, "[e-mail]");
  plain = plain.replace(spelledAt, "@").replace(looseAt, "@").replace(looseToken, "$1|");
  const end = isTruncated ? plain.length : Number.POSITIVE_INFINITY;
  const redacted = plain
    .replace(wordPattern, (word, at: number) => (at + word.length === end ? "" : redactWord(word)))
    .replace(bearerPattern, "Bearer [token]")
    .replace(clientSecret, "[secret]")
    .replace(namedSecret, "$1$2[secret]")
    .replace(base64Pattern, (word) => (hidesSecret(word, patterns) ? "[secret]" : word))
    .replace(/\s+/g, " ")
    .trim();
  return isTruncated || redacted.length > maxQuoteLength
    ? `${redacted.slice(0, maxQuoteLength)}…`
    : redacted;
}

function redactWord(word: string): string {
  return word.includes("@") ? "[e-mail]" : word.replace(tokenPattern, "[token]");
}

function withoutSecrets(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((rest, pattern) => rest.replace(pattern, "[secret]"), text);
}

/** A secret also with white space inside, in other cases, or only its beginning. */
function patternsOf(secret: string): RegExp[] {
  const whole = loosely(secret, "");
  return secret.length < 16 ? [whole] : [whole, loosely(secret.slice(0, 12), "[^\\s\"'<>,;]*")];
}

function loosely(secret: string, suffix: string): RegExp {
  const characters = [...secret.replace(/\s/g, "")].map((each) =>
    each.replace(/[.*+?^${}()|[\]\\/-]/, "\\$&"),
  );
  return new RegExp(characters.join("\\s*") + suffix, "gi");
}

/** Whether a word is an address, a token or a secret in base64 or in hexadecimal digits, even twice. */
function hidesSecret(word: string, patterns: readonly RegExp[], depth = 2): boolean {
  const starts = [0, 1, 2, 3];
  const parts = [word, ...word.split(/[/_-]/)].filter((part) => part.length >= 8);
  const texts = parts.flatMap((part) => [
    ...starts.map((start) => Buffer.from(part.slice(start), "base64").toString("latin1")),
    Buffer.from(part, "hex").toString("latin1"),
  ]);
  return texts.some(
    (text) =>
      /[\w.+-]@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|At(?:za|zr|zo|c)\||eyJ[\w-]{8}|amzn1\.oa2-cs/.test(
        text,
      ) ||
      withoutSecrets(text, patterns) !== text ||
      (depth > 1 && /^[\w+/=-]{16,}$/.test(text) && hidesSecret(text, patterns, depth - 1)),
  );
}

function decode(text: string): string {
  let decoded = text;
  for (let i = 0; i < maxDecodings; i++) {
    const once = decodeOnce(decoded);
    if (once === decoded) break;
    decoded = once;
  }
  return withoutControls(decoded);
}

const character = (code: string, radix: number): string => {
  const point = Number.parseInt(code, radix);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : " ";
};
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  commat: "@",
  nbsp: " ",
  verbar: "|",
  vert: "|",
  VerticalLine: "|",
};

function decodeOnce(text: string): string {
  return (
    withoutControls(text.normalize("NFKC"))
      .replace(/(?:%[\da-f]{2})+/gi, decodePercent)
      // JavaScript's and JSON's escapes.
      .replace(/[\\%]u\{?0*([\da-f]{1,6})\}|[\\%]u([\da-f]{4})|\\x([\da-f]{2})/gi, (_, a, b, c) =>
        character(a ?? b ?? c, 16),
      )
      .replace(/\\([0-3][0-7]{2})/g, (_, code) => character(code, 8))
      .replace(/&#x0*([\da-f]{1,6});?/gi, (_, code) => character(code, 16))
      .replace(/&#0*(\d{1,7});?/g, (_, code) => character(code, 10))
      .replace(/&(amp|commat|nbsp|verbar|vert|VerticalLine);?/g, (_, name) => entities[name] ?? "")
      .replace(/\\+([@|])/g, "$1")
      // UTF-7.
      .replace(/\+AEA-?/g, "@")
      .replace(/\+AHw-?/g, "|")
      .replace(
        /^[\s\S]*(?:\w=(?:25)?40[\w-]+\.\w|[a-z]=(?:25)?7C|=\r?\n)[\s\S]*$/i,
        decodeQuotedPrintable,
      )
  );
}

function decodePercent(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // Not UTF-8: what matters is ASCII.
    return encoded.replace(/%([2-7][\da-f])/gi, (_, code) => character(code, 16));
  }
}

function decodeQuotedPrintable(text: string): string {
  return text.replace(/=\r?\n/g, "").replace(/=([2-7][\da-f])/gi, (_, code) => character(code, 16));
}

/** A terminal obeys some characters, and shows others from right to left or not at all. */
function withoutControls(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cf}/gu, "")
    .replace(/(?!\r?\n)[\p{Cc}\u2028\u2029]/gu, " ");
}
