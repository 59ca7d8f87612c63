/** Long lists: a filter, and only so many rows at a time. */
import { useState } from "preact/hooks";
import { plural } from "./format";

const step = 50;

export function Filter({ label, onChange }: { label: string; onChange: (filter: string) => void }) {
  return (
    <input
      type="search"
      class="filter"
      aria-label={label}
      placeholder="Filter"
      onInput={({ currentTarget }) => onChange(currentTarget.value.trim().toLowerCase())}
    />
  );
}

/** The first rows, and how to have more of them. */
export function useShown<T>(all: readonly T[]) {
  const [limit, setLimit] = useState(step);
  const hidden = Math.max(0, all.length - limit);
  return {
    shown: all.slice(0, limit),
    more: hidden > 0 ? { hidden, onMore: () => setLimit(limit + step) } : undefined,
  };
}

export function More({
  hidden,
  onMore,
  noun,
}: {
  hidden: number;
  onMore: () => void;
  noun: string;
}) {
  const next = Math.min(step, hidden);
  return (
    <p class="more">
      <button type="button" onClick={onMore}>
        Show {plural(next, `more ${noun}`)}
      </button>{" "}
      <span class="muted">{hidden.toLocaleString("en")} not shown</span>
    </p>
  );
}
