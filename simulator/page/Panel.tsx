/** A section with a heading, how many there are, and what can be done with all of them. */
import type { ComponentChildren } from "preact";

interface PanelProps {
  readonly id: string;
  readonly title: ComponentChildren;
  readonly count?: number | undefined;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ id, title, count, actions, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 tabIndex={-1} data-focus-home>
          <span id={`${id}-title`}>{title}</span>{" "}
          {count !== undefined && <span class="count">{count.toLocaleString("en")}</span>}
        </h2>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
