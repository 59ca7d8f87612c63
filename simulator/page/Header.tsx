/** The name, the address, and whether the page is up to date. */
import type { Snapshot } from "../snapshot";
import { plural } from "./format";
import type { Connection } from "./Live";

const labels: Record<Connection, string> = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost",
};

export function Header({
  connection,
  snapshot,
}: {
  connection: Connection;
  snapshot?: Snapshot | undefined;
}) {
  return (
    <header class="top">
      <a class="skip visually-hidden" href="#main">
        Skip to content
      </a>
      <div class="bar">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="12" fill="none" stroke="currentColor" stroke-width="5" />
          <circle cx="16" cy="16" r="4" fill="currentColor" />
        </svg>
        <h1>
          Simulated Amazon <span class="muted">by pulumi-alexa</span>
        </h1>
        <span class={`connection ${connection}`}>
          <span class="dot" aria-hidden="true" />
          {labels[connection]}
        </span>
        {snapshot && (
          <nav aria-label="Sections">
            <a href="#skills">{plural(snapshot.skills.length, "skill")}</a>
            <a href="#mails">{plural(snapshot.mails.total, "e-mail")}</a>
            <a href="#requests">{plural(snapshot.requests.total, "request")}</a>
            <a href="#faults">{plural(snapshot.faults.length, "fault")}</a>
            <a href="#settings">Settings</a>
          </nav>
        )}
      </div>
      {connection === "lost" && (
        <p class="lost" role="alert">
          The simulator is not responding: it has stopped, or its port has changed. This page shows
          what it last saw, and reconnects by itself.
        </p>
      )}
    </header>
  );
}
