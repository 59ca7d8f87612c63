/** Faults to order: which request they hit, how often, and what becomes of it. */
import { z } from "zod";

export const faultSchema = z.strictObject({
  /** Only requests of this method; any, where left out. */
  method: z.enum(["GET", "POST", "PUT"]).optional(),
  /** Only paths that end so, such as `/betaTest/start`; any, where left out. */
  path: z.string().optional(),
  /** How many requests to let pass first. */
  after: z.int().min(0).default(0),
  /** How many requests to hit. */
  times: z.int().min(1).default(1),
  /** Whether the request is carried out before its answer goes wrong. */
  applied: z.boolean().default(false),
  /** What the client gets in place of the answer. */
  answer: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("status"),
      status: z.int().min(400).max(599),
      message: z.string().default("A fault that was asked for."),
      headers: z.record(z.string(), z.string()).default({}),
    }),
    /** The connection is cut. */
    z.strictObject({ kind: z.literal("reset") }),
    /** Nothing comes, ever. */
    z.strictObject({ kind: z.literal("hang") }),
    /** A proxy's page. */
    z.strictObject({ kind: z.literal("html"), status: z.int().min(200).max(599).default(502) }),
    /** JSON that stops half-way. */
    z.strictObject({ kind: z.literal("brokenJson") }),
    /** Any JSON at all. */
    z.strictObject({
      kind: z.literal("json"),
      status: z.int().min(200).max(599).default(200),
      body: z.unknown(),
    }),
  ]),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultOrder = z.input<typeof faultSchema>;

export class Faults {
  private ordered: Fault[] = [];

  order(fault: Fault): void {
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
