/** Whether a request says that its body is JSON. */
import type { Context } from "hono";

export function isJson(c: Context): boolean {
  return /^application\/json\s*(;|$)/i.test(c.req.header("Content-Type") ?? "");
}
