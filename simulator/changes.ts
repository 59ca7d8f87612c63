/** Tells those who wait for it that something has changed. While nobody waits, it costs next to nothing. */
import { EventEmitter, once } from "node:events";

export class Changes {
  /** How often something has changed. */
  revision = 0;
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  announce(): void {
    this.revision++;
    this.emitter.emit("change");
  }

  /** Waits for a revision other than this one, or until the signal is aborted. */
  async after(revision: number, signal: AbortSignal): Promise<void> {
    if (this.revision !== revision || signal.aborted) return;
    await once(this.emitter, "change", { signal }).catch(() => undefined);
  }

  get waiting(): number {
    return this.emitter.listenerCount("change");
  }
}
