/** What can be read from Amazon's responses, which may have any form. */
import type { Exchange } from "./exchanges.mts";

export interface ListedTester {
  readonly emailId: string;
  readonly associationDate?: unknown;
  readonly isReminderAllowed?: unknown;
}

/** @returns undefined if the body is not an object or does not have it. */
export function field({ json }: Pick<Exchange, "json">, name: string): unknown {
  return isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

/** The names of what the body has, in its order. */
export function fieldsOf({ json }: Pick<Exchange, "json">): string[] {
  return isObject(json) ? Object.keys(json) : [];
}

/** Of a GET of the beta test: undefined if it does not say. */
export function statusOf(exchange: Exchange): string | undefined {
  const status = field(exchange, "status");
  return exchange.status === 200 && typeof status === "string" ? status : undefined;
}

/** Of a list of testers: undefined if it is none, or if one of them is no tester. */
export function testersIn(exchange: Exchange): ListedTester[] | undefined {
  const testers = field(exchange, "testers");
  if (exchange.status !== 200 || !Array.isArray(testers)) return undefined;
  return testers.every(isTester) ? testers : undefined;
}

function isTester(value: unknown): value is ListedTester {
  return isObject(value) && typeof value.emailId === "string";
}

/** What Amazon says of a refusal: its first violation is often the clearest. */
export function messageOf({ json, text, problem }: Exchange): string {
  if (problem !== undefined) return problem;
  if (!isObject(json)) return text === "" ? "" : text.slice(0, 200);
  const [violation] = Array.isArray(json.violations) ? json.violations : [];
  const parts = [json.message, isObject(violation) ? violation.message : undefined];
  return [...new Set(parts.filter((part) => typeof part === "string"))].join(" / ");
}

export const isSuccess = ({ status }: Exchange) => status >= 200 && status < 300;
/** A refusal of Amazon's, as opposed to a failure, a limit or an outage. */
export const isRefusal = ({ status }: Exchange) =>
  status === 400 || status === 404 || status === 409 || status === 422;

/** `409 ("The beta test is RUNNING …")`: how an answer quotes a response. */
export function quote(exchange: Exchange): string {
  if (exchange.status === 0) return `no response (${exchange.problem})`;
  const message = messageOf(exchange);
  if (message) return `${exchange.status} ("${message}")`;
  return isSuccess(exchange) ? `${exchange.status}` : `${exchange.status} without a message`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
