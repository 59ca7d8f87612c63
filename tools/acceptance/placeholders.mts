/** Takes out of a report what identifies an account or a person. Each text has the same placeholder everywhere. */

export interface Placeholders {
  /** Replaces this text from now on, however it is written. */
  hide(text: string | undefined, placeholder: string): void;
  /** Replaces this text from now on by a numbered placeholder of its kind, such as `<request id 3>`. */
  number(text: string, kind: string): string;
  /** @returns `text` without anything that was hidden, and without anything that has the form of it. */
  clean(text: string): string;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Made up by this tool, and reserved for that: worth reading. */
const madeUp = /^(?:nobody-[\w-]+@example\.com|not-an-address)$/i;

/** What has these forms is hidden, whatever it is. The order matters: an address can be part of a URL. */
const forms: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["token", /\bAt(?:za|zr|zo|c)(?:\||%7C|\\u007c)[^\s"'<>&,;)\]}]*/gi],
  ["token", /\beyJ[\w-]{8,}[\w.-]*/g],
  ["URL", /\bhttps?(?::|%3A)(?:\/|%2F|\\\/){2}[^\s"'<>)\]}`|]+/gi],
  ["address", /[\w.%+'-]+(?:@|%40|\\u0040|&#(?:64|x40);)[\w-]+(?:\.[\w-]+)+/gi],
  ["other skill", /\bamzn1\.ask\.skill\.[\w-]+/gi],
  ["Amazon id", /\bamzn1\.[\w.-]+/gi],
  ["id", /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi],
  ["vendor", /\bM(?=[A-Z]*\d)[A-Z\d]{9,14}\b/gi],
  ["long text", /(?<![\w+/=-])(?=[\w+/=-]*\d)[\w+/-]{32,}={0,2}/g],
];

export function createPlaceholders(): Placeholders {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  let patterns: [RegExp, string][] = [];

  const hide: Placeholders["hide"] = (text, placeholder) => {
    const key = text?.toLowerCase();
    if (!text || !key || known.has(key)) return;
    known.set(key, placeholder);
    // Its form finds it, and there are as many as requests.
    if (uuid.test(key)) return;
    patterns.push([everyWriting(text), placeholder]);
    // Longest first: one may be part of another.
    patterns = patterns.sort(([a], [b]) => b.source.length - a.source.length);
  };
  const number: Placeholders["number"] = (text, kind) => {
    const before = known.get(text.toLowerCase());
    if (before !== undefined) return before;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const placeholder = `<${kind} ${count}>`;
    hide(text, placeholder);
    return placeholder;
  };
  const clean = (text: string) => {
    let cleaned = text;
    for (const [pattern, placeholder] of patterns)
      cleaned = cleaned.replace(pattern, () => placeholder);
    for (const [kind, pattern] of forms)
      cleaned = cleaned.replace(pattern, (found) =>
        madeUp.test(found) ? found : number(found, kind),
      );
    return cleaned;
  };
  return { hide, number, clean };
}

/** Matches a text in any case, with any of its characters written as URLs, JSON and HTML write them. */
function everyWriting(text: string): RegExp {
  const writings = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    const plain = character.replace(/[\^$.*+?()[\]{}|/]/g, "\\$&");
    const percent = [...Buffer.from(character)].map(percentOf).join("");
    return `(?:${plain}|${percent}|\\\\u${hex.padStart(4, "0")}|&#0*${code};|&#x0*${hex};)`;
  });
  return new RegExp(writings.join(""), "gi");
}

/** `%25` stands for a percent sign: what is encoded twice is found, too. */
function percentOf(byte: number): string {
  return `%(?:25)*${byte.toString(16).padStart(2, "0")}`;
}
