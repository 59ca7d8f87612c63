import { ApiError, type Outcome } from "../betaTest/api";
import type { ErrorCategory } from "../errorCategory";
import { adviceFor } from "../http/retryPolicy";

export interface SmapiFailure {
  /** What was being done, such as `starting the beta test`. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  /** Undefined where no answer came. */
  readonly status?: number | undefined;
  /** Why no answer came: Node's code, such as `ECONNRESET`, or one of our own. */
  readonly code?: string | undefined;
  /** Amazon's own words, redacted, or what happened instead of an answer. */
  readonly message: string;
  readonly requestId?: string | undefined;
  /** What Amazon asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly outcome: Outcome;
  /** Whether the answer was one of Amazon's errors, and not a proxy's page or none at all. */
  readonly documented: boolean;
  /** What to do next, in place of what the status alone would say. */
  readonly advice?: string | undefined;
  /** How often and how long, where it was more than once. */
  readonly tried?: string;
}

/** A request to Amazon's API that did not succeed. The message says what to do next. */
export class SmapiError extends ApiError {
  override readonly name = "SmapiError";
  readonly outcome: Outcome;

  constructor(readonly failure: SmapiFailure) {
    super(messageOf(failure));
    this.outcome = failure.outcome;
  }

  get category(): ErrorCategory | undefined {
    const { status } = this.failure;
    if (status === 401 || status === 403) return "settings";
    return status === undefined || status === 429 || status >= 500 ? "unreachable" : undefined;
  }

  after(tried: string): SmapiError {
    return new SmapiError({ ...this.failure, tried });
  }
}

export const notAmazons =
  "This is not an answer that Amazon documents: check alexa:endpoint and any proxy in between.";

function messageOf(failure: SmapiFailure): string {
  const { action, method, path, status, message, requestId, tried, advice } = failure;
  const answered = status === undefined ? message : `answered ${status}: ${message}`;
  const happened = `${action} failed: ${method} ${path} ${sentence(answered)}`;
  const request = requestId && `(request id ${requestId})`;
  const next = advice ?? adviceFor(failure, "alexa:endpoint") ?? whatNext(status);
  return [happened, request, tried, next].filter(Boolean).join(" ");
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function whatNext(status: number | undefined): string {
  switch (status) {
    case 400:
      return "Amazon did not accept the request: correct what its message names.";
    case 401:
      return "The access token is not valid, has expired, or has no access to this skill: log in again or set alexa:accessToken anew.";
    case 403:
      return "The account may not do this: check that the skill is the account's own and that the token has the scope alexa::ask:skills:readwrite.";
    case 404:
      return "Check that the skill id is right and belongs to the account of these credentials.";
    case 409:
      return "The beta test is in a state that does not allow this: run again once it has settled.";
    case 429:
      return "Amazon limits how often it may be asked: run again later, or with less in parallel.";
    default:
      return status === undefined || status >= 500
        ? "Run again: it goes on from what is there then."
        : notAmazons;
  }
}
