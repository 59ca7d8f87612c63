/** Which hosts are this machine. */

/** Plain http is safe there, and no proxy is used. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
