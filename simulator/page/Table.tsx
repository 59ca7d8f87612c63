/** A table that scrolls, by the keyboard, too. */
import type { ComponentChildren } from "preact";

interface TableProps {
  /** Of the part that scrolls. */
  readonly label: string;
  readonly caption: ComponentChildren;
  readonly columns: readonly Column[];
  readonly class?: string;
  readonly rows: ComponentChildren;
  /** What follows the table. */
  readonly children?: ComponentChildren;
}

interface Column {
  readonly title: string;
  readonly class?: "number" | "wide-only";
  readonly isTitleHidden?: boolean;
}

export function Table({ label, caption, columns, class: kind, rows, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, the keyboard could not scroll what has no button in it.
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table class={kind}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.class}>
                {column.isTitleHidden ? (
                  <span class="visually-hidden">{column.title}</span>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
      {children}
    </section>
  );
}
