/** What each failure of Amazon's API means: one table of statuses, and the error with what to do next. */
import { ApiError, type Outcome } from "../betaTest/api";
import type { ErrorCategory } from "../errorCategory";
import { type Failure, ruleFor } from "../http/retryPolicy";

export interface SmapiFailure extends Failure {
  /** What was being done, such as `starting the beta test`. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  /** Amazon's own message, redacted, or what happened instead of a response. */
  readonly message: string;
  readonly requestId?: string | undefined;
  /** Whether the response was one of Amazon's errors, and not a proxy's page or none at all. */
  readonly documented: boolean;
  /** What set the endpoint, if that is not just `alexa:endpoint`. */
  readonly setting?: string;
  /** What to do next, if the status alone does not tell. */
  readonly hint?: Hint | undefined;
  /** How often and for how long it was tried, if that was more than once. */
  readonly attempts?: string;
}

/** A request to Amazon's API that did not succeed. The message says what to do next. */
export class SmapiError extends ApiError {
  override readonly name = "SmapiError";
  readonly outcome: Outcome;
  readonly category: ErrorCategory | undefined;

  constructor(readonly failure: SmapiFailure) {
    const meaning = meaningOf(failure);
    super(messageOf(failure, meaning.hint));
    this.outcome = meaning.outcome;
    this.category = meaning.category;
  }

  /** Whether something in between answered: then this does not say whether Amazon carried the request out. */
  get isFromGateway(): boolean {
    return this.failure.status !== undefined && this.failure.requestId === undefined;
  }

  withAttempts(attempts: string): SmapiError {
    return new SmapiError({ ...this.failure, attempts });
  }
}

/** What to do next. `setting` is what set the endpoint. */
export type Hint = string | ((setting: string) => string);

export const undocumentedResponseHint: Hint = (setting) =>
  `Amazon does not document this response: check ${setting} and any proxy in between.`;

interface Meaning {
  readonly outcome: Outcome;
  readonly category?: ErrorCategory;
  readonly hint: Hint;
}

const runAgain = "Run the command again: it resumes where it stopped.";

const meanings: Readonly<Record<number, Meaning>> = {
  400: {
    outcome: "unacceptable",
    hint: "Amazon did not accept the request: correct what its message points out.",
  },
  401: {
    outcome: "refused",
    category: "settings",
    hint:
      "The access token is invalid, has expired, or has no access to this skill: " +
      "set a new token (alexa:accessToken or ASK_ACCESS_TOKEN), or log in again (`ask configure`, if it is ask-cli's).",
  },
  403: {
    outcome: "refused",
    category: "settings",
    hint: "The account is not allowed to do this: check that it owns the skill and that the token has the scope alexa::ask:skills:readwrite.",
  },
  404: {
    outcome: "refused",
    hint: "Check that the skill id is correct and that the skill belongs to the account of these credentials.",
  },
  408: { outcome: "uncertain", hint: undocumentedResponseHint },
  409: {
    outcome: "uncertain",
    hint: "The current status of the beta test does not allow this: run again once it has stopped changing.",
  },
  413: { outcome: "unacceptable", hint: undocumentedResponseHint },
  429: {
    outcome: "refused",
    category: "unreachable",
    hint: "Amazon is rate limiting requests: run again later, or with less parallelism.",
  },
};

function meaningOf(failure: SmapiFailure): Meaning {
  const { status } = failure;
  if (status === undefined) {
    const outcome = ruleFor(failure).mayBeApplied ? "uncertain" : "refused";
    return { outcome, category: "unreachable", hint: runAgain };
  }
  if (status >= 500) return { outcome: "uncertain", category: "unreachable", hint: runAgain };
  // A redirect and an unknown 4xx say no; an unexpected 2xx says neither yes nor no.
  const outcome = status >= 300 ? "refused" : "uncertain";
  if (status === 404 && !failure.documented) return { outcome, hint: undocumentedResponseHint };
  return meanings[status] ?? { outcome, hint: undocumentedResponseHint };
}

function messageOf(failure: SmapiFailure, statusHint: Hint): string {
  const { action, method, path, status, message, requestId, attempts } = failure;
  const { setting = "alexa:endpoint" } = failure;
  const result = status === undefined ? message : `returned ${status}: ${message}`;
  const request = requestId === undefined ? "" : ` (request id ${requestId})`;
  const problem = `${action} failed: ${method} ${path} ${sentence(result, request)}`;
  const hint = failure.hint ?? ruleFor(failure).hint ?? statusHint;
  const advice = typeof hint === "string" ? hint : hint(setting);
  return [problem, attempts, advice].filter(Boolean).join(" ");
}

function sentence(text: string, note: string): string {
  return note === "" && /[.!?…]$/.test(text) ? text : `${text.replace(/\.$/, "")}${note}.`;
}
