/** A status as a label whose colour only repeats its words. */
import type { SkillSummary } from "../snapshot";
import { dayMs, duration, secondMs, words } from "./format";

const tones: Record<SkillSummary["status"], string> = {
  IN_DRAFT: "neutral",
  STARTING: "busy",
  RUNNING: "good",
  STOPPING: "busy",
  ENDED: "neutral",
};

export function Status({ status }: { status: SkillSummary["status"] }) {
  return <span class={`badge ${tones[status]}`}>{words(status)}</span>;
}

/** How long a test still runs, if it does. */
export function timeLeft({ status, expiryDate }: SkillSummary, nowMs: number): string | undefined {
  if (expiryDate === undefined || (status !== "RUNNING" && status !== "STARTING")) return undefined;
  const ms = Date.parse(expiryDate) - nowMs;
  // A test that has just started still has all its days, whatever its seconds are.
  return ms > dayMs ? duration(Math.ceil((ms - secondMs) / dayMs) * dayMs) : duration(ms);
}
