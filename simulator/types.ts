/**
 * The types of `pulumi-alexa/simulator`, written out: inferred from the schemas, they would need the schemas' library
 * in every program that uses them.
 */

/** The port that the simulator uses by default. */
export const defaultPort = 8257;

export interface SimulatorOptions extends Partial<SimulatorSettings> {
  /**
   * The port on 127.0.0.1; 0 picks a free one.
   * @default 8257
   */
  readonly port?: number;
  /** Where the beta tests, the mails and the clock are kept between runs; nowhere, if left out. */
  readonly stateFile?: string;
}

/** How the simulated Amazon behaves. Each setting can be changed while the simulator runs. */
export interface SimulatorSettings extends ApiVariants {
  /** How long each response takes, in milliseconds. Default: 0. */
  latencyMs: number;
  /** How long STARTING and STOPPING last, in milliseconds. Default: 2000. */
  transitionDelayMs: number;
  /** How many requests per second are accepted before a 429; 0, the default, is no limit. */
  requestsPerSecond: number;
  /** How long a test runs at most, in days. Default: 90, Amazon's. */
  lifetimeDays: number;
  /**
   * How long after a reminder a tester is not allowed another, in hours. Amazon publishes no such period: 24, the
   * default, is a guess.
   */
  reminderIntervalHours: number;
  /** The maximum number of testers per page, 1 to 500. Default: 500. */
  pageSize: number;
}

/** How Amazon might behave where its documentation is silent. */
export interface ApiVariants {
  /** What creating a draft again returns: `conflict` (default) is a 409; `accepted` is a 201, and the draft stays. */
  draftCreate: "conflict" | "accepted";
  /** What starting an ended test does: `refused` (default) is a 409; `accepted` starts it again. */
  startAfterEnd: "refused" | "accepted";
  /**
   * What a GET returns after the end: `absent` (default) is a 404, and the test is gone with its testers, as observed in practice;
   * `ended` is a 200 with `ENDED`, as in Amazon's spec.
   */
  afterEnd: "absent" | "ended";
  /** What adding a tester again does: `ignored` (default) does nothing, `refused` is an error, and `mailed` sends another e-mail. */
  knownTester: "ignored" | "refused" | "mailed";
  /** Whether an addition that fails adds nobody (default: true), or those before the failure. */
  addIsAtomic: boolean;
  /** Whether the invitation of a tester who is removed can be used for another one. Default: false. */
  removalReturnsInvitation: boolean;
  /** Whether two spellings of an address are two testers. Default: false. */
  emailsAreCaseSensitive: boolean;
  /** The maximum number of testers per call. Default: 500. */
  testersPerCall: number;
  /**
   * The response to any request about another account's skill: `notFound` (default) is a 404, `forbidden` a 403,
   * `unauthorized` a 401.
   */
  foreignSkill: "notFound" | "forbidden" | "unauthorized";
}

/** A fault to inject: which requests it hits, how often, and what the client gets instead of Amazon's response. */
export interface FaultInput {
  /** Only requests of this method; any, if left out. */
  method?: "GET" | "POST" | "PUT" | undefined;
  /** Only paths that end with this, such as `/betaTest/start` or `/v1/vendors`; any, if left out. */
  path?: string | undefined;
  /** How many requests to let pass first. Default: 0. */
  after?: number | undefined;
  /** How many requests to hit. Default: 1. */
  times?: number | undefined;
  /** Whether the request is carried out before its response goes wrong. Default: false. */
  applied?: boolean | undefined;
  /**
   * Whether something in between responds in Amazon's place (default: false): its response then lacks the request id that
   * all of Amazon's have. This is separate from the answer, since Amazon itself can respond with any status and body.
   */
  gateway?: boolean | undefined;
  /** What the client gets. */
  answer: FaultAnswer;
}

export type FaultAnswer =
  | {
      kind: "status";
      /** 400 to 599. */
      status: number;
      message?: string | undefined;
      headers?: Record<string, string> | undefined;
    }
  /** The connection is cut. */
  | { kind: "reset" }
  /** Nothing comes, ever. */
  | { kind: "hang" }
  /** A proxy's page, which is never Amazon's. Default of the status: 502. */
  | { kind: "html"; status?: number | undefined }
  /** JSON that stops half-way. */
  | { kind: "brokenJson" }
  /** Any JSON at all. Default of the status: 200. */
  | { kind: "json"; status?: number | undefined; body?: unknown };

/** A change as somebody would make it in Amazon's console; what is left out stays as it is. */
export interface OutOfBandChange {
  status?: "IN_DRAFT" | "STARTING" | "RUNNING" | "STOPPING" | "ENDED" | undefined;
  testers?: string[] | undefined;
  /** `null` clears it. */
  feedbackEmail?: string | null | undefined;
}

/** A skill, which belongs to the account `default` until it is changed. */
export interface Skill {
  account: AccountName;
  deleted: boolean;
}

export type AccountName = "default" | "other";

/** A request as Amazon would have seen it. No header is kept, so no token. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** With the query. */
  path: string;
  body?: unknown;
  /** 0 if the client got no response. */
  status: number;
  requestId: string;
}
