/**
 * Notices that the user pressed Ctrl-C. The engine then calls `Cancel` on every provider, but Pulumi's host of dynamic
 * providers answers that itself, and passes it on to none of them.
 *
 * Source: https://nodejs.org/api/diagnostics_channel.html#http2
 */
import { subscribe } from "node:diagnostics_channel";

const cancel = "/pulumirpc.ResourceProvider/Cancel";

/** Calls back whenever a server of this process is asked to cancel. Node.js before 22.17 does not tell. */
export function onCancel(callback: () => void): void {
  subscribe("http2.server.stream.start", (message) => {
    const { headers } = message as { headers?: Readonly<Record<string, unknown>> };
    if (headers?.[":path"] === cancel) callback();
  });
}
