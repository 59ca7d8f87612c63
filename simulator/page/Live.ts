/** Keeps what the page shows up to date, and tells when the simulator is gone. */
import type { Snapshot } from "../snapshot";
import { api, type Query } from "./api";

export type Connection = "connecting" | "live" | "lost";

export interface Seen {
  readonly connection: Connection;
  readonly snapshot: Snapshot | undefined;
  /** The page's own clock at the time of the snapshot, in milliseconds. */
  readonly seenAtMs: number;
}

const retryDelayMs = 500;
/** However much happens, the page asks no more often than that. */
const pauseMs = 200;

export class Live {
  private seen: Seen = { connection: "connecting", snapshot: undefined, seenAtMs: 0 };
  private source: EventSource | undefined;
  private retry: number | undefined;
  private isReading = false;
  private isStale = false;

  constructor(
    private query: Query,
    private readonly show: (seen: Seen) => void,
  ) {
    // A browser has six connections for a host: tabs that nobody sees should not hold them.
    document.addEventListener("visibilitychange", () => this.listen());
    this.listen();
  }

  ask(query: Query): void {
    this.query = query;
    void this.read();
  }

  async read(): Promise<void> {
    this.isStale = true;
    if (this.isReading) return;
    this.isReading = true;
    while (this.isStale && this.source) {
      this.isStale = false;
      await this.readOnce();
      await new Promise((go) => setTimeout(go, pauseMs));
    }
    this.isReading = false;
  }

  private async readOnce(): Promise<void> {
    const { query } = this;
    try {
      const snapshot = await api.snapshot(query);
      // What was asked for meanwhile comes with the next one.
      if (query === this.query) {
        this.update({ connection: "live", snapshot, seenAtMs: performance.now() });
      }
    } catch {
      this.lose();
    }
  }

  private listen(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
    if (document.hidden) return;
    this.source = new EventSource("/simulator/changes");
    this.source.onmessage = () => void this.read();
    this.source.onerror = () => this.lose();
  }

  /** Tries again by itself: not every browser does, once the connection was refused. */
  private lose(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
    this.update({ connection: "lost" });
    this.retry = window.setTimeout(() => this.listen(), retryDelayMs);
  }

  private update(change: Partial<Seen>): void {
    this.seen = { ...this.seen, ...change };
    this.show(this.seen);
  }
}
