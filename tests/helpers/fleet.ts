/** Many skills' lifecycles in parallel against a server with a rate limit, in virtual time. */
import type { TokenSource } from "../../provider/auth/TokenSource";
import type { Operation } from "../../provider/clock";
import type { HttpClient, HttpResponse } from "../../provider/http/HttpClient";
import type { RateLimiter } from "../../provider/http/RateLimiter";
import { AmazonClock } from "../../provider/smapi/AmazonClock";
import { type Connection, createSend } from "../../provider/smapi/send";
import { noLimit, operationOn } from "./clock";
import { VirtualClock } from "./virtualClock";

/** Whether a server accepts a request that arrives now. */
export type Accepts = (nowMs: number) => boolean;

/** The kinds of rate limits that there are; `perSecond` may depend on the time. */
export const limits = {
  /** No more in any second, like the simulator. */
  slidingWindow(perSecond: (nowMs: number) => number): Accepts {
    let recent: number[] = [];
    return (nowMs) => {
      recent = recent.filter((atMs) => atMs > nowMs - 1000);
      return recent.length < perSecond(nowMs) && recent.push(nowMs) > 0;
    };
  },
  /** No more in any of the server's own seconds, which begin at `offsetMs`. */
  fixedWindow(perSecond: (nowMs: number) => number, offsetMs = 370): Accepts {
    let window = Number.NaN;
    let count = 0;
    return (nowMs) => {
      const current = Math.floor((nowMs - offsetMs) / 1000);
      if (current !== window) count = 0;
      window = current;
      return count < perSecond(nowMs) && ++count > 0;
    };
  },
  /** What is not used is saved, for a burst of so many. */
  tokenBucket(perSecond: (nowMs: number) => number, burst = perSecond(0)): Accepts {
    let tokens = burst;
    let atMs = 0;
    return (nowMs) => {
      tokens = Math.min(burst, tokens + ((nowMs - atMs) / 1000) * perSecond(nowMs));
      atMs = nowMs;
      return tokens >= 1 && --tokens >= 0;
    };
  },
};

export interface Fleet {
  readonly clock: VirtualClock;
  readonly accepts: Accepts;
  readonly limiter: RateLimiter;
  /** How many operations run at the same time. */
  readonly parallel: number;
  readonly skills?: number;
  readonly retryAfterSeconds?: number;
  /** There and back: responses overtake each other. */
  readonly latencyMs?: readonly [least: number, most: number];
  readonly seed?: number;
}

export interface Played {
  readonly seconds: number;
  readonly accepted: number;
  /** Answered by 429. */
  readonly limited: number;
}

/** Creates and starts a beta test for each skill, as the provider does. */
export async function play(fleet: Fleet): Promise<Played> {
  const { clock, parallel, skills = 200 } = fleet;
  const server = serverOf(fleet);
  const startedAtMs = clock.now();
  const skill = [...Array(skills).keys()].values();
  const worker = async () => {
    for (const i of skill) await lifecycle(i, server.connection, clock, randomFrom(i + 1));
  };
  await clock.run(Promise.all(Array.from({ length: parallel }, worker)));
  return { seconds: (clock.now() - startedAtMs) / 1000, ...server.counts };
}

/** How long that takes if nothing is limited, neither by the server nor by the provider. */
export async function unlimitedSeconds(parallel: number): Promise<number> {
  const clock = new VirtualClock();
  return (await play({ clock, accepts: () => true, limiter: noLimit, parallel })).seconds;
}

async function lifecycle(
  skill: number,
  connection: Connection,
  clock: VirtualClock,
  random: () => number,
): Promise<void> {
  const operation: Operation = operationOn(clock, { timeoutMs: 3_600_000 });
  const send = createSend(connection, operation);
  const request = (method: "GET" | "POST") =>
    send({ method, path: `/${skill}`, action: "x", expectedStatus: 200 }, (content) => content);
  await request("GET");
  await request("POST");
  await request("POST");
  const polls = random() < 0.5 ? 1 : 2;
  for (let i = 0; i < polls; i++) {
    await clock.sleep(500 + 750 * random());
    await request("GET");
  }
}

function serverOf(fleet: Fleet) {
  const { clock, accepts, limiter, retryAfterSeconds, latencyMs = [20, 100], seed = 1 } = fleet;
  const [least, most] = latencyMs;
  const random = randomFrom(seed);
  const counts = { accepted: 0, limited: 0 };
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
  const http: HttpClient = async (_request, { signal }): Promise<HttpResponse> => {
    const halfMs = () => (least + (most - least) * random()) / 2;
    await clock.sleep(halfMs(), signal);
    const isAccepted = accepts(clock.now());
    counts[isAccepted ? "accepted" : "limited"]++;
    await clock.sleep(halfMs(), signal);
    return isAccepted
      ? { status: 200, headers: {}, text: "{}" }
      : { status: 429, headers, text: "{}" };
  };
  const tokens = { token: async () => "token", renew: async () => undefined } as TokenSource;
  const amazonClock = new AmazonClock(clock);
  const setting = "alexa:endpoint";
  const shared = { tokens, clock, random, setting, secrets: [], debug: () => {} };
  const connection: Connection = { ...shared, http, limiter, amazonClock };
  return { connection, counts };
}

/** A linear congruential generator: the same numbers in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
