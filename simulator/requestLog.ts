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

const longest = 100_000;

export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > longest) this.entries = this.entries.slice(-longest);
  }

  list(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}
