const maxQuoteLength = 300;
/** More than a quote needs, and little enough to be searched in no time. */
const maxInputLength = 2000;

/** What holds no address and no token itself, and so ends both. */
const runs = /[^\s"<>()[\],;:]+/g;
const address = /@|%40|\\u0040|&#(?:64|x40)|&commat/i;
const token = /(?:At(?:za|zr|zo|c)(?:\||%7C)|eyJ[\w-]{8}).*/is;
const bearer = /\bBearer\s+[^\s"'<>]+/gi;

/**
 * Takes out of foreign text what must not stand in a log or an error: addresses, Amazon's tokens, and what is
 * known to be secret. Time and memory are bounded, whatever the text.
 *
 * @returns the beginning of `text` on one line, without secrets, cut to 300 characters.
 */
export function redact(text: string, ...known: readonly (string | undefined)[]): string {
  const secrets = known.filter((secret) => secret !== undefined && secret !== "") as string[];
  // A shorter one may be a part of a longer one.
  secrets.sort((a, b) => b.length - a.length);
  const reach = secrets[0]?.length ?? 0;
  const isCut = text.length > maxInputLength + reach;

  let clean = isCut ? text.slice(0, maxInputLength + reach) : text;
  for (const secret of secrets) clean = clean.replaceAll(secret, "[secret]");
  // What the cut left of a secret is at the end, and so is what it left of an address or a token.
  if (isCut) clean = clean.slice(0, clean.length - reach);
  const end = isCut ? clean.length : Number.POSITIVE_INFINITY;
  clean = clean
    .replace(runs, (run, at: number) => (at + run.length === end ? "" : withoutSecrets(run)))
    .replace(bearer, "Bearer [token]")
    .replace(/\s+/g, " ")
    .trim();
  return isCut || clean.length > maxQuoteLength ? `${clean.slice(0, maxQuoteLength)}…` : clean;
}

function withoutSecrets(run: string): string {
  return address.test(run) ? "[e-mail]" : run.replace(token, "[token]");
}
