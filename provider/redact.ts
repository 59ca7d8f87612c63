/** Takes out of foreign text what must not stand in a log or an error: addresses and Amazon's tokens. */
const secrets: readonly [RegExp, string][] = [
  [/[^\s"'<>()[\],;:]+@[^\s"'<>()[\],;:]+/g, "[e-mail]"],
  [/At(?:za|zr|zo|c)\|[^\s"'<>]+/g, "[token]"],
  [/\bBearer\s+[^\s"'<>]+/gi, "Bearer [token]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[token]"],
];

const longestQuote = 300;

/** @returns `text` on one line, without secrets, cut to 300 characters. */
export function redact(text: string, ...known: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of known) if (secret) clean = clean.replaceAll(secret, "[secret]");
  for (const [pattern, stand] of secrets) clean = clean.replace(pattern, stand);
  clean = clean.replace(/\s+/g, " ").trim();
  return clean.length > longestQuote ? `${clean.slice(0, longestQuote)}…` : clean;
}
