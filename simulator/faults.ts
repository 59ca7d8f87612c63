/** Faults to inject: which requests they hit, how often, and what the client gets instead of Amazon's response. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import * as v from "valibot";
import { noList } from "./check";
import { atLeast, type Rules, whole } from "./ranges";
import type { FaultInput } from "./types";

const statusWithBody = v.pipe(
  whole(200, 599),
  v.notValues([204, 205, 304], "A response of this status has no body."),
);

/** A new kind of fault is one more entry, and its case in {@link faultyResponse}. */
const answerSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("status"),
    status: whole(400, 599),
    message: v.optional(v.string(), "An injected fault."),
    headers: v.optional(
      v.pipe(
        noList(v.record(v.string(), v.string())),
        v.check(canBeSent, "A header's name or value cannot be sent."),
      ),
      {},
    ),
  }),
  v.strictObject({ kind: v.literal("reset") }),
  v.strictObject({ kind: v.literal("hang") }),
  v.strictObject({ kind: v.literal("html"), status: v.optional(statusWithBody, 502) }),
  v.strictObject({ kind: v.literal("brokenJson") }),
  v.strictObject({
    kind: v.literal("json"),
    status: v.optional(statusWithBody, 200),
    body: v.unknown(),
  }),
]);

export const faultKinds = answerSchema.options.map(({ entries }) => entries.kind.literal);

export const faultSchema = v.strictObject({
  method: v.optional(v.picklist(["GET", "POST", "PUT"])),
  path: v.optional(v.string()),
  after: v.optional(atLeast(0), 0),
  times: v.optional(atLeast(1), 1),
  applied: v.optional(v.boolean(), false),
  gateway: v.optional(v.boolean(), false),
  answer: answerSchema,
} satisfies Rules<FaultInput>);

export type Fault = v.InferOutput<typeof faultSchema>;

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
