/** How times, counts and ids are written. */

export const secondMs = 1000;
export const hourMs = 3600 * secondMs;
export const dayMs = 24 * hourMs;

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** The two largest units, such as `3 days 4 hours`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / secondMs));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 seconds";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => plural(count, unit))
    .join(" ");
}

/** In UTC, as Amazon writes times. */
export function dateOf(iso: string): string {
  return iso.slice(0, 10);
}

export function timeOf(iso: string): string {
  return iso.slice(11, 19);
}

/** Without what all ids have in common. */
export function shortId(skillId: string): string {
  return skillId.replace(/^amzn1\.ask\.skill\.(?=.)/, "");
}

/** With the skill's id cut short: the rest of the path is what differs. */
export function shortPath(path: string): string {
  return path.replace(/^\/v1\/skills\/([^/?]+)/, (_, id: string) => {
    const short = shortId(id);
    return `/v1/skills/${short.length > 10 ? `${short.slice(0, 8)}…` : short}`;
  });
}

/** `STARTING` as `Starting`, `NOT_ACCEPTED` as `Not accepted`. */
export function words(constant: string): string {
  const text = constant.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
