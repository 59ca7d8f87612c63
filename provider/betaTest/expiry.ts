/** When a test expires, as people count it. */

const dayMs = 24 * 60 * 60 * 1000;

/** How long before its expiry a running test is mentioned, in days. */
export const warningDays = 14;

/** In days: Amazon's clock and the machine's may differ by minutes, and a test that has just started has all its days. */
const tolerance = 0.01;

/** Not if there is no date. */
export function hasPassed(date: string | undefined, nowMs: number): boolean {
  return Date.parse(date ?? "") <= nowMs;
}

/** No test ends and starts again faster, but the same date may be rounded differently, in milliseconds. */
const sameDateMs = 60 * 1000;

/** Whether both are dates, and not the same one. */
export function areDifferentDates(a: string | undefined, b: string | undefined): boolean {
  return Math.abs(Date.parse(a ?? "") - Date.parse(b ?? "")) >= sameDateMs;
}

export function laterOf(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || Date.parse(a) < Date.parse(b ?? "") ? b : a;
}

/** Days begun count as days; 0 once the time is over. */
export function daysLeft(expiresAtMs: number, nowMs: number): number {
  const days = (expiresAtMs - nowMs) / dayMs;
  return days <= 0 ? 0 : Math.max(1, Math.ceil(days - tolerance));
}

/** Such as `in 9 days`. */
export function describeDaysLeft(expiresAtMs: number, nowMs: number): string {
  if (expiresAtMs - nowMs < dayMs) return "within a day";
  const days = daysLeft(expiresAtMs, nowMs);
  return days === 1 ? "in 1 day" : `in ${days} days`;
}

/** UTC, such as `2027-02-28`; undefined if the text is no date. */
export function dayOf(date: string | undefined): string | undefined {
  const ms = Date.parse(date ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}
