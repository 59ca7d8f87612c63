/** HTTP with one of Amazon's hosts: bounded in time and in size, and never led elsewhere. */
import { STATUS_CODES } from "node:http";
import type { TLSSocket } from "node:tls";
import axios, { type AxiosError } from "axios";
import type { Clock, Operation } from "../clock";
import { isLoopback } from "./loopback";
import { type Failure, ownCodes } from "./retryPolicy";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** No answer came. The message says what came instead, and may quote what must not be shown. */
export class NoResponseError extends Error {
  override readonly name = "NoResponseError";

  constructor(
    message: string,
    readonly code: Failure["code"],
  ) {
    super(message);
  }
}

/** How long one request may take, in milliseconds. */
export interface RequestLimits {
  /** Without a byte: to connect, or between two parts of an answer. */
  readonly idleMs: number;
  /** In all, however the answer trickles. */
  readonly requestMs: number;
}

/** Sends one request. @throws {NoResponseError} */
export type Http = (request: HttpRequest, operation: Operation) => Promise<HttpResponse>;

/**
 * The longest of Amazon's, 500 testers on a page, is under 200 KB even where every address is as long as can
 * be; and to read as much as this, however it is made, does not hold up what else goes on in the process.
 */
const maxResponseBytes = 300_000;

export function createHttp(
  endpoint: string,
  clock: Clock,
  limits: RequestLimits = { idleMs: 15_000, requestMs: 60_000 },
): Http {
  const client = axios.create({
    baseURL: endpoint,
    timeout: limits.idleMs,
    maxContentLength: maxResponseBytes,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    validateStatus: () => true,
    // The token would stand in clear before whoever runs the proxy, and this machine is not behind it.
    ...(isLoopback(new URL(endpoint).hostname) && { proxy: false }),
    // Kept as text: what is not JSON is told apart by who asked, not guessed at.
    responseType: "text",
    transformResponse: (text: unknown) => text,
    headers: { Accept: "application/json", "User-Agent": "pulumi-alexa" },
  });

  const isSecure = new URL(endpoint).protocol === "https:";
  return async ({ method, path, query, headers, body }, operation) => {
    const mayTakeMs = Math.ceil(Math.min(limits.requestMs, operation.endsAtMs - clock.now()));
    if (mayTakeMs <= 0) {
      throw new NoResponseError("was not sent: the time was up", ownCodes.timeUp);
    }
    const deadline = AbortSignal.timeout(mayTakeMs);
    try {
      const response = await client.request<string>({
        method,
        url: path,
        params: query,
        headers,
        data: body,
        signal: AbortSignal.any([operation.signal, deadline]),
      });
      const { status, headers: answered, data, request } = response;
      if (isSecure && !(request.socket as Partial<TLSSocket>)?.encrypted) throw byProxy(status);
      return { status, headers: answered, text: data };
    } catch (error) {
      if (error instanceof NoResponseError) throw error;
      throw deadline.aborted
        ? new NoResponseError(
            `got no complete answer within ${Math.round(mayTakeMs / 100) / 10} s`,
            "ETIMEDOUT",
          )
        : noResponse(error as AxiosError);
    }
  };
}

/** An https answer in clear is not Amazon's: a proxy has answered CONNECT, and the request never left. */
function byProxy(status: number): NoResponseError {
  const words = [status, STATUS_CODES[status]].filter(Boolean).join(" ");
  return new NoResponseError(
    `was refused by the proxy on its way (${words})`,
    status >= 500 ? ownCodes.proxyFailed : ownCodes.proxyRefused,
  );
}

/** axios's error holds the request, token and all: only its words go on. */
function noResponse({ message, code }: AxiosError): NoResponseError {
  return /maxContentLength/.test(message)
    ? new NoResponseError(`got an answer of more than ${maxResponseBytes} bytes`, ownCodes.tooLarge)
    : new NoResponseError(`got no answer: ${message || code}`, code);
}
