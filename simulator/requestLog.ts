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

  get size(): number {
    return this.entries.length;
  }

  list(): readonly LoggedRequest[] {
    return this.entries.map(withBody);
  }

  /** The newest, without their bodies, which can be large. */
  latest(count: number): readonly Omit<LoggedRequest, "body">[] {
    const from = Math.max(0, this.entries.length - count);
    return this.entries.slice(from).map(({ text, ...entry }) => entry);
  }

  find(requestId: string): LoggedRequest | undefined {
    const entry = this.entries.find((each) => each.requestId === requestId);
    return entry && withBody(entry);
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }
}

function withBody({ text, ...entry }: LogEntry): LoggedRequest {
  return { ...entry, body: text && parsed(text) };
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
