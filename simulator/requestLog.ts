import { parseJson } from "./json";

/** What Amazon would have seen. No header is kept, so no token. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** With the query. */
  path: string;
  body?: unknown;
  /** 0 where the client got no answer. */
  status: number;
  requestId: string;
}

/** A body is kept as it came: parsed, it can take many times the memory. */
export type LogEntry = Omit<LoggedRequest, "body"> & { text?: string };

const most = { entries: 10_000, bytes: 16_000_000 };

export class RequestLog {
  private entries: LogEntry[] = [];
  private bytes = 0;

  add(entry: LogEntry): void {
    this.entries.push(entry);
    this.bytes += sizeOf(entry);
    while (this.entries.length > most.entries || this.bytes > most.bytes) {
      const oldest = this.entries.shift();
      if (!oldest) return;
      this.bytes -= sizeOf(oldest);
    }
  }

  list(): readonly LoggedRequest[] {
    return this.entries.map(({ text, ...entry }) => ({
      ...entry,
      body: text === undefined ? undefined : (parseJson(text) ?? text),
    }));
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }
}

function sizeOf({ path, text = "" }: LogEntry): number {
  return path.length + text.length;
}
