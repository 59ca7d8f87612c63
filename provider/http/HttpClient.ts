/** HTTP to one of Amazon's hosts: limited in time and size, and without redirects. */
import { STATUS_CODES } from "node:http";
import type { TLSSocket } from "node:tls";
import axios, { type AxiosError } from "axios";
import type { Clock, Operation } from "../clock";
import { isLoopback } from "./loopback";
import { brieflyMs, type Failure, failureCodes } from "./retryPolicy";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** Without the parameters that are undefined. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Keyed by lower-case name. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** There was no response. The message says why; redact it before showing it. */
export class NoResponseError extends Error {
  override readonly name = "NoResponseError";

  constructor(
    message: string,
    readonly code: Failure["code"],
    readonly neverResponded = false,
  ) {
    super(message);
  }
}

/** How long one request may take, in milliseconds. */
export interface RequestLimits {
  /** Without a byte: while connecting, or between two parts of a response. */
  readonly idleMs: number;
  /** In total, however slowly the response trickles in. */
  readonly requestMs: number;
}

/** Sends one request. @throws {NoResponseError} */
export type HttpClient = (request: HttpRequest, operation: Operation) => Promise<HttpResponse>;

/**
 * Amazon's largest response, a page of 500 testers, is under 200 KB even if every address is of maximum length;
 * and parsing this much does not block the event loop noticeably, whatever it contains.
 */
const maxResponseBytes = 300_000;

const defaultLimits: RequestLimits = { idleMs: 15_000, requestMs: 60_000 };

export function createHttpClient(
  endpoint: string,
  clock: Clock,
  limits = defaultLimits,
): HttpClient {
  const { hostname, protocol } = new URL(endpoint);
  const isSecure = protocol === "https:";
  let hasResponded = false;
  const client = axios.create({
    baseURL: endpoint,
    timeout: limits.idleMs,
    maxContentLength: maxResponseBytes,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    validateStatus: () => true,
    // A proxy does not lead to this machine, and would see the token in plain text.
    proxy: isLoopback(hostname) ? false : undefined,
    // The caller parses it, and reports what is not JSON.
    responseType: "text",
    transformResponse: (text: unknown) => text,
    headers: { Accept: "application/json", "User-Agent": "pulumi-alexa" },
  });

  return async ({ method, path, query, headers, body }, operation) => {
    // The address of a host that has never responded is likely to be wrong.
    const requestMs = hasResponded ? limits.requestMs : Math.min(limits.requestMs, brieflyMs);
    const timeoutMs = Math.ceil(Math.min(requestMs, operation.endsAtMs - clock.now()));
    if (timeoutMs <= 0) {
      throw new NoResponseError(
        "was not sent: the operation timed out",
        failureCodes.deadlineExceeded,
      );
    }
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = await client.request<string>({
        method,
        url: path,
        params: query,
        headers,
        data: body,
        signal: AbortSignal.any([operation.signal, deadline]),
      });
      hasResponded = true;
      const { status, data } = response;
      if (isSecure && !(response.request.socket as Partial<TLSSocket>)?.encrypted)
        throw proxyError(status);
      return { status, headers: response.headers, text: data };
    } catch (error) {
      if (error instanceof NoResponseError) throw error;
      throw deadline.aborted
        ? new NoResponseError(
            `got no complete response within ${Math.ceil(timeoutMs / 100) / 10} s`,
            "ETIMEDOUT",
            !hasResponded,
          )
        : toNoResponseError(error as AxiosError, !hasResponded);
    }
  };
}

/** A plain-text response over https comes from a proxy that rejected CONNECT: Amazon never saw the request. */
function proxyError(status: number): NoResponseError {
  const reason = [status, STATUS_CODES[status]].filter(Boolean).join(" ");
  return new NoResponseError(
    `was refused by the proxy (${reason})`,
    status >= 500 ? failureCodes.proxyFailed : failureCodes.proxyRefused,
  );
}

/** axios's error holds the whole request with its token, so only the message is kept. */
function toNoResponseError(
  { message, code }: AxiosError,
  neverResponded: boolean,
): NoResponseError {
  return /maxContentLength/.test(message)
    ? new NoResponseError(
        `got a response of more than ${maxResponseBytes} bytes`,
        failureCodes.responseTooLarge,
      )
    : new NoResponseError(`got no response: ${message || code}`, code, neverResponded);
}
