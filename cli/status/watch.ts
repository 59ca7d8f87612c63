/** Observes again and again: a terminal shows the table again, anything else gets a line for each change. */
import type { Console } from "../console";
import type { SkillStatus } from "./look";
import { statusLine, statusTable } from "./show";

export interface WatchOptions {
  readonly json: boolean;
  readonly seconds: number;
}

const clearScreen = "\x1b[2J\x1b[3J\x1b[H";

/** @returns the last statuses, when the user interrupts it or nobody reads on. */
export async function watch(
  lookNow: (cancelled: AbortSignal) => Promise<SkillStatus[]>,
  { json, seconds }: WatchOptions,
  console: Console,
): Promise<SkillStatus[]> {
  const { output, unread } = console;
  const ended = AbortSignal.any([console.interruption(), unread]);
  const show = output.isTerminal && !json ? redraw : json ? changedJson() : changedLines();
  let last: SkillStatus[] = [];
  for (;;) {
    const statuses = await lookNow(ended);
    // What an interrupted look says is not about the skills.
    if (ended.aborted) return last;
    last = statuses;
    output.write(show(statuses));
    await console.sleep(seconds * 1000, ended);
    if (ended.aborted) return last;
  }

  function redraw(statuses: SkillStatus[]): string {
    const time = new Date().toTimeString().slice(0, 8);
    return `${clearScreen}${statusTable(statuses, output)}\n${time}, refreshing in ${seconds} s. Press Ctrl-C to stop.\n`;
  }
}

/** A line for each skill at first, then for each that has changed. */
function changedLines() {
  const shown = new Map<string, string>();
  return (statuses: SkillStatus[]): string => {
    const at = new Date().toISOString();
    const lines = statuses.flatMap((status) => {
      const line = statusLine(status);
      if (shown.get(status.skillId) === withoutRequestIds(line)) return [];
      shown.set(status.skillId, withoutRequestIds(line));
      return [`${at} ${line}\n`];
    });
    return lines.join("");
  };
}

/** All of them on one line, whenever one has changed. */
function changedJson() {
  let shown = "";
  return (statuses: SkillStatus[]): string => {
    const text = JSON.stringify(statuses);
    if (withoutRequestIds(text) === shown) return "";
    shown = withoutRequestIds(text);
    return `${JSON.stringify({ at: new Date().toISOString(), skills: statuses })}\n`;
  };
}

/** Each request has another one: that is no change. */
function withoutRequestIds(text: string): string {
  return text.replace(/ \(request id [^)]*\)/g, "");
}
