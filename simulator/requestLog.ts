/** What Amazon would have seen, up to a limit. */
import type { LoggedRequest } from "./types";

/** With the body as it came: parsed, it can take many times the memory. */
export type LogEntry = Omit<LoggedRequest, "body"> & { text?: string };

const limits = { entries: 10_000, bytes: 16_000_000 };

export class RequestLog {
  private entries: LogEntry[] = [];
  private bytes = 0;

  add(entry: LogEntry): void {
    this.entries.push(entry);
    this.bytes += sizeOf(entry);
    while (this.entries.length > limits.entries || this.bytes > limits.bytes) {
      const oldest = this.entries.shift();
      if (!oldest) return;
      this.bytes -= sizeOf(oldest);
    }
  }

  list(): readonly LoggedRequest[] {
    return this.entries.map(({ text, ...entry }) => ({
      ...entry,
      body: text && parsed(text),
    }));
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function sizeOf({ path, text = "" }: LogEntry): number {
  return path.length + text.length;
}
