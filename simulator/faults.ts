/** Faults to order: which request they hit, how often, and what becomes of it. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { whole } from "./settings";

const statusWithBody = whole(200, 599).refine(
  (status) => ![204, 205, 304].includes(status),
  "An answer of this status has no body.",
);

export const faultSchema = z.strictObject({
  /** Only requests of this method; any, where left out. */
  method: z.enum(["GET", "POST", "PUT"]).optional(),
  /** Only paths that end so, such as `/betaTest/start` or `/v1/vendors`; any, where left out. */
  path: z.string().optional(),
  /** How many requests to let pass first. */
  after: z.int().min(0).default(0),
  /** How many requests to hit. */
  times: z.int().min(1).default(1),
  /** Whether the request is carried out before its answer goes wrong. */
  applied: z.boolean().default(false),
  /**
   * Whether something between answers in Amazon's place: then the answer is without the request's id, which
   * stands on every answer of Amazon's and is what tells the two apart where a gateway answers in JSON. An
   * option of its own, since Amazon itself can also answer with any status and any body.
   */
  gateway: z.boolean().default(false),
  /** What the client gets in place of the answer. */
  answer: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("status"),
      status: z.int().min(400).max(599),
      message: z.string().default("A fault that was asked for."),
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
  ]),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

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

export class Faults {
  private ordered: Fault[] = [];

  inject(fault: Fault): void {
    this.ordered.push({ ...fault });
  }

  /** The fault that hits this request, if one does; it counts as used. */
  take(method: string, path: string): Fault | undefined {
    for (const fault of this.ordered) {
      if (fault.method && fault.method !== method) continue;
      if (fault.path && !path.endsWith(fault.path)) continue;
      if (fault.after > 0) {
        fault.after--;
        continue;
      }
      fault.times--;
      this.ordered = this.ordered.filter(({ times }) => times > 0);
      return fault;
    }
    return undefined;
  }

  clear(): void {
    this.ordered = [];
  }

  list(): readonly Fault[] {
    return this.ordered;
  }
}
