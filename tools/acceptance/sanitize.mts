/** Exchanges as a report shows them: nothing in them says whose they are. */
import { field } from "./bodies.mts";
import type { Exchange } from "./exchanges.mts";
import type { Placeholders } from "./placeholders.mts";

/** Only the values of these are shown: of others it is not known what is in them. */
const shownHeaders = new Set([
  "allow",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "location",
  "retry-after",
  "server",
  "transfer-encoding",
  "vary",
  "www-authenticate",
  "x-amzn-errortype",
  "x-cache",
]);

const maxShown = 600;

/** Hides what only a response tells: ids of requests, the invitation URL, tokens of pages. */
export function hideContents(placeholders: Placeholders, exchanges: readonly Exchange[]): void {
  for (const exchange of exchanges) {
    for (const [name, value] of Object.entries(exchange.headers))
      if (isRequestId(name)) placeholders.number(value, "request id");
    hideField(placeholders, exchange, "invitationUrl", "invitation URL");
    hideField(placeholders, exchange, "nextToken", "next token");
  }
}

function hideField(placeholders: Placeholders, exchange: Exchange, name: string, kind: string) {
  const value = field(exchange, name);
  // What is short would be found in other texts.
  if (typeof value === "string" && value.length >= 8) placeholders.number(value, kind);
}

const isRequestId = (name: string) => /request-?id|x-amz-rid|x-amz-cf-id|trace/i.test(name);

/** One header a line; the names of all, the values of those that are harmless. */
export function headersOf({ headers }: Exchange, { clean, number }: Placeholders): string[] {
  return Object.entries(headers).map(([name, value]) => {
    if (isRequestId(name)) return `${name}: ${number(value, "request id")}`;
    return `${clean(name)}: ${shownHeaders.has(name) ? clean(value) : "(not shown)"}`;
  });
}

/** A body on one line: JSON compact, and cut where it is long. Cleaned before it is cut. */
export function bodyOf(body: unknown, { clean }: Placeholders): string {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  const cleaned = clean(text).replace(/\s+/g, " ");
  return cleaned.length > maxShown
    ? `${cleaned.slice(0, maxShown)}… (${cleaned.length} characters)`
    : cleaned;
}
