/** Faults to inject: which requests they hit, how often, and what the client gets in place of Amazon's response. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { z } from "zod";
import { whole } from "./ranges";

const statusWithBody = whole(200, 599).refine(
  (status) => ![204, 205, 304].includes(status),
  "A response of this status has no body.",
);

/** A new kind of fault is one more entry, and its case in {@link faultyResponse}. */
const answerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    message: z.string().default("An injected fault."),
    headers: z
      .record(z.string(), z.string())
      .refine(canBeSent, "A header's name or value cannot be sent.")
      .default({}),
  }),
  /** The connection is cut. */
  z.strictObject({ kind: z.literal("reset") }),
  /** Nothing comes, ever. */
  z.strictObject({ kind: z.literal("hang") }),
  /** A proxy's page, which is never Amazon's. */
  z.strictObject({ kind: z.literal("html"), status: statusWithBody.default(502) }),
  /** JSON that stops half-way. */
  z.strictObject({ kind: z.literal("brokenJson") }),
  /** Any JSON at all. */
  z.strictObject({
    kind: z.literal("json"),
    status: statusWithBody.default(200),
    body: z.unknown(),
  }),
]);

export const faultKinds = answerSchema.options.map(({ shape }) => shape.kind.value);

export const faultSchema = z.strictObject({
  /** Only requests of this method; any, if left out. */
  method: z.enum(["GET", "POST", "PUT"]).optional(),
  /** Only paths that end with this, such as `/betaTest/start` or `/v1/vendors`; any, if left out. */
  path: z.string().optional(),
  /** How many requests to let pass first. */
  after: z.int().min(0).default(0),
  /** How many requests to hit. */
  times: z.int().min(1).default(1),
  /** Whether the request is carried out before its response goes wrong. */
  applied: z.boolean().default(false),
  /**
   * Whether something in between responds in Amazon's place: then there is no request id, which is on every
   * response of Amazon's and is what tells the two apart if a gateway responds in JSON. A setting of its own,
   * since Amazon itself can also respond with any status and any body.
   */
  gateway: z.boolean().default(false),
  /** What the client gets. */
  answer: answerSchema,
});

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** @returns `RESPONSE_ALREADY_SENT` if the client gets none. */
export function faultyResponse(answer: Fault["answer"], { incoming }: HttpBindings): Response {
  switch (answer.kind) {
    case "status": {
      const { message, status, headers } = answer;
      return Response.json({ message }, { status, headers });
    }
    case "html": {
      const page =
        "<html><head><title>Proxy</title></head><body><h1>Bad Gateway</h1></body></html>";
      const headers = { "Content-Type": "text/html" };
      return new Response(page, { status: answer.status, headers });
    }
    case "brokenJson":
      return new Response('{"status": "RUNN', { headers: { "Content-Type": "application/json" } });
    case "json":
      return Response.json(answer.body ?? null, { status: answer.status });
    case "reset":
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case "hang":
      return RESPONSE_ALREADY_SENT;
  }
}

function canBeSent(headers: Record<string, string>): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

/** The faults that are still to hit something, in the order of their injection. */
export class Faults {
  private pending: Fault[] = [];

  inject(fault: Fault): void {
    this.pending.push({ ...fault });
  }

  /** The fault that hits this request, if any; that counts as one of its times. */
  take(method: string, path: string): Fault | undefined {
    for (const fault of this.pending) {
      if (fault.method && fault.method !== method) continue;
      if (fault.path && !path.endsWith(fault.path)) continue;
      if (fault.after > 0) {
        fault.after--;
        continue;
      }
      fault.times--;
      this.pending = this.pending.filter(({ times }) => times > 0);
      return fault;
    }
    return undefined;
  }

  clear(): void {
    this.pending = [];
  }

  list(): readonly Fault[] {
    return this.pending;
  }
}
